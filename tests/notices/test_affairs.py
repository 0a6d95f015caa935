"""三务公开: published by its day, corrected in the open, asked about and answered in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liren.core.permissions import SYSTEM, VISITOR, PermissionMissing
from liren.notices.domain.publishing import State
from liren.notices.models import Column, Delivery, EntryVersion
from liren.notices.selectors import affairs as reads
from liren.notices.services import affairs
from liren.notices.services.affairs import Account, NewColumn, Question
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING
TODAY = NOW.date()
TABLE = [["项目", "金额"], ["电费", "320.50"]]


def states(town: Neighbourhood, place: str = "compound") -> list[tuple[str, State]]:
    [kept] = reads.board(town.places[place], TODAY)
    return [(line.period.key, line.state) for line, _entry in kept.lines]


def test_what_is_missing_is_shown_until_it_is_there(town: Neighbourhood) -> None:
    column, secretary = rows.column(town), town.users["secretary"]
    assert states(town) == [
        ("2026-10", State.MISSING), ("2026-09", State.MISSING), ("2026-08", State.MISSING),
    ]  # fmt: skip
    affairs.publish_entry(
        column=column, period="2026-10", account=Account(table=TABLE), by=secretary, now=NOW
    )
    assert states(town)[0] == ("2026-10", State.PUBLISHED_LATE)
    assert reads.board(town.places["next_community"], TODAY) == []


def test_only_a_period_that_has_ended_and_only_by_its_office(town: Neighbourhood) -> None:
    column, account = rows.column(town), Account(text="好")
    for period in ("2026-11", "2026-07", "2026-Q3", "x"):
        with pytest.raises(affairs.NotDueYet):
            affairs.publish_entry(column=column, period=period, account=account, by=SYSTEM, now=NOW)
    with pytest.raises(PermissionMissing):
        affairs.publish_entry(
            column=column, period="2026-10", account=account,
            by=town.users["next_worker"], now=NOW,
        )  # fmt: skip
    with pytest.raises(affairs.NothingToPublish):
        affairs.publish_entry(
            column=column, period="2026-10", account=Account(text=" "), by=SYSTEM, now=NOW
        )


def test_a_correction_has_a_reason_and_leaves_what_stood_there(town: Neighbourhood) -> None:
    entry = rows.entry(town)
    publish: dict[str, Any] = {"column": entry.column, "period": "2026-10"}
    publish |= {"by": SYSTEM, "now": NOW}
    with pytest.raises(affairs.CorrectionWithoutReason):
        affairs.publish_entry(account=Account(text="改了", base=1), **publish)
    affairs.publish_entry(account=Account(text="改了", reason="电费多记", base=1), **publish)
    versions = list(reads.public_entry(entry.pk).versions.all())
    assert [(one.number, one.text, one.reason) for one in versions] == [
        (2, "改了", "电费多记"), (1, "收支平衡", ""),
    ]  # fmt: skip
    assert versions[1].table == TABLE
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryVersion.objects.create(entry=entry, number=3, text="x", by="x", at=NOW)


def test_an_objection_is_answered_within_its_term(town: Neighbourhood) -> None:
    entry = rows.entry(town)
    question = Question(text="发票呢？", phone="13800000001")
    asked = affairs.object_to(entry=entry, question=question, by=VISITOR, now=NOW)
    assert asked.answer_by == NOW.replace(day=30, hour=17, minute=30), "ten working days"
    scope = town.users["secretary"].scope_for("notices.affairs")
    assert reads.waiting_objections(scope, NOW) == (1, 0)
    assert reads.waiting_objections(scope, asked.answer_by + timedelta(minutes=1)) == (1, 1)
    answer: dict[str, Any] = {"objection": asked, "answer": "贴出来了", "now": NOW}
    answer["is_shown"] = True
    with pytest.raises(PermissionMissing):
        affairs.answer_objection(by=town.users["next_worker"], **answer)
    affairs.answer_objection(by=town.users["worker"], **answer)
    with pytest.raises(affairs.AnsweredAlready):
        affairs.answer_objection(by=town.users["secretary"], **answer)
    told = Delivery.objects.get(subject_type="notices.objection")
    assert "贴出来了" in told.text
    assert b"13800000001" not in bytes(asked.contact_sealed or b"")
    assert reads.objection_by_link(asked.link).answer == "贴出来了"


def test_a_name_stands_once_and_an_ended_column_is_due_no_more(town: Neighbourhood) -> None:
    column = rows.column(town)
    again = NewColumn(branch="party", name=column.name, since_date=date(2026, 1, 1))
    with pytest.raises(affairs.ColumnTaken):
        affairs.add_column(new=again, place=column.place, by=SYSTEM, now=NOW)
    affairs.end_column(column=column, by=SYSTEM, now=NOW)
    assert reads.board(town.places["community"], TODAY) == []
    assert Column.objects.get().ended_date == TODAY


def test_the_database_refuses_a_day_that_no_month_has(town: Neighbourhood) -> None:
    new = NewColumn(branch="party", name="x", day=32, since_date=date(2026, 1, 1))
    with pytest.raises((IntegrityError, affairs.ColumnTaken)):
        affairs.add_column(new=new, place=town.places["community"], by=SYSTEM, now=NOW)
