"""The neighbourhood a resident's page speaks of: the community, its office, and when it is open."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from liren.accounts import selectors as accounts
from liren.accounts.models import Party
from liren.core.office import work_calendar
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.ui.context import Office
from liren.ui.naming import local_hours, local_name

COOKIE = "liren_community"
SPOTS = (Kind.COMPOUND, Kind.BUILDING, Kind.POINT)


@dataclass(frozen=True)
class Neighbourhood:
    """A community and whom to ring there; both are missing on the very first day."""

    community: Place | None
    party: Party | None

    @property
    def name(self) -> str:
        """What people call it."""
        return local_name(self.community) if self.community else ""

    @property
    def office_name(self) -> str:
        """Who answers."""
        return local_name(self.party) if self.party else self.name

    @property
    def office(self) -> Office:
        """What the frame of a page shows of it."""
        if self.party is None:
            return Office(place=self.name, name=self.office_name)
        return Office(
            place=self.name,
            name=self.office_name,
            phone=self.party.phone,
            hours=local_hours(self.party),
        )


@dataclass(frozen=True)
class Opening:
    """Whether the office is open now, and when it opens if it is not."""

    is_open: bool
    opens_at: datetime


@dataclass(frozen=True)
class SpotGroup:
    """A compound, or what lies outside of all of them, with the places people name there."""

    name: str
    spots: list[Place] = field(default_factory=list)
    whole: Place | None = None


def communities() -> list[Place]:
    """All communities, in the order of the tree."""
    return list(Place.objects.filter(kind=Kind.COMMUNITY).order_by("path"))


def neighbourhood(code: str = "") -> Neighbourhood:
    """The community with that code or id; without one, the first."""
    known = Q(code=code) if code and "\0" not in code else Q()
    rows = Place.objects.filter(kind=Kind.COMMUNITY).order_by("path")
    return around(rows.filter(known).first() or (rows.first() if code else None))


def around(community: Place | None) -> Neighbourhood:
    """A community with its office."""
    party = accounts.community_party(community) if community else None
    return Neighbourhood(community, party)


def opening(now: datetime) -> Opening:
    """Office hours as the calendar in force has them."""
    calendar = work_calendar()
    return Opening(calendar.is_open(now), calendar.next_opening(now))


def spots(community: Place) -> list[SpotGroup]:
    """Buildings and points of interest by compound, in one statement."""
    rows = list(inside(community, *SPOTS).defer("geometry", "details", "aliases").order_by("path"))
    groups = {r.path: SpotGroup(local_name(r), whole=r) for r in rows if r.kind == Kind.COMPOUND}
    elsewhere = SpotGroup("")
    for row in rows:
        if row.kind != Kind.COMPOUND:
            above = next((path for path in groups if row.path.startswith(path)), None)
            (groups[above] if above else elsewhere).spots.append(row)
    return [*groups.values(), *([elsewhere] if elsewhere.spots else [])]
