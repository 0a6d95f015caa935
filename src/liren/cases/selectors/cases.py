"""Which cases somebody may see, and their lists: fast with a million of them.

A list is read backwards along (community, id) and starts after the last id of the page before;
nothing counts all rows. What is counted is counted up to a bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.domain.workflow import ENDED, OPEN, Stage
from liren.cases.models import REFUSED, Case, CaseQuerySet, CaseStep
from liren.cases.permissions import CasePermission
from liren.cases.selectors.search import matching, newest_matching
from liren.core.errors import NotFound, sentence
from liren.core.permissions import roles
from liren.core.scope import COMMUNITY_LENGTH, Scope
from liren.places.models import Place
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission

PAGE = 50
MOST_COUNTED = 1_000
SUBJECT = Case._meta.label_lower
# What a line of a list says; the words of a case and of its class stay where they are.
LISTED = (
    "title", "stage", "address", "urgent", "voices", "reported_at", "received_at", "due_at",
    *(f"category__{name}" for name in ("code", "name", "name_en")),
    *(f"party__{name}" for name in ("key", "name", "name_en")),
)  # fmt: skip

STAGE_GROUPS: dict[str, frozenset[Stage]] = {
    "open": OPEN,
    "register": frozenset({Stage.REPORTED, Stage.VERIFYING}),
    "dispatch": frozenset({Stage.FILED}),
    "handling": frozenset({Stage.HANDLING}),
    "checking": frozenset({Stage.CHECKING}),
    "suspended": frozenset({Stage.SUSPENDED}),
    "closed": frozenset({Stage.CLOSED}),
    "refused": REFUSED,
}


class CaseUnknown(NotFound):
    """No such case, or it lies outside what this person may see: the answer is the same."""

    code = "cases.unknown"
    sentence = sentence("We could not find this case.")


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """What somebody looks for; every field may be left open."""

    group: str = ""
    categories: tuple[int, ...] = ()  # a class and everything finer
    channel: str = ""
    party: int | None = None
    place: Place | None = None
    state: str = ""  # late, soon, unanswered
    from_date: date | None = None
    until_date: date | None = None
    text: str = ""
    before: int | None = None  # the last id of the page before

    @property
    def is_dated(self) -> bool:
        """Whether a time is asked for."""
        return self.from_date is not None or self.until_date is not None

    @property
    def order(self) -> tuple[str, ...]:
        """The newest first; within a time by when it was said, which is not when it came to us."""
        return ("-reported_at", "-pk") if self.is_dated else ("-pk",)

    @property
    def is_cheap(self) -> bool:
        """Whether what is left can be counted along an index."""
        return not (self.text.strip() or self.channel or self.is_dated or self.place)


@dataclass(frozen=True)
class CasePage:
    """One page of a list; `total` is counted up to a bound, and not at all where it is costly."""

    cases: list[Case]
    before: int | None
    total: int | None

    @property
    def is_bounded(self) -> bool:
        """Whether there are more than were counted."""
        return self.total is not None and self.total > MOST_COUNTED


def visible_to(user: User) -> CaseQuerySet:
    """The cases of the places somebody works for, and those their party was ever asked about."""
    mine = Case.objects.filter(_in_scope(user) | Q(pk__in=_asked_of(_parties(user))))
    return mine.select_related("place", "category", "party")


def listed_for(user: User) -> CaseQuerySet:
    """The same for lists: whoever sees a whole place is not also asked for each order.

    What was handed to their party from elsewhere stands in the inbox, and opens from there.
    """
    scope = user.scope_for(CasePermission.SEE)
    outside = _parties(user, also_of_seers=False)
    if not scope.paths:
        return Case.objects.filter(pk__in=_asked_of(outside))
    if not outside:
        return _walkable(scope)
    return Case.objects.filter(CaseQuerySet.inside(scope) | Q(pk__in=_asked_of(outside)))


def _in_scope(user: User) -> Q:
    return CaseQuerySet.inside(user.scope_for(CasePermission.SEE))


def _parties(user: User, *, also_of_seers: bool = True) -> list[int]:
    """The parties whose orders open a case to somebody, wherever the case lies.

    A department's officer has nothing but these orders. The office of a community may be handed
    a case from elsewhere; its grid workers keep to their own grid.
    """
    return [
        grant.party_id
        for grant in user.current_grants()
        if grant.party_id and _opens_by_order(roles[grant.role].permissions, also_of_seers)
    ]


def _opens_by_order(permissions: frozenset[StrEnum], also_of_seers: bool) -> bool:
    if OrderPermission.WORK not in permissions:
        return False
    if CasePermission.SEE in permissions:
        return also_of_seers and OrderPermission.TRIAGE in permissions
    return True


def _asked_of(parties: Iterable[int]) -> QuerySet[WorkOrder, Any]:
    orders = WorkOrder.objects.filter(subject_type=SUBJECT, party_id__in=list(parties))
    return orders.values("subject_id")


def _walkable(scope: Scope) -> CaseQuerySet:
    """A street's cases by walking the ids backwards.

    As a range of paths SQLite would read and sort all of them; as the start of a text it cannot,
    and PostgreSQL sees how many there are. A page is full after a few hundred rows.
    """
    if any(0 < len(path) < COMMUNITY_LENGTH for path in scope.paths):
        starts = (Q(place_path__startswith=path) for path in sorted(scope.paths))
        return Case.objects.filter(reduce(or_, starts))
    return Case.objects.within(scope)


def case_page(user: User, pk: int) -> Case:
    """One case, or not found."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise CaseUnknown()
    return found


