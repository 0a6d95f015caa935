"""The places a report can be about, as they are looked for."""

from collections.abc import Iterable

from liren.cases.domain.place_search import Spot, found
from liren.places.models import Kind, Place, PlaceQuerySet

HEADS = (Kind.COMPOUND, Kind.GRID)


def search_spots(rows: PlaceQuerySet, query: str) -> list[Spot]:
    """Those of the places that a few letters mean."""
    if not query.strip():
        return []
    read = rows.only("pk", "path", "kind", "code", "name", "name_en", "aliases")
    return found(query, _spots(read.order_by("path")))


def _spots(rows: Iterable[Place]) -> Iterable[Spot]:
    """Each under the name of its compound, as people say it."""
    compounds: dict[str, str] = {}
    for row in rows:
        if row.kind == Kind.COMPOUND:
            compounds[row.path] = row.name
        above = next((name for path, name in compounds.items() if row.path.startswith(path)), "")
        label = row.name if row.kind in (*HEADS, Kind.COMMUNITY) else above + row.name
        yield Spot(row.pk, label, (row.name, *row.aliases, row.name_en, row.code))
