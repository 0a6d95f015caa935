"""The rates of a place from the rows, not only from counts."""

from datetime import datetime, timedelta

from liren.cases.domain.measures import Period, RateKey
from liren.cases.models import Case
from liren.cases.selectors.measures import (
    load_by_category,
    load_by_grid,
    load_by_party,
    measures_for,
)
from liren.cases.services import answers, dispatch
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.core.scope import Scope
from tests.factories.neighbourhood import Neighbourhood

DAY = timedelta(days=1)


def reported(town: Neighbourhood, text: str, at: datetime, place: str = "home") -> Case:
    new = NewReport(text=text, place=town.places[place], category=town.categories["lamp"])
    return report_case(new, by=VISITOR, now=at).case


def period(now: datetime) -> Period:
    return Period(now - 10 * DAY, now + 10 * DAY)


def scope_of(town: Neighbourhood, place: str) -> Scope:
    return Scope.of([town.places[place].path])


def test_closed_on_time_is_counted_over_what_was_due(town: Neighbourhood, now: datetime) -> None:
    for number in range(4):
        case = reported(town, f"第{number}盏灯", now)
        Case.objects.filter(pk=case.pk).update(
            filed_at=now,
            due_at=now + DAY,
            original_due_at=now + (DAY if number else DAY / 2),
            closed_at=[now + DAY / 2, now + 2 * DAY, None, now + DAY / 4][number],
            stage="handling" if number == 2 else "closed",
            reworks=int(number == 3),
            satisfied=None if number == 2 else number != 1,
        )
    rates = measures_for(scope_of(town, "community"), period(now)).rates
    assert (rates[RateKey.CLOSED].numerator, rates[RateKey.CLOSED].denominator) == (3, 4)
    assert (rates[RateKey.ON_TIME].numerator, rates[RateKey.ON_TIME].denominator) == (2, 4)
    assert (rates[RateKey.REWORKED].numerator, rates[RateKey.REWORKED].denominator) == (1, 3)
    assert (rates[RateKey.EXTENDED].numerator, rates[RateKey.EXTENDED].denominator) == (1, 4)
    assert (rates[RateKey.SATISFIED].numerator, rates[RateKey.SATISFIED].denominator) == (2, 3)


def test_what_is_excluded_is_named_and_counted_beside(town: Neighbourhood, now: datetime) -> None:
    case = reported(town, "路灯", now)
    reported(town, "另一盏灯", now)
    answers.exclude_case(case=case, reason="重复", by=town.users["secretary"], now=now)
    found = measures_for(scope_of(town, "community"), period(now))
    assert found.counts.received == 1
    assert found.with_excluded[RateKey.FILED].denominator == 2
    (left_out,) = found.excluded
    assert (left_out.number, left_out.reason) == (case.number, "重复")
    assert left_out.approver.startswith("secretary")


def test_other_places_are_not_counted(town: Neighbourhood, now: datetime) -> None:
    reported(town, "路灯", now, "next_community")
    assert measures_for(scope_of(town, "community"), period(now)).counts.received == 0
    assert measures_for(scope_of(town, "street"), period(now)).counts.received == 1


def test_work_lies_with_grids_parties_and_classes(town: Neighbourhood, now: datetime) -> None:
    late = reported(town, "路灯", now - 9 * DAY)
    reported(town, "另一处的灯", now, "next_building")
    worker, firm = town.users["worker"], town.parties["property_firm"]
    dispatch.dispatch_case(case=late, to=firm, by=worker, now=now - 9 * DAY)
    scope = scope_of(town, "community")
    grids = {load.name: (load.open, load.late) for load in load_by_grid(scope, now)}
    assert grids == {"第一网格": (1, 1), "第二网格": (1, 0)}
    assert [(x.name, x.open, x.late) for x in load_by_party(scope, now)] == [("安居物业", 1, 1)]
    assert [(x.name, x.open, x.late) for x in load_by_category(scope, now)] == [("路灯照明", 2, 1)]
