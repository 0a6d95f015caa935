"""Somebody is erased: what files and forms said of them goes, and no file brings it back."""

from datetime import datetime

from liren.core import audit
from liren.core.permissions import SYSTEM
from liren.ledgers.models import FormLine, ImportRow, PlanLine
from liren.ledgers.services import forms_rounds
from liren.ledgers.services.importing_rows import opened
from liren.people.models import Benefit, Fact, Person
from liren.people.services import erase_person
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.bringing import Desk, RunJobs, family, row, workbook
from tests.ledgers.forms_scene import elders, open_round


def test_rows_forget_and_a_plan_that_waits_writes_nothing_of_them(desk: Desk) -> None:
    desk.bring(workbook(family()))
    newer = [row("王桂英", 1, phone="15400009999", relation="户主", household="H1")]
    waits = desk.plan(workbook(newer, day="2026年10月31日"))
    wang = Person.objects.get(name="王桂英")
    erase_person(wang, by=SYSTEM, now=desk.now)
    desk.run_jobs()
    for line in PlanLine.objects.filter(person=wang.pk):
        assert line.changes_sealed is None
        said = opened(ImportRow.objects.get(ledger=line.ledger, at=line.at))
        assert said.people == [{}] and not said.extra and not any(said.cells)
    others = [opened(one) for one in ImportRow.objects.filter(ledger__lt=waits.pk)]
    assert "李建国" in str(others) and "王桂英" not in str(others)
    desk.apply(waits)
    assert set(PlanLine.objects.filter(ledger=waits).values_list("trouble", flat=True)) == {
        "people.person_gone"
    }
    wang.refresh_from_db()
    assert wang.name == "已删除" and wang.phone_sealed is None
    assert not Fact.objects.filter(subject="person", subject_id=wang.pk).exclude(value="").exists()
    assert audit.verify() == []


def test_what_hangs_on_them_is_not_written_either(desk: Desk) -> None:
    desk.bring(workbook(family()))
    waits = desk.plan(workbook([row("李建国", 2, relation="配偶", household="H2")]))
    erase_person(Person.objects.get(name="李建国"), by=SYSTEM, now=desk.now)
    desk.apply(waits)
    assert not Benefit.objects.exists() and not Person.objects.filter(name="李建国").exists()


def test_answers_of_a_form_go(town: Neighbourhood, now: datetime, run_jobs: RunJobs) -> None:
    first, *others = elders(town, now)
    held = open_round(town, now)
    asked = forms_rounds.Given({"needs": "送餐"}, 0)
    given = {one.pk: asked for one in (first, *others)}
    by = town.users["worker"]
    saved = forms_rounds.save_answers(row=held, given=given, source="走访", by=by, now=now)
    assert len(saved.saved) == 1 + len(others), saved.faults
    erase_person(first, by=SYSTEM, now=now)
    run_jobs()
    assert set(FormLine.objects.values_list("subject_id", flat=True)) == {o.pk for o in others}
