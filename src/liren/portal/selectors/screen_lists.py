"""The lists behind the numbers of the screen: the same conditions, row by row."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from liren.cases.models import Case, CaseQuerySet
from liren.cases.selectors.cases import briefs
from liren.cases.selectors.categories import CategoryTree
from liren.core.scope import Scope
from liren.places.models import Kind
from liren.portal.selectors import screen
from liren.portal.selectors.grounds import Ground, Spot

MOST = 100
KEYS = ("open", "late", "escalated", "unanswered", "review", "received", "closed")


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Which part of a list: a spot of the map, an area, a class, a day."""

    spot: int | None = None
    area: int | None = None
    category: int | None = None  # 0 is "without a class"
    day: date | None = None


@dataclass(frozen=True)
class Line:
    """A case as the wall may show it: class and building, no words, no names, no homes."""

    pk: int
    what: str
    where: Spot | None
    within: Spot | None
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    review_date: date | None
    stage: str
    is_late: bool


@dataclass(frozen=True)
class Concern:
    """What a leader should look at: why, and the line it is about."""

    reason: str  # one of KEYS
    line: Line


@dataclass(frozen=True)
class Concerns:
    """What needs a leader: how many of each kind, and the first of them."""

    counts: dict[str, int]
    first: list[Concern]


def listed(
    ground: Ground, key: str, narrowed: Narrowed, tree: CategoryTree, now: datetime
) -> list[Line]:
    """The first lines of a list, and one more where there are more than are shown."""
    cases = _narrow(_rows(ground, key, narrowed.day, now), ground, narrowed, tree)
    return [_line(case, ground, tree, now) for case in cases[: MOST + 1]]


def _rows(ground: Ground, key: str, day: date | None, now: datetime) -> CaseQuerySet:
    cases = screen.cases_of(ground)
    day = day or timezone.localdate(now)
    match key:
        case "late":
            return cases.filter(screen.is_late(now)).order_by("due_at", "pk")
        case "escalated":
            return cases.filter(pk__in=screen.escalated_ids(ground)).order_by("due_at", "pk")
        case "unanswered":
            return screen.long_unanswered(ground, now)
        case "review":
            return screen.for_review(ground, now)
        case "received":
            return cases.filter(screen.on_day("reported_at", day)).order_by("-pk")
        case "closed":
            done = cases.filter(stage__in=screen.CLOSED)
            return done.filter(screen.on_day("closed_at", day)).order_by("-closed_at")
    return cases.filter(stage__in=screen.OPEN).order_by("due_at", "pk")


def _narrow(
    cases: CaseQuerySet, ground: Ground, narrowed: Narrowed, tree: CategoryTree
) -> CaseQuerySet:
    by_key = {spot.pk: spot for spot in ground.spots.values()}
    if narrowed.spot is not None:
        cases = cases.filter(_here(by_key.get(narrowed.spot)))
    if narrowed.area is not None:
        area = by_key.get(narrowed.area)
        cases = cases.within(Scope.of([area.path] if area else []))
    if narrowed.category is not None:
        cases = cases.filter(_of_class(narrowed.category, tree))
    return cases


def _here(spot: Spot | None) -> Q:
    """What the number on a spot counts: all of a building, but of a wider place only its own."""
    if spot is None:
        return Q(pk__in=[])
    if spot.kind in (Kind.BUILDING, Kind.POINT):
        return CaseQuerySet.inside(Scope.of([spot.path]))
    return Q(place_path=spot.path)


def _of_class(category: int, tree: CategoryTree) -> Q:
    return Q(category__in=tree.below(category)) if category else Q(category__isnull=True)


def _line(case: Case, ground: Ground, tree: CategoryTree, now: datetime) -> Line:
    return Line(
        case.pk,
        screen.class_name(tree, case.category_id),
        ground.at(case.place_path),
        ground.above(case.place_path, Kind.COMPOUND),
        case.reported_at,
        case.due_at,
        case.closed_at,
        case.review_date,
        case.stage,
        case.stage in screen.HANDLING and case.due_at is not None and case.due_at < now,
    )


FIRST = {"escalated": 3, "late": 2, "unanswered": 2, "review": 1}  # so many fit the wall


def concerns_of(ground: Ground, tree: CategoryTree, late: int, now: datetime) -> Concerns:
    """What lies before a level above, is late, waits for a word, or comes up for review."""
    above = screen.escalated_ids(ground)
    known = briefs(above[: FIRST["escalated"]])
    rows = {
        "escalated": [known[pk] for pk in above[: FIRST["escalated"]] if pk in known],
        "late": _first(ground, "late", now, besides=above),
        "unanswered": _first(ground, "unanswered", now, besides=above),
        "review": _first(ground, "review", now),
    }
    counts = {
        "escalated": len(above),
        "late": late,
        "unanswered": screen.long_unanswered(ground, now).count(),
        "review": screen.for_review(ground, now).count(),
    }
    first = [
        Concern(reason, _line(case, ground, tree, now))
        for reason, cases in rows.items()
        for case in cases
    ]
    return Concerns(counts, first)


def _first(
    ground: Ground, reason: str, now: datetime, besides: list[int] | None = None
) -> list[Case]:
    rows = _rows(ground, reason, None, now).exclude(pk__in=besides or [])
    return list(rows[: FIRST[reason]])
