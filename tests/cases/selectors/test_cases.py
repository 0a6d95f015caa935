"""Whose cases they are, from every kind of desk."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from liren.cases.models import Case
from liren.cases.selectors import search
from liren.cases.selectors.cases import (
    CaseFilters,
    CaseUnknown,
    case_list,
    case_page,
    filtered,
    listed_for,
    unanswered,
    visible_to,
)
from liren.cases.services import answers, dispatch
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.core.scope import EVERYWHERE
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def case(town: Neighbourhood, now: datetime) -> Case:
    new = NewReport(text="路灯不亮", place=town.home, category=town.categories["lamp"])
    return report_case(new, by=VISITOR, now=now).case


@pytest.mark.parametrize(
    ("who", "sees"),
    [("worker", True), ("secretary", True), ("grid_worker", True), ("building_head", True),
     ("duty_officer", True), ("supervisor", True), ("next_worker", False),
     ("next_grid_worker", False), ("officer", False), ("administrator", False),
     ("system_officer", False), ("resident", False)],
)  # fmt: skip
def test_each_sees_what_lies_at_their_places(
    who: str, sees: bool, town: Neighbourhood, case: Case
) -> None:
    user = town.users[who]
    assert visible_to(user).filter(pk=case.pk).exists() == sees
    assert listed_for(user).filter(pk=case.pk).exists() == sees
    if not sees:
        with pytest.raises(CaseUnknown):
            case_page(user, case.pk)


def test_a_department_sees_what_it_was_asked_about_and_nothing_else(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    other = report_case(NewReport(text="别的事", place=town.home), by=VISITOR, now=now).case
    city = town.parties["city_management"]
    dispatch.dispatch_case(case=case, to=city, by=town.users["worker"], now=now)
    seen = set(listed_for(town.users["officer"]).values_list("pk", flat=True))
    assert seen == {case.pk}
    assert case_page(town.users["colleague"], case.pk) == case
    assert not visible_to(town.users["property_manager"]).filter(pk=other.pk).exists()


def test_filters_narrow_together(town: Neighbourhood, case: Case, now: datetime) -> None:
    report_case(NewReport(text="消防通道", place=town.places["next_building"]), by=VISITOR, now=now)
    user = town.users["worker"]
    lamp = (town.categories["lamp"].pk,)

    def found(**wanted: object) -> list[int]:
        filters = CaseFilters(**wanted)  # type: ignore[arg-type]  # by name
        return [row.pk for row in case_list(user, filters, now).cases]

    assert len(found()) == 2
    assert found(categories=lamp, group="register") == [case.pk]
    assert found(place=town.places["grid"]) == [case.pk]
    assert found(text="路灯") == [case.pk]
    assert found(text=case.number) == [case.pk]
    assert found(from_date=now.date() + timedelta(days=1)) == []
    assert len(found(until_date=now.date(), channel="web", state="unanswered")) == 2
    assert found(group="closed") == []


def test_the_unanswered_come_longest_first_and_leave_when_answered(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    early = now - timedelta(days=2)
    older = report_case(NewReport(text="更早的事", place=town.home), by=VISITOR, now=early).case
    assert list(unanswered(EVERYWHERE)) == [older, case]
    answers.answer_case(case=older, answer="来了", by=town.users["worker"], now=now)
    assert list(unanswered(EVERYWHERE)) == [case]


def test_within_a_time_the_latest_said_comes_first_and_pages_follow(
    town: Neighbourhood, now: datetime
) -> None:
    said = []
    for number in range(60):
        at = now - timedelta(days=1 + number % 9, minutes=number)
        new = NewReport(text=f"第{number}件事", place=town.home, reported_at=at)
        said.append(report_case(new, by=VISITOR, now=now).case)
    user, since = town.users["worker"], (now - timedelta(days=8)).date()
    first = case_list(user, CaseFilters(from_date=since), now)
    rest = case_list(user, CaseFilters(from_date=since, before=first.before), now)
    wanted = sorted(
        (c for c in said if timezone.localdate(c.reported_at) >= since), key=lambda c: c.reported_at
    )
    assert [*first.cases, *rest.cases] == wanted[::-1]
    assert len(first.cases) == 50 < len(wanted) < len(said)


def test_what_fits_on_a_page_is_counted_whatever_was_asked(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    filters = CaseFilters(text="路灯", channel="web", until_date=now.date())
    assert case_list(town.users["worker"], filters, now).total == 1


def test_a_rare_word_is_found_behind_all_newer_cases(
    town: Neighbourhood, case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NEAR", 3)
    newer = [
        report_case(NewReport(text=f"第{n}件事", place=town.home), by=VISITOR, now=now).case
        for n in range(5)
    ]
    user = town.users["worker"]
    for filters in (CaseFilters(text="路灯"), CaseFilters(text="路灯", from_date=now.date())):
        assert case_list(user, filters, now).cases == [case]
    assert case_list(user, CaseFilters(text="件事"), now).cases == newer[::-1]


def test_the_newest_of_several_classes_are_merged(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    hole = NewReport(text="井盖破了", place=town.home, category=town.categories["fire_lane"])
    newer = report_case(hole, by=VISITOR, now=now).case
    filters = CaseFilters(categories=tuple(c.pk for c in town.categories.values()))
    page = case_list(town.users["duty_officer"], filters, now)
    assert page.cases == [newer, case]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [({"group": "open"}, "case_open"), ({"group": "checking"}, "case_open"),
     ({"group": "register"}, "case_open"), ({"state": "late"}, "case_open"),
     ({"group": "refused"}, "case_refused"), ({"categories": (1,)}, "case_class"),
     ({"channel": "qr"}, "case_channel"), ({"party": 1}, "case_party"),
     ({"from_date": date(2026, 1, 1)}, "case_reported")],
)  # fmt: skip
def test_a_street_is_read_along_an_index(
    wanted: dict[str, object], index: str, town: Neighbourhood, now: datetime
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole")
    filters = CaseFilters(**wanted)  # type: ignore[arg-type]  # by name
    cases = filtered(town.users["duty_officer"], filters, now).order_by(*filters.order)
    plan = cases.values("pk")[:50].explain()
    assert index in plan and "TEMP B-TREE" not in plan