def case_list(user: User, filters: CaseFilters, now: datetime, *, counted: bool = True) -> CasePage:
    """A page of cases, the newest first."""
    cases = _narrowed(user, filters, now)
    page = _newest(_after(cases, filters, user), filters)
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    if more is None and not filters.before:
        return CasePage(page, None, len(page))
    total = _bounded_count(cases) if counted and filters.is_cheap else None
    return CasePage(page[:PAGE], more, total)


def _newest(cases: CaseQuerySet, filters: CaseFilters) -> list[Case]:
    """A page and one more: found first along one index, then dressed with its names."""
    if filters.text.strip():
        found = newest_matching(cases, filters.text, filters.order, PAGE + 1)
    else:
        found = _merged(cases, filters)
    newest = found.order_by(*filters.order).values("pk")[: PAGE + 1]
    rows = Case.objects.filter(pk__in=newest).select_related("category", "party").only(*LISTED)
    return list(rows.order_by(*filters.order))


def _merged(cases: CaseQuerySet, filters: CaseFilters) -> CaseQuerySet:
    """The newest of each class: SQLite would read all of a coarse class, or all there are."""
    if connection.vendor != "sqlite" or len(filters.categories) < 2:
        return cases
    each = (cases.filter(category_id=pk).order_by(*filters.order) for pk in filters.categories)
    return Case.objects.filter(
        reduce(or_, (Q(pk__in=top.values("pk")[: PAGE + 1]) for top in each))
    )


def _after(cases: CaseQuerySet, filters: CaseFilters, user: User) -> CaseQuerySet:
    """What follows the last case of the page before."""
    if not filters.before:
        return cases
    if filters.is_dated:
        last = listed_for(user).filter(pk=filters.before).values_list("reported_at", flat=True)
        if at := last.first():
            return cases.filter(reported_at__lte=at).exclude(reported_at=at, pk__gte=filters.before)
    return cases.filter(pk__lt=filters.before)


def filtered(user: User, filters: CaseFilters, now: datetime) -> CaseQuerySet:
    """The cases that answer to all filters."""
    cases = _narrowed(user, filters, now)
    return matching(cases, filters.text) if filters.text.strip() else cases


def _narrowed(user: User, filters: CaseFilters, now: datetime) -> CaseQuerySet:
    """The cases that answer to all filters but the words."""
    cases = _staged(listed_for(user), filters.group)
    if filters.categories:
        cases = cases.filter(category_id__in=filters.categories)
    if filters.channel:
        cases = cases.filter(channel=filters.channel)
    if filters.party:
        cases = cases.filter(party_id=filters.party)
    if filters.place:
        cases = cases.filter(CaseQuerySet.inside(Scope.of([filters.place.path])))
    return _in_state(_dated(cases, filters), filters.state, now)


def _staged(cases: CaseQuerySet, group: str) -> CaseQuerySet:
    stages = STAGE_GROUPS.get(group)
    if stages is None:
        return cases
    if stages == REFUSED:
        return cases.not_taken_up()
    if stages <= OPEN:
        cases = cases.still_open()
    if len(stages) == 1:
        return cases.filter(stage=next(iter(stages)))
    # Said by what it is not, so that the newest are walked instead of all of them sorted.
    return cases.exclude(stage__in=OPEN - stages) if OPEN - stages else cases


def _dated(cases: CaseQuerySet, filters: CaseFilters) -> CaseQuerySet:
    if filters.from_date:
        cases = cases.filter(reported_at__gte=day_begin(filters.from_date))
    if filters.until_date:
        cases = cases.filter(reported_at__lt=day_begin(filters.until_date, days_later=1))
    return cases


def _in_state(cases: CaseQuerySet, state: str, now: datetime) -> CaseQuerySet:
    if state == "unanswered":
        return cases.still_open().filter(answered_at__isnull=True)
    if state in ("late", "soon"):
        cases = cases.still_open().filter(stage=Stage.HANDLING)
        after = cases.filter(due_at__gte=now, due_at__lt=now + timedelta(1))
        return cases.filter(due_at__lt=now) if state == "late" else after
    return cases


def _bounded_count(cases: CaseQuerySet) -> int:
    return cases.order_by().values("pk")[: MOST_COUNTED + 1].count()


def day_begin(day: date, *, days_later: int = 0) -> datetime:
    """The first moment of a day, or of one so many days later."""
    start = datetime.combine(day + timedelta(days=days_later), datetime.min.time())
    return timezone.make_aware(start)


def unanswered(scope: Scope) -> CaseQuerySet:
    """Those who have had no answer yet, the longest waiting first."""
    waiting = Case.objects.within(scope).filter(answered_at__isnull=True)
    open_ones = waiting.exclude(stage__in=ENDED).select_related("category", "party")
    return open_ones.order_by("reported_at", "pk")


def late(scope: Scope, now: datetime) -> CaseQuerySet:
    """Those in hand whose time is up, the latest first."""
    behind = Case.objects.within(scope).filter(stage=Stage.HANDLING, due_at__lt=now)
    return behind.select_related("category", "party").order_by("due_at", "pk")


def excluded(scope: Scope) -> CaseQuerySet:
    """Those taken out of the rates, with reason and approver."""
    return Case.objects.within(scope).exclude(excluded_reason="").order_by("-pk")


def briefs(ids: Iterable[int], *columns: str) -> dict[int, Case]:
    """The cases behind some orders, by id, in one statement; with these columns, or all."""
    cases = Case.objects.select_related("category")
    return (cases.only(*columns) if columns else cases).in_bulk(list(set(ids)))


def time_line(case: Case) -> list[CaseStep]:
    """What happened to a case and to all that were joined into it, the newest first."""
    joined = Case.objects.filter(merged_into=case).values("pk")
    steps = CaseStep.objects.filter(Q(case=case) | Q(case__in=joined))
    return list(
        steps.select_related("party", "case", "field_act")
        .prefetch_related("photos")
        .order_by("-at", "-id")
    )
