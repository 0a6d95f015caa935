"""Forms asked of communities: through the gate, filled, said to be wrong, handed in."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from liren.cases.services.duties import NewDuty, add_duties
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import Scope
from liren.ledgers import selectors
from liren.ledgers.domain.forms_gate import Refusal
from liren.ledgers.models import Form, FormLine, FormRound, FormStage, RoundStage
from liren.ledgers.services import forms_asking, forms_rounds, forms_submitting, forms_taking
from liren.ledgers.services.forms_rounds import Given, NotInThisRound, RoundClosed, Said
from liren.people.models import Viewing
from liren.people.services import New, Status, put
from liren.workorders.models import Instruction, WorkOrder
from liren.workorders.services import approve_instruction
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.forms_scene import ELDERS, RENTED, Sheet, ask, askable, elders, open_round
from tests.people.scenes import person

AGAIN = ELDERS.replace(
    'key = "phone"\nheader = ["联系", "联系电话"]\nsource = "person.phone"\nclear = true',
    'key = "phone"\nheader = ["联系", "联系电话"]\nasked = "text"',
)
OTHER_WORDS = (
    ELDERS.replace("探访日期", "探望日").replace("需要的帮助", "要什么").replace('"说明"', '"其他"')
)


def test_what_the_list_allows_is_with_the_community_at_once(
    town: Neighbourhood, now: datetime
) -> None:
    elders(town, now)
    form = ask(town, now)
    row = form.rounds.get()
    assert (form.stage, row.stage, row.period) == (FormStage.ADMITTED, RoundStage.OPEN, "2026-11")
    assert (form.columns, form.known, row.rows, row.cells_known) == (12, 9, 3, 27)
    order = WorkOrder.objects.get(kind="instruction")
    assert (order.party, order.title) == (town.parties["committee"], form.name)


def test_what_is_held_is_not_asked_again(town: Neighbourhood, now: datetime) -> None:
    form = ask(town, now, AGAIN)
    assert (form.stage, form.refusals) == (FormStage.REFUSED, [Refusal.REPEATS])
    said = selectors.verdict_of(form)
    assert (said.held, said.columns, said.again[0].source) == (9, 12, "person.phone")
    assert not form.rounds.exists()
    assert not Instruction.objects.exists()


def test_without_purpose_basis_or_line_it_is_refused(town: Neighbourhood, now: datetime) -> None:
    bare = "\n".join(
        line for line in ELDERS.splitlines() if not line.startswith(("purpose", "legal_basis"))
    )
    form = ask(town, now, bare, askable=None)
    assert form.refusals == [Refusal.NO_PURPOSE, Refusal.NO_BASIS, Refusal.NO_LINE]
    with pytest.raises(forms_asking.BasisStillMissing):
        forms_asking.ask_street(
            form=form, reason="检查", purpose="", legal_basis="", by=town.users["officer"], now=now
        )


def test_a_line_in_the_duty_list_lets_it_before_the_street(
    town: Neighbourhood, now: datetime
) -> None:
    duty = NewDuty(
        category=None, place=town.places["street"], party=town.parties["city_management"]
    )
    add_duties([duty], by=SYSTEM, now=now)
    form = ask(town, now, askable=None)
    assert (form.stage, form.refusals) == (FormStage.WAITING, [])
    assert form.rounds.get().stage == RoundStage.HELD
    assert not selectors.rounds_in(Scope.of([town.places["community"].path])).exists()


def test_the_street_admits_with_a_reason(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    form, officer, street = ask(town, now, AGAIN), town.users["officer"], town.users["duty_officer"]
    bring_up = partial(forms_asking.ask_street, form=form, purpose="", legal_basis="", now=now)
    with pytest.raises(forms_asking.NotYourForm):
        bring_up(reason="急", by=town.users["worker"])
    bring_up(reason="电话要重新核对", by=officer)
    with pytest.raises(forms_asking.WhyMissing):
        forms_asking.admit_form(form=form, reason=" ", by=street, now=now)
    with pytest.raises(PermissionMissing):
        forms_asking.admit_form(form=form, reason="好", by=officer, now=now)
    forms_asking.admit_form(form=form, reason="今年换号多", by=street, now=now)
    form.refresh_from_db()
    row = form.rounds.get()
    assert (form.stage, row.stage) == (FormStage.ADMITTED, RoundStage.OPEN)
    assert Instruction.objects.get().decided_reason == "今年换号多"
    with pytest.raises(forms_asking.FormMovedOn):
        forms_asking.deny_form(form=form, reason="迟了", by=street, now=now)


def test_the_street_spares_the_communities(town: Neighbourhood, now: datetime) -> None:
    form = ask(town, now, AGAIN)
    forms_asking.ask_street(
        form=form, reason="核对", purpose="", legal_basis="", by=town.users["officer"], now=now
    )
    forms_asking.deny_form(form=form, reason="已有", by=town.users["duty_officer"], now=now)
    form.refresh_from_db()
    assert (form.stage, form.rounds.get().stage) == (FormStage.DENIED, RoundStage.CANCELLED)
    assert not WorkOrder.objects.filter(kind="instruction").exists()


def test_decided_on_the_page_of_the_instruction(
    town: Neighbourhood, now: datetime, run_jobs: object
) -> None:
    form = ask(town, now, AGAIN)
    forms_asking.ask_street(
        form=form, reason="核对", purpose="", legal_basis="", by=town.users["officer"], now=now
    )
    row = Instruction.objects.get()
    approve_instruction(instruction=row, reason="可以", by=town.users["duty_officer"], now=now)
    run_jobs()  # type: ignore[operator]  # a fixture
    form.refresh_from_db()
    assert (form.stage, form.rounds.get().stage) == (FormStage.ADMITTED, RoundStage.OPEN)


def test_the_same_form_is_asked_once(town: Neighbourhood, now: datetime) -> None:
    ask(town, now)
    with pytest.raises(forms_asking.FormAskedAlready):
        ask(town, now, OTHER_WORDS)


def test_an_admitted_form_has_a_basis_says_the_database(town: Neighbourhood, now: datetime) -> None:
    form = ask(town, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Form.objects.filter(pk=form.pk).update(legal_basis="")


def test_columns_arrive_filled_and_covered(town: Neighbourhood, now: datetime) -> None:
    people = elders(town, now)
    row = open_round(town, now)
    [first, *_] = selectors.filled(row, Scope.of([row.place_path])).lines
    assert first.subject_id == people[0].pk
    said = {key: value.text for key, value in first.values.items()}
    assert said["name"] == people[0].name
    assert said["age"] == "86"
    assert (said["sex"], said["grid"]) == ("女", "第一网格")
    assert "*" in said["id_number"]
    assert "*" in said["phone"]
    assert first.values["phone"].clear.endswith("15400001000")


def test_only_those_whom_the_filter_names(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    person(town.home, now, name="年轻人", birth_date="1999-01-01", lives_alone=True)
    person(town.places["next_building"], now, name="别处老人", birth_date="1940", lives_alone=True)
    row = open_round(town, now)
    names = {line.values["name"].text for line in selectors.filled(row, Scope.of([""])).lines}
    assert len(names) == 4  # the next building lies in the same community
    grid = town.users["grid_worker"].scope_for("ledgers.fill")
    assert len(selectors.filled(row, grid).lines) == 3


def test_tenants_with_the_owner_of_their_home(town: Neighbourhood, now: datetime) -> None:
    owner = person(town.home, now, name="李房东", phone="15400009999")
    tenant = person(town.home, now, name="赵租客", sex="1")
    for who, role in ((owner, "owner"), (tenant, "tenant")):
        values = {"person": who, "home": town.home, "role": role, "since": "2026-03-01"}
        put(subject=New("residence"), values=values, source="台账", by=SYSTEM, now=now)
    row = open_round(town, now, RENTED)
    [line] = selectors.filled(row, Scope.of([row.place_path])).lines
    said = {key: value.text for key, value in line.values.items()}
    assert (said["name"], said["owner"], said["since"]) == ("赵租客", "李房东", "2026-03-01")
    assert said["owner_phone"] == "154****9999"


def test_a_form_takes_as_many_statements_for_many_rows(town: Neighbourhood, now: datetime) -> None:
    elders(town, now, 3)
    row = open_round(town, now)
    few = asked_by(row)
    for n in range(9):
        person(town.home, now, name=f"邻居{n}", birth_date="1940", lives_alone=True)
    assert asked_by(row) == few <= 6


def asked_by(row: FormRound) -> int:
    with CaptureQueriesContext(connection) as asked:
        selectors.filled(row, Scope.of([row.place_path]))
    return len(asked)


def given(row: object, subject: int, base: int | None = 0, **values: object) -> dict[int, Given]:
    return {subject: Given(values, base)}


def test_answers_are_rows_of_the_form_with_source_and_date(
    town: Neighbourhood, now: datetime
) -> None:
    people, row = elders(town, now), open_round(town, now)
    saved = forms_rounds.save_answers(
        row=row,
        given=given(row, people[0].pk, visited="2026年11月12日", needs="送餐"),
        source="上门",
        by=town.users["worker"],
        now=now,
    )
    assert saved.saved == [people[0].pk]
    line = FormLine.objects.get()
    assert (line.source, line.observed_on, line.revision) == ("上门", now.date(), 1)
    assert "送餐".encode() not in bytes(line.answers_sealed)
    assert selectors.answers_of(row)[people[0].pk].values == {
        "visited": "2026-11-12", "needs": "送餐",
    }  # fmt: skip


def test_two_clerks_fill_one_form(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    first, second = town.users["worker"], town.users["secretary"]
    write = forms_rounds.save_answers
    one, other = people[0].pk, people[1].pk
    write(row=row, given=given(row, one, needs="送餐"), source="上门", by=first, now=now)
    both = {**given(row, one, needs="陪诊"), **given(row, other, needs="维修")}
    saved = write(row=row, given=both, source="电话", by=second, now=now)
    assert saved.saved == [other]
    clash = saved.clashes[one]
    assert (clash.values["needs"], clash.by, clash.revision) == ("送餐", first.audit_name, 1)
    again = write(
        row=row, given=given(row, one, 1, needs="陪诊"), source="电话", by=second, now=now
    )
    assert again.saved == [one]
    assert selectors.answers_of(row)[one].values["needs"] == "陪诊"
    same = write(row=row, given=given(row, one, 0, needs="陪诊"), source="电话", by=first, now=now)
    assert same.unchanged == [one]


def test_a_row_of_another_community_is_not_filled(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    stranger = person(
        town.places["next_community"], now, name="外人", birth_date="1940", lives_alone=True
    )
    values = {**given(row, stranger.pk, needs="送餐"), **given(row, people[0].pk, needs="没听过")}
    saved = forms_rounds.save_answers(
        row=row, given=values, source="上门", by=town.users["worker"], now=now
    )
    assert isinstance(saved.faults[stranger.pk][""], NotInThisRound)
    assert "needs" in saved.faults[people[0].pk]
    assert not FormLine.objects.exists()
    right = given(row, people[0].pk, needs="送餐")
    other = forms_rounds.save_answers(
        row=row, given=right, source="", by=town.users["next_worker"], now=now
    )
    assert other.faults


def test_what_arrived_wrong_goes_the_one_way(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    said = Said("phone", "15400007777", people[0].revision)
    result = forms_rounds.say_wrong(
        row=row, subject=people[0].pk, said=said, by=town.users["worker"], now=now
    )
    assert result.having(Status.ACCEPTED) == ["phone"]
    proposed = forms_rounds.say_wrong(
        row=row, subject=people[1].pk, said=said, by=town.users["grid_worker"], now=now
    )
    assert proposed.having(Status.PROPOSED) == ["phone"]
    with pytest.raises(NotInThisRound):
        forms_rounds.say_wrong(
            row=row, subject=people[0].pk, said=Said("age", "3"), by=town.users["worker"], now=now
        )


def test_handed_in_it_stays_as_it_was(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker = town.users["worker"]
    with pytest.raises(forms_submitting.AnswersMissing) as missing:
        forms_submitting.submit(row=row, by=worker, now=now)
    assert missing.value.data == {"rows": 3, "first": 1, "column": "探访日期"}
    all_rows = {one.pk: Given({"visited": "2026-11-12", "needs": "送餐"}, 0) for one in people}
    forms_rounds.save_answers(row=row, given=all_rows, source="上门", by=worker, now=now)
    row = forms_submitting.submit(row=row, by=worker, now=now)
    assert (row.stage, row.rows, row.cells_known, row.cells_written) == ("submitted", 3, 27, 6)
    assert Viewing.objects.filter(element="form:elder-care", is_task=True).count() == 3
    assert Instruction.objects.get().stage == "done"
    put(subject=people[0], values={"phone": "15400008888"}, source="本人", by=SYSTEM, now=now)
    content = selectors.content_of(row)
    assert len(row.sha256) == len(row.sm3) == 64
    assert content["rows"][0][6].endswith("15400001000")
    with pytest.raises(RoundClosed):
        forms_rounds.save_answers(row=row, given=all_rows, source="x", by=worker, now=now)


def test_whoever_asked_receives_it_and_nobody_else(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker, officer = town.users["worker"], town.users["officer"]
    all_rows = {one.pk: Given({"visited": "2026-11-12", "needs": "送餐"}, 0) for one in people}
    forms_rounds.save_answers(row=row, given=all_rows, source="上门", by=worker, now=now)
    row = forms_submitting.submit(row=row, by=worker, now=now)
    header, *rows = forms_taking.take_submitted(row=row, by=officer, now=now)
    assert header[1] == "基本情况/姓名"
    assert rows[0][9:] == ["2026-11-12", "送餐", ""]
    seen = Viewing.objects.filter(viewer=officer.audit_name)
    assert seen.count() == 3
    with pytest.raises(forms_taking.NotReceiver):
        forms_taking.take_submitted(row=row, by=town.users["duty_officer"], now=now)


def test_taking_the_workbook_is_noted_before(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    row = open_round(town, now)
    data = forms_taking.take_workbook(row=row, by=town.users["worker"], now=now)
    sheet = Sheet(data)
    assert "15400001000" in str(sheet.cell(0, "phone").value)
    assert "*" in str(sheet.cell(0, "id_number").value)
    assert Viewing.objects.filter(purpose__startswith="每月探访").count() == 3
    assert AuditEvent.objects.filter(action="ledgers.form_taken").exists()
    with pytest.raises(selectors.FormUnknown):
        forms_taking.take_workbook(row=row, by=town.users["next_worker"], now=now)


def test_the_next_month_begins_a_round_of_its_own(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    ask(town, now)
    assert forms_rounds.open_due(now) == 0
    night = now.replace(month=12, day=1, hour=3)
    assert forms_rounds.open_due(night) == 0  # the office sleeps
    morning = night.replace(hour=9)
    assert forms_rounds.open_due(morning) == 1
    assert forms_rounds.open_due(morning + timedelta(hours=1)) == 0
    form = Form.objects.get()
    assert [row.period for row in form.rounds.order_by("pk")] == ["2026-11", "2026-12"]
    order = WorkOrder.objects.get(subject_type="ledgers.formround")
    assert order.party == town.parties["committee"]
    forms_asking.end_form(form=form, by=town.users["officer"], now=now)
    assert forms_rounds.open_due(morning.replace(year=2027, month=1, day=4)) == 0


def test_asked_of_a_street_it_comes_to_every_community(town: Neighbourhood, now: datetime) -> None:
    form = ask(town, now, place=town.places["street"])
    assert form.rounds.count() == 2
    assert askable(town, now).name == form.askable.name  # type: ignore[union-attr]  # chosen
