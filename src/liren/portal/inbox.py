"""The inbox: what somebody must do; calls for help, whistles, what is urgent before the rest.

The soonest first within each.

Each row has its one likely action.

The number of statements does not depend on the number of rows, nor the time on the number of
cases: a page is fifty orders along the inbox's own index.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liren.accounts.models import User
from liren.cases.models import Case
from liren.cases.selectors.cases import SUBJECT, briefs
from liren.cases.selectors.joint import of_orders
from liren.cases.selectors.rules import Suggestion, suggested_parties
from liren.cases.selectors.situations import READ, Act, likely_act
from liren.ui.naming import local_name
from liren.ui.navigation import is_whole_page, subject_url
from liren.workorders import selectors as workorders
from liren.workorders.models import OrderQuerySet, WorkOrder

PAGE = 50
LAST_TURN = 3
MOST_COUNTED = 1000
READ_OF_ORDERS = (
    "kind", "status", "subject_type", "subject_id", "title", "address", "urgent", "party",
    "escalated_to", "place_path", "issued_at", "due_at", "level", "turn", "extension_asked",
    "assignee__name",
)  # fmt: skip
Kind = WorkOrder.Kind

TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "late": (),
    "soon": (),
    "register": (Kind.REGISTER, Kind.DISPATCH, Kind.REVIEW, Kind.RULE, Kind.ADMIT),
    "handle": (
        *(Kind.HANDLE, Kind.CALL_BACK, Kind.WHISTLE, Kind.PART, Kind.INSTRUCTION),
        *(Kind.HELP, Kind.CARE),
    ),
    "check": (Kind.CHECK, Kind.EXISTENCE, Kind.CONFIRM, Kind.ALARM),
}
# These need no words: they are done from the row. The others open the case at their form.
AT_ONCE = frozenset({Act.ACCEPT, Act.APPROVE, Act.CONFIRM, Act.RESUME, Act.FILE})

KINDS = {
    Kind.REGISTER: gettext_lazy("register"),
    Kind.EXISTENCE: gettext_lazy("look"),
    Kind.DISPATCH: gettext_lazy("dispatch"),
    Kind.HANDLE: gettext_lazy("handle"),
    Kind.CHECK: gettext_lazy("check"),
    Kind.CALL_BACK: gettext_lazy("ring"),
    Kind.REVIEW: gettext_lazy("review"),
    Kind.WHISTLE: gettext_lazy("whistle"),
    Kind.RULE: gettext_lazy("rule"),
    Kind.PART: gettext_lazy("help"),
    Kind.INSTRUCTION: gettext_lazy("asked"),
    Kind.ADMIT: gettext_lazy("admit"),
    Kind.CONFIRM: gettext_lazy("ask"),
    Kind.ALARM: gettext_lazy("alarm"),
    Kind.HELP: gettext_lazy("to the door"),
    Kind.CARE: gettext_lazy("care"),
}
# They are not the case's own next step: each opens its own page, in a word of its own.
OWN_WORDS = {
    Kind.WHISTLE: gettext_lazy("Answer the whistle"),
    Kind.RULE: gettext_lazy("Rule"),
    Kind.PART: gettext_lazy("Help"),
    Kind.INSTRUCTION: gettext_lazy("Answer"),
    Kind.ADMIT: gettext_lazy("Decide"),
    Kind.CONFIRM: gettext_lazy("Ask at the door"),
    Kind.ALARM: gettext_lazy("Go there"),
    Kind.HELP: gettext_lazy("Who goes?"),
    Kind.CARE: gettext_lazy("See to it"),
}
WORDS = {
    Act.DISPATCH: gettext_lazy("Dispatch"),
    Act.FILE: gettext_lazy("Take up"),
    Act.ASK_EXISTENCE: gettext_lazy("Have it looked at"),
    Act.CONFIRM: gettext_lazy("It is so"),
    Act.ACCEPT: gettext_lazy("Accept"),
    Act.FINISH: gettext_lazy("Finish"),
    Act.ANSWER_TIME: gettext_lazy("Answer"),
    Act.APPROVE: gettext_lazy("Passed"),
    Act.RESUME: gettext_lazy("Take up"),
}


@dataclass(frozen=True)
class Button:
    """The one most likely action of a row."""

    label: str
    act: Act | None
    url: str
    is_at_once: bool
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One order as the inbox shows it."""

    order: WorkOrder
    case: Case | None
    url: str
    state: str  # late, soon, open
    button: Button | None
    kind: Any  # in a word, because the row is short
    asked: Any  # the same in full
    is_new: bool = False
    is_just_come: bool = False
    is_whole: bool = False  # leads to a page of its own, not into the space beside the list


@dataclass(frozen=True)
class Counts:
    """How many wait behind each tab; beyond the bound it is "at least"."""

    numbers: dict[str, int]
    is_bounded: bool
    newest: int


@dataclass(frozen=True)
class Mark:
    """The last row of a page: the next goes on after it."""

    turn: int
    due_at: datetime
    order: int


@dataclass(frozen=True)
class Wanted:
    """Which part of the inbox, and what the page has shown before."""

    tab: str = "all"
    after: Mark | None = None
    seen: int = 0  # the newest order when the page was opened
    last: int = 0  # the newest order when the list was last drawn


