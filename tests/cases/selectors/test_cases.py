"""Whose cases they are, from every kind of desk."""

from datetime import datetime, timedelta

import pytest

from liren.cases.models import Case
from liren.cases.selectors.cases import (
    CaseFilters,
    CaseUnknown,
    case_list,
    case_page,
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
