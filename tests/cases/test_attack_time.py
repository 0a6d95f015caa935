"""Time that nobody has: none, less than none, centuries, and for an order that is over."""

from datetime import date, datetime, timedelta

import pytest

from liren.cases.services import dispatch, handle, suspend
from liren.cases.services.report import NewReport, report_case
from liren.core.errors import LirenError
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def order(town: Neighbourhood, now: datetime) -> WorkOrder:
    case = report_case(NewReport(text="楼道灯不亮了", place=town.home), by=VISITOR, now=now).case
    firm, worker = town.parties["property_firm"], town.users["worker"]
    return dispatch.dispatch_case(case=case, to=firm, by=worker, now=now)


@pytest.mark.parametrize("amount", [0, -1, -(10**9), 86_400, 10**12])
def test_amounts_that_are_no_time_are_refused(
    town: Neighbourhood, order: WorkOrder, now: datetime, amount: int
) -> None:
    manager = town.users["property_manager"]
    with pytest.raises(LirenError):
        handle.ask_more_time(order=order, amount=amount, reason="很久", by=manager, now=now)
    order.refresh_from_db()
    assert order.extension_asked is None


def test_what_was_given_back_is_not_extended(
    town: Neighbourhood, order: WorkOrder, now: datetime
) -> None:
    manager = town.users["property_manager"]
    handle.ask_more_time(order=order, amount=1, reason="等零件", by=manager, now=now)
    dispatch.return_case(order=order, reason="不归我们", by=manager, now=now)
    with pytest.raises(LirenError):
        handle.ask_more_time(order=order, amount=1, reason="等零件", by=manager, now=now)
    with pytest.raises(LirenError):
        handle.answer_more_time(order=order, grant=True, by=town.users["secretary"], now=now)


@pytest.mark.parametrize("days", [-1, 0, 367, 10_000])
def test_a_case_is_not_put_off_for_ever(
    town: Neighbourhood, order: WorkOrder, now: datetime, days: int
) -> None:
    from liren.cases.models import Case

    case = Case.objects.get(pk=order.subject_id)
    for review in {now.date() + timedelta(days=days), date.max if days > 0 else date.min}:
        with pytest.raises(LirenError):
            suspend.suspend_case(
                case=case, reason="等拨款", review_date=review, by=town.users["worker"], now=now
            )
