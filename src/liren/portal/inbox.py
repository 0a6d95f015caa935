"""The inbox: what somebody must do, soonest first, each row with its one likely action.

The number of statements does not depend on the number of rows, nor the time on the number of
cases: a page is fifty orders along the inbox's own index.
"""

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
from liren.cases.selectors.neighbourhood import local_name
from liren.cases.selectors.rules import Suggestion, suggested_parties
from liren.cases.selectors.situations import Act, likely_act
from liren.ui.navigation import subject_url
from liren.workorders import selectors as workorders
from liren.workorders.models import OrderQuerySet, WorkOrder

PAGE = 50
MOST_COUNTED = 1000
Kind = WorkOrder.Kind

TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "late": (),
    "soon": (),
    "register": (Kind.REGISTER, Kind.DISPATCH, Kind.REVIEW),
    "handle": (Kind.HANDLE, Kind.CALL_BACK),
    "check": (Kind.CHECK, Kind.EXISTENCE),
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
}


@dataclass(frozen=True)
class Button:
    """The one most likely action of a row."""

    label: str
    act: Act
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
    is_new: bool = False
    is_just_come: bool = False


@dataclass(frozen=True)
class Counts:
    """How many wait behind each tab; beyond the bound it is "at least"."""

    numbers: dict[str, int]
    is_bounded: bool
    newest: int


@dataclass(frozen=True)
class Wanted:
    """Which part of the inbox, and what the page has shown before."""

    tab: str = "all"
    after: tuple[datetime, int] | None = None
    seen: int = 0  # the newest order when the page was opened
    last: int = 0  # the newest order when the list was last drawn


@dataclass(frozen=True)
class Inbox:
    """One page of it."""

    rows: list[Row]
    counts: Counts
    after: tuple[datetime, int] | None


def inbox_of(user: User, wanted: Wanted, now: datetime) -> Inbox:
    """The orders of a tab with their cases and likely actions."""
    mine = workorders.inbox(user)
    counts = _counts(mine, now)
    orders = list(_after(_of_tab(mine, wanted.tab, now), wanted.after)[: PAGE + 1])
    page = orders[:PAGE]
    more = (page[-1].due_at, page[-1].pk) if len(orders) > PAGE else None
    return Inbox(_rows(page, user, wanted, now), counts, more)


def _of_tab(mine: OrderQuerySet, tab: str, now: datetime) -> OrderQuerySet:
    if tab == "late":
        return mine.filter(due_at__lt=now)
    if tab == "soon":
        return mine.filter(due_at__gte=now, level__gte=1)
    kinds = TABS.get(tab, ())
    return mine.filter(kind__in=kinds) if kinds else mine


def _after(orders: OrderQuerySet, last: tuple[datetime, int] | None) -> OrderQuerySet:
    if last is None:
        return orders
    at, pk = last
    return orders.filter(due_at__gte=at).filter(Q(due_at__gt=at) | Q(pk__gt=pk))


def _counts(mine: OrderQuerySet, now: datetime) -> Counts:
    """Counted in one statement over the soonest; more than that nobody looks through."""
    rows = list(mine.values_list("kind", "due_at", "level", "pk")[: MOST_COUNTED + 1])
    numbers = {
        "all": len(rows),
        "late": sum(due < now for _kind, due, _level, _pk in rows),
        "soon": sum(due >= now and level >= 1 for _kind, due, level, _pk in rows),
    }
    for tab, kinds in TABS.items():
        if kinds:
            numbers[tab] = sum(kind in kinds for kind, *_rest in rows)
    newest = max((pk for *_rest, pk in rows), default=0)
    return Counts(numbers, len(rows) > MOST_COUNTED, newest)


def _rows(orders: Sequence[WorkOrder], user: User, wanted: Wanted, now: datetime) -> list[Row]:
    about = [order.subject_id for order in orders if order.subject_type == SUBJECT]
    cases = briefs(about)
    suggested = suggested_parties([case for case in cases.values() if case.party_id is None])
    return [
        _row(order, cases.get(order.subject_id), suggested, user, wanted, now) for order in orders
    ]


def _row(
    order: WorkOrder,
    case: Case | None,
    suggested: dict[int, Suggestion],
    user: User,
    wanted: Wanted,
    now: datetime,
) -> Row:
    case = case if order.subject_type == SUBJECT else None
    return Row(
        order=order,
        case=case,
        url=reverse("cases:desk_case", args=[case.pk]) if case else _page_of(order),
        state=state_of(order, now),
        button=_button(order, case, suggested.get(case.pk), user) if case else None,
        kind=KINDS.get(Kind(order.kind), order.kind),
        is_new=bool(wanted.seen) and order.pk > wanted.seen,
        is_just_come=bool(wanted.last) and order.pk > wanted.last,
    )


def _page_of(order: WorkOrder) -> str:
    return subject_url(order.subject_type, order.subject_id)


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
    known = {
        Act.DISPATCH: _("Dispatch"),
        Act.FILE: _("Take up"),
        Act.ASK_EXISTENCE: _("Have it looked at"),
        Act.CONFIRM: _("It is so"),
        Act.ACCEPT: _("Accept"),
        Act.FINISH: _("Finish"),
        Act.ANSWER_TIME: _("Answer"),
        Act.APPROVE: _("Passed"),
        Act.RESUME: _("Take up"),
    }
    return known.get(act, _("Open"))
