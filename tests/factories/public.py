"""Cases that neighbours may know of, taken up and handed to the firm."""

from datetime import datetime

from liren.cases.models import Case, Shown
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.orders import current
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def reported(
    town: Neighbourhood,
    text: str = "楼前的路灯不亮了",
    *,
    place: str = "building",
    shown: str = Shown.MATTER,
    at: datetime = MONDAY_MORNING,
    phone: str = "",
) -> Receipt:
    """What somebody said; its class is the lamp's."""
    new = NewReport(
        text=text,
        place=town.places[place],
        shown=shown,
        phone=phone,
        category=town.categories["lamp"],
        reported_at=at,
    )
    return report_case(new, by=VISITOR, now=at)


def taken_up(town: Neighbourhood, text: str = "楼前的路灯不亮了", **more: object) -> Case:
    """The same, in the hands of the property firm."""
    receipt = reported(town, text, **more)  # type: ignore[arg-type]  # passed on
    firm, secretary = town.parties["property_firm"], town.users["secretary"]
    at = receipt.case.received_at
    dispatch_case(case=receipt.case, to=firm, by=secretary, now=at)
    return Case.objects.select_related("category", "place", "party").get(pk=receipt.case.pk)


def order_of(case: Case) -> WorkOrder:
    """What the case waits for."""
    order = current(case)
    assert order is not None
    return order
