"""Announcements: whom they are for, how far they came, and who is still to be rung."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from liren.core.errors import NotFound, sentence
from liren.core.models import PlacedQuerySet
from liren.core.permissions import Place as AtPlace
from liren.core.scope import EVERYWHERE, Scope, ancestors
from liren.notices.channels import Reach
from liren.notices.domain.reaching import Member, Way, plan_for
from liren.notices.domain.workflow import Stage
from liren.notices.models import Announcement, AnnouncementHome, Delivery
from liren.notices.selectors.inbox import address_of
from liren.people.models import Person
from liren.people.selectors import labelled, persons
from liren.places.models import Kind, Place, PlaceQuerySet
from liren.places.selectors import inside, places

PUBLIC = (Stage.PUBLISHED, Stage.ENDED, Stage.WITHDRAWN)
WAYS = {Reach.PHONE: Way.PHONE, Reach.EMAIL: Way.EMAIL, Reach.USER: Way.USER}


class AnnouncementUnknown(NotFound):
    """No such announcement, or outside the scope."""

    code = "notices.announcement_unknown"
    sentence = sentence("There is no such announcement.")


def current(place: AtPlace, now: datetime) -> QuerySet[Announcement]:
    """What holds now for a place: what was said to it, to something above, or to a part of it."""
    here = Q(place_path__in=ancestors(place.path)) | PlacedQuerySet.inside(Scope.of([place.path]))
    rows = Announcement.objects.filter(here, stage=Stage.PUBLISHED)
    holds = rows.filter(valid_from__lte=now, valid_until__gt=now)
    return holds.select_related("place").order_by("-is_urgent", "-published_at", "-id")


def past(place: AtPlace, now: datetime) -> QuerySet[Announcement]:
    """What was said to a place and holds no longer."""
    rows = Announcement.objects.within(Scope.of([place.path]))
    rows = rows.filter(stage__in=[Stage.ENDED, Stage.WITHDRAWN])
    return rows.select_related("place").order_by("-published_at", "-id")


def public_announcement(pk: int, now: datetime) -> Announcement:
    """One that the public may read: published and begun, or closed since."""
    rows = Announcement.objects.filter(pk=pk, stage__in=PUBLIC, valid_from__lte=now)
    found = rows.select_related("place").first()
    if found is None:
        raise AnnouncementUnknown()
    return found


def announcements(scope: Scope) -> QuerySet[Announcement]:
    """All that are for a scope, the latest first."""
    rows = Announcement.objects.filter(_for(scope)).exclude(stage=Stage.DISCARDED)
    return rows.select_related("place").order_by("-made_at", "-id")


def announcement(scope: Scope, pk: int) -> Announcement:
    """One of them, or not found."""
    found = Announcement.objects.filter(_for(scope), pk=pk).select_related("place").first()
    if found is None:
        raise AnnouncementUnknown()
    return found


def _for(scope: Scope) -> Q:
    """Said inside a scope, or to more than it with homes in it to be rung: a grid rings its own."""
    to_ring = AnnouncementHome.objects.within(scope).filter(by=Way.CALL)
    return PlacedQuerySet.inside(scope) | Q(Exists(to_ring.filter(announcement=OuterRef("pk"))))


def ways_of(row: Announcement) -> frozenset[Way]:
    """The ways to homes that were chosen."""
    return frozenset(WAYS[reach] for reach in WAYS if reach in row.channels)


def audience(row: Announcement, on: date) -> QuerySet[Person]:
    """Who it is for, as far as the register knows them."""
    return labelled(Scope.of([row.place_path]), row.labels)


def homes_for(row: Announcement, on: date) -> PlaceQuerySet:
    """The homes it is for: all, or those where somebody of the audience lives."""
    wanted = Q(pk__in=audience(row, on).order_by().values("place"))
    if not row.labels:
        wanted |= Q(kind=Kind.HOME)
    return places(Scope.of([row.place_path])).filter(wanted).order_by("path")


def doors(place: Place) -> PlaceQuerySet:
    """Where posters hang: each unit, or each building that has none."""
    units = inside(place, Kind.UNIT)
    if place.kind == Kind.UNIT or not units.exists():
        return inside(place, Kind.UNIT, Kind.BUILDING).order_by("path")
    return units.order_by("path")


def member_of(person: Person) -> Member:
    """Somebody with what could carry words to them."""
    return Member(
        person.pk,
        has_mobile=person.has_mobile,
        has_email=person.email_sealed is not None,
        has_account=person.user_id is not None,
    )


@dataclass(frozen=True)
class Preview:
    """How many homes by which way, before anything is sent."""

    homes: int
    by: dict[Way, int]
    messages: int
    doors: int


def preview(row: Announcement, on: date) -> Preview:
    """What publishing would do, reckoned by the rule that will do it."""
    chosen, by_home = ways_of(row), _members(row, on)
    plans = [plan_for(members, chosen) for members in by_home.values()]
    homes = homes_for(row, on).count()
    by = Counter(plan.by for plan in plans)
    by[Way.CALL] += homes - len(plans)  # nobody is registered there: somebody goes by
    hang = doors(row.place).count() if Reach.PAPER in row.channels else 0
    return Preview(homes, dict(by), sum(len(plan.told) for plan in plans), hang)


def _members(row: Announcement, on: date) -> dict[int, list[Member]]:
    by_home: dict[int, list[Member]] = {}
    light = audience(row, on).only("pk", "place_id", "has_mobile", "email_sealed", "user_id")
    for person in light.iterator(chunk_size=2000):
        by_home.setdefault(person.place_id, []).append(member_of(person))
    return by_home


@dataclass(frozen=True)
class Progress:
    """Homes reached and by what, homes still to be rung, messages under way."""

    homes: int
    reached: int
    by: dict[str, int]
    to_call: int
    waiting: int
    failed: int
    hung: int
    doors: int


@dataclass(frozen=True)
class Reached:
    """How many homes were reached, of how many, and how many are to be rung inside a scope."""

    homes: int
    reached: int
    to_call: int


def reached(rows: Iterable[Announcement], scope: Scope) -> dict[int, Reached]:
    """The same for many announcements at once, by id; nothing for one without homes."""
    to_ring = PlacedQuerySet.inside(scope) & Q(by=Way.CALL, reached_by="")
    homes = AnnouncementHome.objects.filter(announcement__in=[row.pk for row in rows])
    counted = (
        homes.order_by()
        .values_list("announcement")
        .annotate(
            all=Count("pk"),
            told=Count("pk", filter=~Q(reached_by="")),
            to_ring=Count("pk", filter=to_ring),
        )
    )
    return {pk: Reached(*numbers) for pk, *numbers in counted}


def progress(row: Announcement, scope: Scope = EVERYWHERE) -> Progress:
    """How far an announcement came, and how many homes inside a scope are to be rung."""
    homes = AnnouncementHome.objects.filter(announcement=row)
    by = dict(
        homes.exclude(reached_by="").order_by().values_list("reached_by").annotate(Count("pk"))
    )
    sent = deliveries_of(row)
    paper = sent.filter(channel="paper")
    carried = sent.exclude(channel="paper").order_by()
    states = dict(carried.values_list("status").annotate(Count("pk")))
    hung = paper.filter(status=Delivery.Status.SENT).count()
    hang = paper.count()
    return Progress(
        homes=homes.count(),
        reached=sum(by.values()),
        by=by,
        to_call=calls(row, scope).count(),
        waiting=states.get(Delivery.Status.WAITING, 0),
        failed=states.get(Delivery.Status.FAILED, 0),
        hung=hung,
        doors=hang,
    )


def deliveries_of(row: Announcement) -> QuerySet[Delivery]:
    """Every message of an announcement."""
    homes = AnnouncementHome.objects.filter(announcement=row).values("pk")
    to_homes = Q(subject_type=AnnouncementHome._meta.label_lower, subject_id__in=homes)
    to_place = Q(subject_type=Announcement._meta.label_lower, subject_id=row.pk)
    return Delivery.objects.filter(to_homes | to_place)


def posters_of(row: Announcement) -> QuerySet[Delivery]:
    """Its posters, those that still wait for hands first."""
    return deliveries_of(row).filter(channel="paper").order_by("-status", "id")


@dataclass(frozen=True)
class Poster:
    """A poster, the door it is for, and whether it hangs."""

    pk: int
    door: str
    status: str


def posters(row: Announcement, most: int = 400) -> list[Poster]:
    """The same with the names of the doors, which lie sealed like every address."""
    return [Poster(one.pk, address_of(one), one.status) for one in posters_of(row)[:most]]


def calls(row: Announcement, scope: Scope = EVERYWHERE) -> QuerySet[AnnouncementHome]:
    """The homes that are still to be rung or visited, in the order of the doors."""
    own = AnnouncementHome.objects.within(scope)
    open_calls = own.filter(announcement=row, by=Way.CALL, reached_by="")
    return open_calls.select_related("place").order_by("place_path")


def call(scope: Scope, pk: int) -> AnnouncementHome:
    """One home of a call list, or not found."""
    rows = AnnouncementHome.objects.within(scope).select_related("place", "announcement")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise AnnouncementUnknown()
    return found


def people_at(homes: list[AnnouncementHome]) -> dict[int, list[Person]]:
    """Who lives in some homes, by the id of the home's place."""
    found: dict[int, list[Person]] = {}
    rows = persons(EVERYWHERE).filter(place__in=[home.place_id for home in homes]).order_by("pk")
    for person in rows:
        found.setdefault(person.place_id, []).append(person)
    return found
