"""A ledger from its file into the register, and back out of it."""

import io
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from liren.accounts.models import Grant, Party, User
from liren.core import audit
from liren.core.permissions import SYSTEM
from liren.ledgers.domain.elements import BY_CODE, HOME_PARTS
from liren.ledgers.domain.taking import KEPT, TAKEN
from liren.ledgers.models import (
    Import,
    PlanLine,
    Review,
    State,
    Stretch,
)
from liren.ledgers.services import importing
from liren.ledgers.services.importing_files import kept
from liren.ledgers.services.importing_plan import OLDER, changes_in
from liren.ledgers.services.importing_reviews import ReviewDecided, decide_review
from liren.ledgers.services.importing_states import ImportBusy, ImportElsewhere
from liren.people.domain import catalogue
from liren.people.models import (
    Benefit,
    Fact,
    Household,
    Join,
    Membership,
    Payment,
    Person,
    Proposal,
    Record,
    Residence,
    Visit,
)
from liren.people.services import put
from liren.people.services.proposals import accept_proposal
from liren.places.models import Place
from tests.factories.neighbourhood import BEGUN
from tests.ledgers.bringing import Desk, family, number, outcomes, row, with_a_byte_more, workbook
from tests.people.scenes import person

TABLES: tuple[type[Record], ...] = (
    *(Person, Household, Membership, Residence, Benefit, Payment, Visit),
)


def held() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def changed(ledger: Import) -> list[tuple[str, str, str]]:
    lines = PlanLine.objects.filter(ledger=ledger).order_by("at", "who")
    return [(kind, name, what) for line in lines for kind, name, _, _, what in changes_in(line)]


FAMILY = family()


def test_every_heading_is_an_element_or_says_why_not() -> None:
    assert TAKEN.keys() | KEPT.keys() >= BY_CODE.keys() | HOME_PARTS
    assert not TAKEN.keys() & KEPT.keys()
    assert set(TAKEN.values()) <= catalogue.BY_CODE.keys()


def test_a_family_comes_in_with_its_home(desk: Desk) -> None:
    ledger = desk.plan(workbook(FAMILY))
    assert (ledger.total, ledger.rows, ledger.errors, ledger.skipped) == (6, 3, 0, 3)
    assert outcomes(ledger) == {"new": 3} and ledger.new_homes == 0
    assert not Person.objects.exists()
    ledger = desk.apply(ledger)
    assert ledger.state == State.APPLIED and ledger.done == ledger.goal == 3
    assert held() == [3, 1, 3, 3, 0, 0, 0]
    wang = Person.objects.get(name="王桂英")
    assert wang.place == desk.town.home and wang.source == ledger.source
    assert wang.sex == "1" or wang.sex == "2"
    assert Membership.objects.get(person=wang).relation == "02"
    assert not audit.verify()


def test_the_same_file_is_the_import_it_was(desk: Desk) -> None:
    data = workbook(FAMILY)
    first = desk.bring(data)
    again = desk.send(data)
    assert again.pk == first.pk and again.state == State.APPLIED
    desk.run_jobs()
    assert held() == [3, 1, 3, 3, 0, 0, 0] and Import.objects.count() == 1


def test_the_same_words_in_another_file_change_nothing(desk: Desk) -> None:
    desk.bring(workbook(FAMILY))
    before = held(), Fact.objects.count()
    again = desk.bring(with_a_byte_more(workbook(FAMILY), "x.xlsx"))
    assert outcomes(again) == {"same": 3} and (held(), Fact.objects.count()) == before


def test_what_changes_is_shown_before_and_only_then_written(desk: Desk) -> None:
    desk.bring(workbook(FAMILY))
    newer = [row("王桂英", 1, phone="15400009999", relation="户主", household="H1")]
    plan = desk.plan(workbook(newer, day="2026年10月31日"))
    assert changed(plan) == [("person", "phone", "accepted")]
    assert not Fact.objects.exists()
    desk.apply(plan)
    assert Fact.objects.filter(element="phone").count() == 2


def test_what_is_held_of_a_later_day_stays(desk: Desk) -> None:
    desk.bring(workbook(FAMILY))
    older = [row("王桂英", 1, phone="15400009999", relation="户主", household="H1")]
    ledger = desk.bring(workbook(older, day="2025年1月31日"))
    assert changed(ledger) == [("person", "phone", OLDER)]
    assert outcomes(ledger) == {"same": 1} and not Fact.objects.exists()


