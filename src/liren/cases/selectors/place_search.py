"""The places a report can be about, as they are looked for."""

from collections.abc import Iterable

from liren.cases.domain.place_search import Spot, found
from liren.places.models import Kind, Place, PlaceQuerySet
from liren.ui.naming import is_english, local_name

AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)


def search_spots(rows: PlaceQuerySet, query: str) -> list[Spot]:
    """Those of the places that a few letters mean."""
    if not query.strip():
        return []
    read = rows.only("pk", "path", "kind", "code", "name", "name_en", "aliases")
    return found(query, _spots(read.order_by("path")))


def _spots(rows: Iterable[Place]) -> Iterable[Spot]:
    """Each under the name of its compound, as people say it in the reader's language."""
    compounds: dict[str, Place] = {}
    for row in rows:
        if row.kind == Kind.COMPOUND:
            compounds[row.path] = row
        above = next((each for path, each in compounds.items() if row.path.startswith(path)), None)
        names = [row.name, *row.aliases, row.name_en, row.code]
        if above is None or row.kind in AREAS:
            yield Spot(row.pk, local_name(row), tuple(names))
        else:
            english = f"{local_name(above)} {local_name(row)}"
            chinese = above.name + row.name
            label = english if is_english() else chinese
            yield Spot(row.pk, label, (chinese, *names))