@dataclass(frozen=True)
class Inbox:
    """One page of it."""

    rows: list[Row]
    counts: Counts
    after: Mark | None


def inbox_of(user: User, wanted: Wanted, now: datetime) -> Inbox:
    """The orders of a tab with their cases and likely actions."""
    mine = workorders.inbox(user)
    counts = _counts(mine, now)
    listed = mine.filter(_behind(wanted.tab, now)).select_related(None).select_related("assignee")
    orders = list(_after(listed.only(*READ_OF_ORDERS), wanted.after)[: PAGE + 1])
    page = orders[:PAGE]
    more = Mark(page[-1].turn, page[-1].due_at, page[-1].pk) if len(orders) > PAGE else None
    return Inbox(_rows(page, user, wanted, now), counts, more)


def _behind(tab: str, now: datetime) -> Q:
    """What an order behind a tab is like."""
    if tab == "late":
        return Q(due_at__lt=now)
    if tab == "soon":
        return Q(due_at__gte=now, level__gte=1)
    kinds = TABS[tab]
    return Q(kind__in=kinds) if kinds else Q()


def _after(orders: OrderQuerySet, last: Mark | None) -> OrderQuerySet:
    if last is None:
        return orders
    later = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.order)
    if last.turn == LAST_TURN:  # nearly all: along the index from there on
        return orders.filter(turn=last.turn, due_at__gte=last.due_at).filter(later)
    return orders.filter(turn__gte=last.turn).filter(Q(turn__gt=last.turn) | later)


def _counts(mine: OrderQuerySet, now: datetime) -> Counts:
    """Counted in one statement over the soonest; more than that nobody looks through."""
    rows = list(mine.values_list("kind", "due_at", "level", "pk")[: MOST_COUNTED + 1])
    kinds = Counter(kind for kind, *_rest in rows)
    numbers = {tab: sum(kinds[kind] for kind in behind) for tab, behind in TABS.items()}
    numbers["all"] = len(rows)
    numbers["late"] = sum(due < now for _kind, due, _level, _pk in rows)
    numbers["soon"] = sum(due >= now and level >= 1 for _kind, due, level, _pk in rows)
    newest = max((pk for *_rest, pk in rows), default=0)
    return Counts(numbers, len(rows) > MOST_COUNTED, newest)


def _rows(orders: Sequence[WorkOrder], user: User, wanted: Wanted, now: datetime) -> list[Row]:
    about = [order.subject_id for order in orders if order.subject_type == SUBJECT]
    cases = briefs(about, *READ)
    suggested = suggested_parties([case for case in cases.values() if case.party_id is None])
    whistles = of_orders(order.pk for order in orders if order.kind in (Kind.WHISTLE, Kind.RULE))
    rows = []
    for order in orders:
        case = cases.get(order.subject_id) if order.subject_type == SUBJECT else None
        url = _url(order, case, whistles)
        if order.kind in OWN_WORDS:
            button: Button | None = Button(str(OWN_WORDS[Kind(order.kind)]), None, url, False)
        else:
            button = _button(order, case, suggested.get(case.pk), user) if case else None
        rows.append(_row(order, case, (url, button), wanted, now))
    return rows


def _url(order: WorkOrder, case: Case | None, whistles: dict[int, int]) -> str:
    """Where the row leads."""
    if order.pk in whistles:
        return reverse("cases:whistle", args=[whistles[order.pk]])
    if order.kind in (Kind.INSTRUCTION, Kind.ADMIT):
        return reverse("workorders:instruction", args=[order.subject_id])
    if case is None:
        return subject_url(order.subject_type, order.subject_id)
    return reverse("cases:desk_case", args=[case.pk])


def _row(
    order: WorkOrder,
    case: Case | None,
    leads: tuple[str, Button | None],
    wanted: Wanted,
    now: datetime,
) -> Row:
    url, button = leads
    return Row(
        order=order,
        case=case,
        url=url,
        state=state_of(order, now),
        button=button,
        kind=KINDS.get(Kind(order.kind), order.kind),
        asked=Kind(order.kind).label,
        is_new=bool(wanted.seen) and order.pk > wanted.seen,
        is_just_come=bool(wanted.last) and order.pk > wanted.last,
        is_whole=is_whole_page(order.subject_type),
    )


def state_of(order: WorkOrder, now: datetime) -> str:
    """Late, due soon as the sweep has told it, or open."""
    if order.due_at < now:
        return "late"
    return "soon" if order.level >= 1 else "open"


def _button(
    order: WorkOrder, case: Case, suggestion: Suggestion | None, user: User
) -> Button | None:
    act = likely_act(case, order, user)
    if act is None:
        return None
    url = reverse(f"cases:desk_{act}", args=[case.pk])
    if act is Act.DISPATCH and suggestion:
        label = _("To {}").format(local_name(suggestion.party))
        return Button(label, act, url, True, {"party": suggestion.party.pk})
    if act in AT_ONCE:
        return Button(_words(act), act, url, True)
    opened = f"{reverse('cases:desk_case', args=[case.pk])}?do={act}#act"
    return Button(_words(act), act, opened, False)


def _words(act: Act) -> str:
    return str(WORDS.get(act) or _("Open"))