def _with_a_department(desk: Desk) -> None:
    """The police of the street have a desk here, and own names."""
    police = Party(key="police", kind="department", name="派出所", duty="police")
    police.put_at(desk.town.places["street"])
    police.save()
    officer = User.objects.create(username="officer2")
    grant = Grant(user=officer, role="department_officer", party=police, from_date=BEGUN)
    grant.put_at(desk.town.places["street"])
    grant.save()


def test_what_belongs_to_a_department_is_proposed(desk: Desk) -> None:
    person(desk.town.home, desk.now, id_number=number(1), name="王贵英")
    _with_a_department(desk)
    ledger = desk.plan(workbook([row("王桂英", 1)]))
    assert ("person", "name", "proposed") in changed(ledger)
    assert PlanLine.objects.get(ledger=ledger).is_proposal
    ledger = desk.apply(ledger)
    assert Person.objects.get().name == "王贵英" and Proposal.objects.filter(fact__element="name")
    desk.undo(ledger)
    assert not Proposal.objects.filter(decided_at__isnull=True).exists()


def test_errors_go_back_and_only_they_are_sent_again(desk: Desk) -> None:
    bad = number(3)[:17] + ("0" if number(3)[17] != "0" else "1")
    ledger = desk.bring(workbook([*FAMILY, row("赵明", bad, phone="15400001237")]))
    assert (ledger.rows, ledger.errors) == (3, 1) and Person.objects.count() == 3
    book = load_workbook(io.BytesIO(kept(ledger, is_answer=True)))
    sheet = book.active
    assert sheet is not None and "赵明" in str([[c.value for c in line] for line in sheet.rows])
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == bad:
                cell.value = number(3)
    file = io.BytesIO()
    book.save(file)
    mended = desk.bring(file.getvalue())
    assert (mended.rows, mended.errors) == (1, 0) and outcomes(mended) == {"new": 1}
    assert Person.objects.count() == 4
    assert outcomes(desk.bring(workbook([*FAMILY, row("赵明", 3, phone="15400001237")]))) == {
        "same": 4
    }


def test_who_only_looks_alike_waits_for_a_person(desk: Desk) -> None:
    desk.bring(workbook(FAMILY))
    alike = [row("李建国", "", phone="15400001235")]
    ledger = desk.bring(workbook(alike, day="2026年10月1日"))
    assert outcomes(ledger) == {"review": 1} and Person.objects.count() == 3
    review = Review.objects.get()
    decide_review(review=review, is_same=True, was=None, by=desk.clerk, now=desk.now)
    with pytest.raises(ReviewDecided):
        decide_review(review=review, is_same=False, was=None, by=desk.clerk, now=desk.now)
    desk.apply(ledger)
    review.refresh_from_db()
    assert Join.objects.filter(undone_at__isnull=True).count() == 1 and review.joined
    assert Person.objects.filter(merged_into__isnull=True).count() == 3
    decide_review(review=review, is_same=False, was=True, by=desk.clerk, now=desk.now)
    assert Person.objects.filter(merged_into__isnull=True).count() == 4
    decide_review(review=review, is_same=True, was=False, by=desk.clerk, now=desk.now)
    assert Person.objects.filter(merged_into__isnull=True).count() == 3
    desk.undo(ledger)
    assert Person.objects.count() == 3 and not audit.verify()


def test_two_numbers_are_two_persons(desk: Desk) -> None:
    twins = [row("王欣", 1, phone="15400001234"), row("王欣", 2, phone="15400001234")]
    ledger = desk.bring(workbook(twins))
    assert outcomes(ledger) == {"new": 2} and Person.objects.count() == 2


def test_what_a_department_has_accepted_since_stays_and_is_named(desk: Desk) -> None:
    wang = person(desk.town.home, desk.now, id_number=number(1), name="王贵英")
    _with_a_department(desk)
    ledger = desk.bring(workbook([row("王桂英", 1)]))
    accept_proposal(
        proposal=Proposal.objects.get(fact__element="name"), by=SYSTEM, now=desk.now
    )  # fmt: skip
    ledger = desk.undo(ledger)
    wang.refresh_from_db()
    assert wang.name == "王桂英"
    assert ["person", wang.pk, False, ["name"]] in ledger.left_as_is


