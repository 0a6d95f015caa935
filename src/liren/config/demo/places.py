"""What a generated neighbourhood is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from liren.config.demo.ground import Shape

PlaceKind = Literal[
    "city",
    "district",
    "street",
    "community",
    "grid",
    "compound",
    "building",
    "unit",
    "home",
    "point",
]
FeatureKind = Literal["road", "lane", "green", "water", "square", "roof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One node of the division tree. The code is unique and serves as the key."""

    kind: PlaceKind
    code: str
    parent_key: str | None
    name: str
    name_en: str
    shape: Shape
    aliases: tuple[str, ...] = ()
    use: str = ""  # what a point of interest is: gate, lift, clinic …
    floors: int | None = None
    height: float | None = None  # metres

    @property
    def key(self) -> str:
        """What children, people and stories refer to."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something the map shows behind the places: a road, a lawn, water."""

    kind: FeatureKind
    name: str
    shape: Shape
    width: float | None = None  # metres, of roads and lanes

    def geojson(self) -> dict[str, object]:
        """The feature as GeoJSON wants it."""
        properties = {"kind": self.kind, "name": self.name, "width": self.width}
        return {"type": "Feature", "geometry": self.shape.geojson(), "properties": properties}


@dataclass(frozen=True)
class Neighbourhood:
    """Places in tree order (a parent before its children) and the backdrop of the map."""

    seed: int
    places: tuple[Place, ...]
    backdrop: tuple[Feature, ...]

    @cached_property
    def by_key(self) -> dict[str, Place]:
        """Every place by its key."""
        return {place.key: place for place in self.places}

    @cached_property
    def by_kind(self) -> dict[str, tuple[Place, ...]]:
        """The places of each kind, in tree order."""
        kinds: dict[str, list[Place]] = {}
        for place in self.places:
            kinds.setdefault(place.kind, []).append(place)
        return {kind: tuple(places) for kind, places in kinds.items()}

    def of_kind(self, kind: PlaceKind) -> tuple[Place, ...]:
        """All places of one kind."""
        return self.by_kind.get(kind, ())

    def upwards(self, key: str) -> Iterator[Place]:
        """The place itself, then each parent up to the city."""
        at: str | None = key
        while at is not None:
            place = self.by_key[at]
            yield place
            at = place.parent_key

    def ancestor(self, key: str, kind: PlaceKind) -> Place | None:
        """The nearest place of a kind at or above a place."""
        return next((place for place in self.upwards(key) if place.kind == kind), None)

    def address(self, key: str) -> str:
        """The words on an envelope below the community: 梧桐苑一区3号楼2单元502室."""
        near = ("compound", "building", "unit", "home")
        names = [p.name for p in self.upwards(key) if p.kind in near or p.key == key]
        return "".join(reversed(names))
