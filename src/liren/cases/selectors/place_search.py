"""The places a report can be about, as they are looked for."""

from collections.abc import Collection, Iterable

from liren.cases.domain.place_search import Spot, found
from liren.places.models import Kind, Place, PlaceQuerySet
from liren.ui.naming import is_english, local_name

AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
NAMED = (Kind.COMPOUND, Kind.BUILDING, Kind.UNIT)  # what an address is made of


def search_spots(rows: PlaceQuerySet, kinds: Collection[Kind], query: str) -> list[Spot]:
    """Those of the places of these kinds that a few letters mean."""
    if not query.strip():
        return []
    read = rows.filter(kind__in={*kinds, *NAMED}).order_by("path")
    read = read.only("pk", "path", "kind", "code", "name", "name_en", "aliases")
    return found(query, _spots(read, kinds))


def _spots(rows: Iterable[Place], kinds: Collection[Kind]) -> Iterable[Spot]:
    """Each under the names of what it lies in, as people say it in the reader's language."""
    around: list[Place] = []
    for row in rows:
        while around and not row.path.startswith(around[-1].path):
            around.pop()
        names = tuple(filter(None, (row.name, *row.aliases, row.name_en, row.code)))
        if around and row.kind not in AREAS:
            chinese = "".join(each.name for each in (*around, row))
            english = " ".join(local_name(each) for each in (*around, row))
            label, names = (english if is_english() else chinese), (chinese, *names)
        else:
            label = local_name(row)
        if row.kind in kinds:
            yield Spot(row.pk, label, names, is_part=row.kind == Kind.POINT)
        if row.kind in NAMED:
            around.append(row)