def test_an_undoing_leaves_what_somebody_has_touched(desk: Desk) -> None:
    ledger = desk.bring(workbook(FAMILY))
    wang = Person.objects.get(name="王桂英")
    put(subject=wang, values={"remark": "腿脚不便"}, source="走访", by=SYSTEM, now=desk.now)
    ledger = desk.undo(ledger)
    assert ledger.state == State.UNDONE
    assert [person.name for person in Person.objects.all()] == ["王桂英"]
    assert ["person", wang.pk, True, []] in ledger.left_as_is
    with pytest.raises(ImportElsewhere):
        importing.begin_undoing(ledger=ledger, by=desk.clerk, now=desk.now)
    assert desk.send(workbook([])).pk != ledger.pk


def test_two_clerks_do_not_apply_twice(desk: Desk) -> None:
    ledger = desk.plan(workbook(FAMILY))
    importing.begin_applying(ledger=ledger, adds_homes=True, by=desk.clerk, now=desk.now)
    with pytest.raises(ImportBusy):
        importing.begin_applying(ledger=ledger, adds_homes=True, by=desk.clerk, now=desk.now)
    with pytest.raises(ImportBusy):
        importing.begin_undoing(ledger=ledger, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    importing.carry_out(ledger_id=ledger.pk, user_id=desk.clerk.pk, now=desk.now)
    assert Person.objects.count() == 3 and Stretch.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Stretch.objects.create(ledger=ledger, number=0, lines=3, at=desk.now)


def test_a_plan_grows_old_when_another_ledger_comes_in(desk: Desk) -> None:
    first = desk.plan(workbook(FAMILY))
    desk.bring(workbook(FAMILY[:1], day="2026年10月1日"))
    with pytest.raises(importing.PlanOutdated):
        desk.apply(first)
    importing.plan_again(ledger=first, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    first.refresh_from_db()
    desk.apply(first)
    assert Person.objects.count() == 3


def test_somebody_of_another_community_is_not_touched(desk: Desk) -> None:
    elsewhere = desk.town.places["next_community"]
    row_there = person(elsewhere, desk.now, id_number=number(1))
    ledger = desk.bring(workbook([row("王桂英", 1, phone="15400009999")]))
    assert outcomes(ledger) == {"away": 1}
    row_there.refresh_from_db()
    assert row_there.phone_index is None and Person.objects.count() == 1


def test_homes_that_nobody_entered_are_added(desk: Desk) -> None:
    new = row("赵明", 5, home="望湖新村6号楼1单元402室")
    ledger = desk.plan(workbook([new, row("赵亮", 6, home="梧桐苑3号楼2单元601室")]))
    assert ledger.new_homes == 2
    desk.apply(ledger)
    names = {p.name: p.place.name for p in Person.objects.select_related("place")}
    assert names == {"赵明": "402室", "赵亮": "601室"}
    assert Place.objects.get(name="望湖新村").parent == desk.place
    assert Place.objects.get(name="601室").parent == desk.town.places["unit"]


FILES = (
    "01_常住人口台账.xlsx", "02_民政救助台账.xlsx", "03_流动人口_导出_20260915.csv",
    "04_家庭户情登记卡.xlsx",
)  # fmt: skip


@pytest.mark.shared_data
def test_the_shared_ledgers_come_in_once_and_go_out_again(desk: Desk, shared_data: Path) -> None:
    came = [desk.bring((shared_data / "ledgers" / name).read_bytes(), name) for name in FILES]
    assert Person.objects.count() == 140  # as keys/SUMMARY.json says; two of them wait for review
    assert [(one.rows, one.errors, one.duplicates, one.skipped) for one in came] == [
        (111, 9, 2, 11), (34, 4, 0, 15), (30, 4, 2, 3), (25, 1, 0, 84)
    ]  # fmt: skip
    before = held(), Fact.objects.count()
    for name in FILES:
        data = (shared_data / "ledgers" / name).read_bytes()
        again = desk.bring(with_a_byte_more(data, name), name)
        assert set(outcomes(again)) <= {"same", "review"}
        came.append(again)
    assert (held(), Fact.objects.count()) == before
    for one in reversed(came):
        assert desk.undo(one).left_as_is == []
    assert held() == [0] * len(TABLES) and not Fact.objects.exists()
    assert not audit.verify()
