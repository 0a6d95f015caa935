"""What the screen tells: how much work lies where, what needs a leader, and what just happened.

Counts end at the building and name nobody; a dozen statements, however many cases there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.utils import timezone

from liren.cases.models import Case, CaseQuerySet, CaseStep
from liren.cases.selectors.cases import STAGE_GROUPS, SUBJECT, unanswered
from liren.cases.selectors.categories import CategoryTree
from liren.cases.selectors.measures import RESPONSE
from liren.core.scope import COMMUNITY_LENGTH, SEGMENT, Scope
from liren.places.models import Kind
from liren.portal.selectors.grounds import Ground, Spot
from liren.ui.naming import local_name
from liren.workorders.models import WorkOrder

BUILDING_LENGTH = 7 * SEGMENT  # city, district, street, community, grid, compound, building
FORTNIGHT = 14
REVIEW_AHEAD = timedelta(days=7)
NEWEST = 20_000  # the days are counted over so many of the newest cases
NEWEST_STEPS = 1_000
MOST_EVENTS = 18
OPEN, HANDLING, SUSPENDED, CLOSED = (
    STAGE_GROUPS[group] for group in ("open", "handling", "suspended", "closed")
)


@dataclass(frozen=True)
class Load:
    """How many cases are open somewhere, and how many of them are late."""

    open: int = 0
    late: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.open + other.open, self.late + other.late)


@dataclass(frozen=True)
class Bar:
    """A load with its name and what leads to its list."""

    key: int | None
    name: str
    load: Load


@dataclass(frozen=True)
class Loads:
    """The open work by spot, by class and by grid."""

    total: Load
    spots: dict[int, Load]
    classes: list[Bar]
    areas: list[Bar]


@dataclass(frozen=True)
class Day:
    """What came in and what was closed on a day."""

    date: date
    received: int
    closed: int


@dataclass(frozen=True)
class Event:
    """A step of a case without words or persons."""

    at: datetime
    step: str
    where: Spot | None
    within: Spot | None
    what: str


def cases_of(ground: Ground) -> CaseQuerySet:
    """The cases of a screen; a street is read community by community, along their indexes."""
    return Case.objects.filter(_inside(ground))


def _inside(ground: Ground) -> Q:
    path = ground.place.path
    if len(path) >= COMMUNITY_LENGTH:
        return CaseQuerySet.inside(Scope.of([path]))
    return Q(community_path__in=ground.communities) | Q(place_path=path)


def is_late(now: datetime) -> Q:
    """In hand, and the time is up."""
    return Q(stage__in=HANDLING, due_at__lt=now)


def loads_of(ground: Ground, tree: CategoryTree, now: datetime) -> Loads:
    """All open work in one statement, added up in three ways."""
    kind = _area_kind(ground)
    quiet: dict[int | None, Load] = {s.pk: Load() for s in ground.spots.values() if s.kind == kind}
    found: dict[str, dict[int | None, Load]] = {"spots": {}, "classes": {}, "areas": quiet}
    for path, category, load in _counted(ground, now):
        spot, area = ground.at(path), ground.above(path, kind)
        line = tree.line(category)
        _add(found["spots"], spot.pk if spot else None, load)
        _add(found["classes"], line[-1] if line else None, load)
        _add(found["areas"], area.pk if area else None, load)
    names = {spot.pk: spot.name for spot in ground.spots.values()}
    kinds = {pk: local_name(category) for pk, category in tree.by_id.items()}
    return Loads(
        sum(found["spots"].values(), Load()),
        {pk: load for pk, load in found["spots"].items() if pk is not None},
        sorted(_bars(found["classes"], kinds), key=lambda bar: (-bar.load.open, bar.name)),
        _bars(found["areas"], names),
    )


def _area_kind(ground: Ground) -> str:
    return Kind.COMMUNITY if len(ground.place.path) < COMMUNITY_LENGTH else Kind.GRID


def _counted(ground: Ground, now: datetime) -> Iterable[tuple[str, int | None, Load]]:
    open_ones = cases_of(ground).filter(stage__in=OPEN).order_by()
    rows = open_ones.annotate(spot=Left("place_path", BUILDING_LENGTH)).values("spot", "category")
    for row in rows.annotate(open=Count("pk"), late=Count("pk", filter=is_late(now))):
        yield row["spot"], row["category"], Load(row["open"], row["late"])


def _add(loads: dict[int | None, Load], key: int | None, load: Load) -> None:
    loads[key] = loads.get(key, Load()) + load


def _bars(loads: dict[int | None, Load], names: dict[int, str]) -> list[Bar]:
    return [Bar(key, names.get(key, "") if key else "", load) for key, load in loads.items()]


def days_of(ground: Ground, now: datetime) -> list[Day]:
    """The fortnight until today, in two statements."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=back) for back in reversed(range(FORTNIGHT))]
    newest = _walkable(ground).order_by("-pk").values("pk")[:NEWEST]
    received = Case.objects.filter(pk__in=newest, reported_at__gte=midnight(days[0]))
    closed = cases_of(ground).filter(stage__in=CLOSED, closed_at__gte=midnight(days[0]))
    came, went = _by_day(received, "reported_at", days), _by_day(closed, "closed_at", days)
    return [Day(day, came[day], went[day]) for day in days]


