"""What the tests of the house need of each module to try everything it offers.

A fact that somebody listens to, and a page that everybody may open, are entered here by whoever
adds them; the tests say so when one is missing.
"""

from collections.abc import Callable

from liren.accounts.events import ResidentJoined, SignInCodeRequested
from liren.accounts.models import User
from liren.accounts.services.codes import request_code
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.report import NewReport, report_case
from liren.core.events import Event
from liren.core.permissions import VISITOR
from liren.workorders.events import OrderEscalated, OrderLate
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

# Pages that everybody may open, by the name of their address. The list is short on purpose.
PUBLIC = frozenset(
    {
        "accounts:code",
        "accounts:enrol_first",
        "accounts:second_factor",
        "accounts:sign_in",
        "accounts:sign_in_staff",
        "cases:find",
        "cases:kind",
        "cases:mine",
        "cases:more",
        "cases:own_photo",
        "cases:own_thumb",
        "cases:progress",
        "cases:receipt",
        "cases:report",
        "cases:report_at",
        "cases:shown_photo",
        "cases:verdict",
        "places:plan",
        "portal:choose",
        "portal:home",
        "portal:services",
        "portal:talk",
        "ui:language",
        "ui:mode",
    }
)

# Values for the arguments in an address, by its name, where it should be about a row that exists.
PAGES: dict[str, Callable[[Neighbourhood], dict[str, object]]] = {}


def _order(town: Neighbourhood) -> WorkOrder:
    """An order about a case that a resident with a telephone reported."""
    said = NewReport(text="路灯不亮了", place=town.home, phone="13800000001")
    case = report_case(said, by=VISITOR, now=MONDAY_MORNING).case
    firm, secretary = town.parties["property_firm"], town.users["secretary"]
    return dispatch_case(case=case, to=firm, by=secretary, now=MONDAY_MORNING)


def _code(town: Neighbourhood) -> int:
    return request_code(phone="13800000001", now=MONDAY_MORNING).pk


def _newcomer(town: Neighbourhood) -> User:
    return town.users["resident"]


# One fact of each kind that somebody listens to, by its name; about rows that exist.
FACTS: dict[str, Callable[[Neighbourhood], Event]] = {
    "accounts.resident_joined": lambda town: ResidentJoined(user_id=_newcomer(town).pk),
    "accounts.sign_in_code_requested": lambda town: SignInCodeRequested(code_id=_code(town)),
    "workorders.late": lambda town: OrderLate(order_id=_order(town).pk),
    "workorders.escalated": lambda town: OrderEscalated(order_id=_order(town).pk, level=1),
}
