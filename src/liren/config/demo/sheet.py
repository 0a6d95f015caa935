"""The sheet on which a neighbourhood is drawn: it collects places and backdrop in order."""

from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from liren.config.demo.ground import Ground, Shape
from liren.config.demo.places import Feature, FeatureKind, Place, PlaceKind


class Details(TypedDict, total=False):
    """What only some places have."""

    aliases: tuple[str, ...]
    use: str
    floors: int
    height: float


@dataclass
class Sheet:
    """Places and backdrop so far, and the ground they stand on."""

    ground: Ground
    places: list[Place] = field(default_factory=list)
    backdrop: list[Feature] = field(default_factory=list)
    points: dict[str, int] = field(default_factory=dict)

    def place(
        self,
        kind: PlaceKind,
        code: str,
        names: tuple[str, str],
        shape: Shape,
        parent: Place | None,
        **details: Unpack[Details],
    ) -> Place:
        """Draw one place of the tree."""
        place = Place(
            kind=kind,
            code=code,
            parent_key=parent.key if parent else None,
            name=names[0],
            name_en=names[1],
            shape=shape,
            **details,
        )
        self.places.append(place)
        return place

    def point(
        self,
        parent: Place,
        prefix: str,
        use: str,
        names: tuple[str, str],
        shape: Shape,
        aliases: tuple[str, ...] = (),
    ) -> Place:
        """Draw a point of interest with the next number of its prefix."""
        number = self.points[prefix] = self.points.get(prefix, 0) + 1
        code = f"{prefix}-P{number:02d}"
        return self.place("point", code, names, shape, parent, use=use, aliases=aliases)

    def feature(
        self, kind: FeatureKind, name: str, shape: Shape, width: float | None = None
    ) -> None:
        """Draw something behind the places."""
        self.backdrop.append(Feature(kind=kind, name=name, shape=shape, width=width))
