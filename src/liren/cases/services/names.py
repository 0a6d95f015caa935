"""The names of the places of a community, kept ready to be looked for in texts."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from liren.cases.domain.place_names import Entry, PlaceNames
from liren.core.scope import SEGMENT, Scope, ancestors, community_of
from liren.places.models import Kind, Place

LOOK_AGAIN = timedelta(seconds=30)
MOST_KEPT = 32
STREET_LENGTH = 3 * SEGMENT
IN_ADDRESS = frozenset({Kind.COMPOUND, Kind.BUILDING, Kind.UNIT, Kind.HOME, Kind.POINT})

Version = tuple[int, int | None]


@dataclass(frozen=True)
class KnownPlaces:
    """What is known of the places below one root."""

    version: Version
    names: PlaceNames
    steps: dict[str, tuple[str, str]]  # path to kind and name

    def address(self, path: str) -> str:
        """Where it is in words, from the compound down, as people say it."""
        line = [self.steps[step] for step in ancestors(path) if step in self.steps]
        return "".join(name for kind, name in line if kind in IN_ADDRESS)


_kept: OrderedDict[str, tuple[datetime, KnownPlaces]] = OrderedDict()


def root_of(path: str) -> str:
    """Below which place names are looked for: the community, or the street; not the whole city."""
    return community_of(path) or (path if len(path) == STREET_LENGTH else "")


def places_below(root: str, *, now: datetime) -> KnownPlaces:
    """The names below a root; whether places came or went is looked up twice a minute."""
    kept = _kept.get(root)
    if kept and abs(now - kept[0]) < LOOK_AGAIN:
        return kept[1]
    version = _version(root)
    known = kept[1] if kept and kept[1].version == version else _load(root, version)
    _kept[root] = (now, known)
    _kept.move_to_end(root)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return known


def forget_places() -> None:
    """Read the names anew at the next message."""
    _kept.clear()


def _version(root: str) -> Version:
    found = Place.objects.within(Scope.of([root])).aggregate(count=Count("id"), last=Max("id"))
    return found["count"], found["last"]


def _load(root: str, version: Version) -> KnownPlaces:
    rows = Place.objects.within(Scope.of([root])).values_list("path", "kind", "name", "aliases")
    entries = [Entry(*row) for row in rows.iterator(chunk_size=5000)]
    steps = {entry.path: (entry.kind, entry.name) for entry in entries}
    return KnownPlaces(version, PlaceNames(entries), steps)
