"""E-bikes in lifts, by building."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from liren.core.scope import Scope, ancestors
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.places.selectors import of_paths
from liren.sensing.domain.findings import Found
from liren.sensing.domain.lifts import LOOKED_AT, Sighting, Tally, tallies
from liren.sensing.models import Alert, EbikeDecision, Kind

RANK = (PlaceKind.BUILDING, PlaceKind.COMPOUND)  # a lift of no building counts for its compound


@dataclass(frozen=True)
class Building:
    """A building with what was seen in its lifts within the last month."""

    place: Place
    tally: Tally
    decided: EbikeDecision | None


def ebikes(scope: Scope, now: datetime) -> list[Building]:
    """The buildings of a scope in whose lifts e-bikes were seen, proposals first."""
    rows = Alert.objects.within(scope).filter(
        device__kind=Kind.LIFT_CAMERA, reason__found=Found.EBIKE, raised_at__gte=now - LOOKED_AT
    )
    seen = list(rows.values_list("pk", "place_path", "times", "result"))
    places = of_paths({path for _pk, own, *_rest in seen for path in ancestors(own)})
    sightings = [
        Sighting(pk, _building_of(path, places), times, result) for pk, path, times, result in seen
    ]
    paths = {one.building for one in sightings}
    decisions = EbikeDecision.objects.filter(place__path__in=paths).select_related("place")
    last: dict[str, EbikeDecision] = {}
    for decision in decisions.order_by("pk"):
        last[decision.place_path] = decision
    counted = tallies(sightings, {path: one.last_alert_id for path, one in last.items()})
    return [Building(places[one.building], one, last.get(one.building)) for one in counted]


def _building_of(path: str, places: Mapping[str, Place]) -> str:
    line = [places[above] for above in ancestors(path) if above in places]
    for kind in RANK:
        for place in line:
            if place.kind == kind:
                return place.path
    return path
