"""Repeated matters of a place, the causes that were made of them, and what came of those."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from liren.accounts.models import Party, User
from liren.cases.domain.causes import WINDOW, Effect, Proposal, Reported, effect, propose
from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Category, Cause, Measure, Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import category_tree
from liren.core.errors import NotFound, sentence
from liren.core.redaction.public_check import clear_words
from liren.core.scope import COMMUNITY_LENGTH, SEGMENT, Scope
from liren.places.models import Kind, Place
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import works_on

SUBJECT = Measure._meta.label_lower
MOST_PROPOSED = 12
GRID_LENGTH = COMMUNITY_LENGTH + SEGMENT


class CauseUnknown(NotFound):
    """No such cause, or it lies outside what this person may see."""

    code = "cases.cause_unknown"
    sentence = sentence("We could not find this cause.")


@dataclass(frozen=True)
class Proposed:
    """A proposal with the names that a page needs."""

    proposal: Proposal
    category: Category
    place: Place


@dataclass(frozen=True)
class MeasureNow:
    """A measure with the order by which its party has it."""

    measure: Measure
    order: WorkOrder | None

    @property
    def is_done(self) -> bool:
        """Whether the party has said that it is done."""
        return self.order is not None and self.order.status == "done"

    @property
    def is_returned(self) -> bool:
        """Whether it needs another party."""
        return self.order is not None and self.order.status in ("returned", "cancelled")

    @property
    def public_result(self) -> str:
        """What the party said, when nothing in it points to a person."""
        return clear_words(self.order.result) if self.order and self.is_done else ""


@dataclass(frozen=True)
class Known:
    """When cases of a cause's class were reported, and since when there are records at all."""

    times: list[datetime]
    since: datetime | None


@dataclass(frozen=True)
class CauseNow:
    """A cause with its measures, and its effect as far as it can be told."""

    cause: Cause
    measures: list[MeasureNow]
    effect: Effect | None

    @property
    def is_carried_out(self) -> bool:
        """Whether every measure is done."""
        return bool(self.measures) and all(one.is_done for one in self.measures)


def proposals(scope: Scope, *, now: datetime) -> list[Proposed]:
    """What comes back in the places of a scope, in six statements."""
    rows = _reported(scope, now)
    since = _recorded_since({row.community for row in rows})
    found = propose(rows, until=now, since=since)[:MOST_PROPOSED]
    tree = category_tree()
    known = Place.objects.in_bulk([int(one.area[-SEGMENT:]) for one in found])
    return [
        Proposed(one, tree.by_id[one.category], known[int(one.area[-SEGMENT:])]) for one in found
    ]


def _recorded_since(communities: set[str]) -> dict[str, datetime]:
    """From when on there are cases of each community."""
    rows = Case.objects.filter(community_path__in=communities).order_by()
    return dict(rows.values_list("community_path").annotate(Min("reported_at")))


def _reported(scope: Scope, now: datetime) -> list[Reported]:
    cases = Case.objects.within(scope).filter(reported_at__gte=now - 2 * WINDOW)
    counted = cases.exclude(stage__in=(Stage.REFUSED, Stage.MERGED)).exclude(category=None)
    rows = list(
        counted.exclude(community_path="")
        .order_by()
        .values_list("pk", "category_id", "place_path", "community_path", "reported_at", "voices")
    )
    reporters = _reporters([row[0] for row in rows])
    compounds = _compounds({row[3] for row in rows})
    return [
        Reported(
            category=category,
            area=_area(path, community, compounds),
            community=community,
            home=path,
            at=at,
            voices=voices,
            reporters=frozenset(reporters.get(pk, ())),
        )
        for pk, category, path, community, at, voices in rows
    ]