def _walkable(ground: Ground) -> CaseQuerySet:
    """The newest of a street are found by walking the ids, not by sorting all of its cases."""
    path = ground.place.path
    if len(path) >= COMMUNITY_LENGTH:
        return cases_of(ground)
    return Case.objects.alias(start=Left("place_path", len(path))).filter(start=path)


def _by_day(cases: CaseQuerySet, column: str, days: list[date]) -> dict[date, int]:
    counts = {
        f"day_{index}": Count("pk", filter=on_day(column, day)) for index, day in enumerate(days)
    }
    found = cases.order_by().aggregate(**counts)
    return {day: found[f"day_{index}"] for index, day in enumerate(days)}


def on_day(column: str, day: date) -> Q:
    """The condition that a moment lies on a day."""
    after = midnight(day + timedelta(days=1))
    return Q(**{f"{column}__gte": midnight(day), f"{column}__lt": after})


def midnight(day: date) -> datetime:
    """Where a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def escalated_ids(ground: Ground) -> list[int]:
    """The cases of which an order lies before a level above, the longest first."""
    orders = WorkOrder.objects.open().filter(
        _inside(ground), escalated_to__isnull=False, subject_type=SUBJECT
    )
    return list(dict.fromkeys(orders.order_by("due_at").values_list("subject_id", flat=True)[:500]))


def long_unanswered(ground: Ground, now: datetime) -> CaseQuerySet:
    """Those that have had no answer for more than a day, the longest first."""
    waiting = unanswered(_scope(ground)).filter(reported_at__lt=now - RESPONSE)
    return waiting.order_by("reported_at", "pk")


def _scope(ground: Ground) -> Scope:
    return Scope.of(ground.communities)


def for_review(ground: Ground, now: datetime) -> CaseQuerySet:
    """Those kept open whose review comes within a week, the next first."""
    until = timezone.localdate(now) + REVIEW_AHEAD
    kept = cases_of(ground).filter(stage__in=SUSPENDED, review_date__lte=until)
    return kept.order_by("review_date", "pk")


def events_of(ground: Ground, steps: Iterable[str], tree: CategoryTree) -> list[Event]:
    """The last steps of the given kinds, newest first."""
    newest = CaseStep.objects.order_by("-pk").values("pk")[:NEWEST_STEPS]
    here = Q(case__community_path__in=ground.communities) | Q(case__place_path=ground.place.path)
    rows = CaseStep.objects.filter(here, pk__in=newest, step__in=list(steps))
    columns = ("at", "step", "case__place_path", "case__category")
    return [
        Event(
            at,
            step,
            ground.at(path),
            ground.above(path, Kind.COMPOUND),
            class_name(tree, category),
        )
        for at, step, path, category in rows.order_by("-at", "-pk").values_list(*columns)[
            :MOST_EVENTS
        ]
    ]


def class_name(tree: CategoryTree, pk: int | None) -> str:
    """What a class is called; nothing while there is none."""
    return local_name(tree.by_id[pk]) if pk in tree.by_id else ""