def _reporters(cases: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    said = Report.objects.filter(case__in=cases).order_by()
    for case, index, user in said.values_list("case_id", "contact_index", "user_id"):
        if index or user:
            found[case].add(bytes(index).hex() if index else f"user:{user}")
    return found


def _compounds(communities: set[str]) -> set[str]:
    scope = Scope.of(communities)
    found = Place.objects.within(scope).filter(kind=Kind.COMPOUND) if communities else ()
    return {place.path for place in found}


def _area(path: str, community: str, compounds: set[str]) -> str:
    ends = range(len(path), COMMUNITY_LENGTH, -SEGMENT)
    return next((path[:end] for end in ends if path[:end] in compounds), community)


def causes_for(user: User) -> list[Cause]:
    """The causes of the places somebody leads, the latest first."""
    scope = user.scope_for(CasePermission.CAUSE)
    return list(Cause.objects.within(scope).select_related("category", "place")[:24])


def cause_for(user: User, pk: int, *, now: datetime) -> CauseNow:
    """One of them, or not found."""
    mine = Cause.objects.within(user.scope_for(CasePermission.CAUSE)).filter(pk=pk)
    return _of_one(mine.select_related("category", "place").first(), now)


def causes_at(community: Place, *, now: datetime) -> list[CauseNow]:
    """The causes that concern a community, in a fixed number of statements; the latest first."""
    own = Cause.objects.within(Scope.of([community.path]))
    found = list(own.select_related("category", "place")[:12])
    return _with_all(found, now)


def _of_one(cause: Cause | None, now: datetime) -> CauseNow:
    if cause is None:
        raise CauseUnknown()
    return _with_all([cause], now)[0]


def _with_all(causes: list[Cause], now: datetime) -> list[CauseNow]:
    measures = list(Measure.objects.filter(cause__in=causes).select_related("party").order_by("id"))
    orders = {
        order.subject_id: order
        for order in WorkOrder.objects.filter(
            subject_type=SUBJECT, subject_id__in=[one.pk for one in measures]
        ).order_by("id")
    }
    times = _times(causes)
    since = _recorded_since({_community(cause) for cause in causes})
    found = []
    for cause in causes:
        own = [MeasureNow(one, orders.get(one.pk)) for one in measures if one.cause_id == cause.pk]
        known = Known(times[cause.pk], since.get(_community(cause)))
        found.append(CauseNow(cause, own, _effect(cause, own, known, now)))
    return found


def _community(cause: Cause) -> str:
    return cause.community_path or cause.place_path


def _times(causes: list[Cause]) -> dict[int, list[datetime]]:
    """When cases of the class were reported at the place, for all causes in two statements."""
    if not causes:
        return {}
    tree = category_tree()
    below = {cause.pk: set(tree.below(cause.category_id)) for cause in causes}
    start = min(cause.chosen_at for cause in causes) - WINDOW
    scope = Scope.of(cause.place_path for cause in causes)
    rows = Case.objects.within(scope).filter(reported_at__gte=start).order_by()
    wanted = rows.filter(category__in=set().union(*below.values()))
    counted = wanted.exclude(stage__in=(Stage.REFUSED, Stage.MERGED))
    known = list(counted.values_list("place_path", "category_id", "reported_at"))
    return {
        cause.pk: [
            at
            for path, category, at in known
            if path.startswith(cause.place_path) and category in below[cause.pk]
        ]
        for cause in causes
    }


def _effect(cause: Cause, measures: list[MeasureNow], known: Known, now: datetime) -> Effect | None:
    closed = [one.order.closed_at for one in measures if one.is_done and one.order]
    if not measures or len(closed) < len(measures):
        return None
    done_at = max(at for at in closed if at)
    at = {"chosen_at": cause.chosen_at, "done_at": done_at, "now": now}
    return effect(known.times, since=known.since, **at)


def measure_for(user: User, pk: int) -> MeasureNow:
    """A measure for whoever works on it or leads the place, or not found."""
    found = Measure.objects.filter(pk=pk).select_related("cause__place", "cause__category", "party")
    measure = found.first()
    orders = WorkOrder.objects.filter(subject_type=SUBJECT, subject_id=pk).order_by("id")
    order = orders.select_related("party", "place").last()
    if measure is None or order is None:
        raise CauseUnknown()
    leads = user.has_perm(CasePermission.CAUSE, measure.cause.place)
    if not leads and not works_on(user, order, CasePermission.HANDLE):
        raise CauseUnknown()
    return MeasureNow(measure, order)


def is_worked_by(user: User, found: MeasureNow) -> bool:
    """Whether somebody can act on a measure for its party, now."""
    order = found.order
    is_open = order is not None and order.closed_at is None
    return is_open and order is not None and works_on(user, order, CasePermission.HANDLE)


def parties_for(cause: Cause) -> list[Party]:
    """Who can be asked for a measure: the parties of the community and above that still exist."""
    path = cause.community_path or cause.place_path
    above = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    active = Party.objects.active()
    found = active.filter(place_path__in=above) | active.within(Scope.of([path]))
    return list(found.distinct().order_by("name"))
