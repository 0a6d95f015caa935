"""What the bench of events needs inside: devices under one concentrator, and a rule that is on."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max, Min

from liren.accounts.models import Grant
from liren.config.bench import town
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.places.models import Kind as PlaceKind
from liren.places.selectors import places
from liren.portal.selectors.live import Pulse
from liren.sensing.models import Alert, Kind, Reading, Refusal
from liren.sensing.services.devices import NewDevice, register_devices
from liren.sensing.services.gateways import NewGateway, add_gateway
from liren.sensing.services.rules import switch_on, try_rule
from liren.workorders.models import WorkOrder

GATEWAY = "bench-gateway"
LOOK_EVERY = 0.01
MILLISECONDS = 22  # bits of an id below the milliseconds
RULE = """
key = "bench-smoke"
name = "烟感"
name_en = "Smoke"
measure = "smoke"
found = "smoke"
severity = "emergency"
[condition]
kind = "event"
"""


@dataclass(frozen=True)
class Prepared:
    """What the generator needs to be let in and heard."""

    gateway: str
    secret: str
    hash: str
    numbers: list[str]
    cookie: str


def prepare(count: int, now: datetime) -> dict[str, Any]:
    """A neighbourhood, and so many smoke alarms in its buildings."""
    keys = town.build(now)
    rows = list(places(EVERYWHERE).filter(kind=PlaceKind.BUILDING).order_by("pk"))
    # Every order is one that the browser's clerk sees: all stand in one community.
    own = Grant.objects.select_related("place").get(user__username=town.CLERK).place
    here = [row for row in rows if row.path.startswith(own.path)] or rows
    gateway, secret = add_gateway(
        NewGateway(number=GATEWAY, name="Bench", adapter="mqtt_json", place=own), by=SYSTEM, now=now
    )
    new = [
        NewDevice(
            number=f"B-{n}",
            kind=Kind.SMOKE,
            place=here[n % len(here)],
            gateway=gateway,
            is_claimed=True,
        )
        for n in range(count)
    ]
    register_devices(new, by=SYSTEM, now=now)
    switch_on(placement=try_rule(text=RULE, place=own, by=SYSTEM, now=now), by=SYSTEM, now=now)
    numbers, cookie = [one.number for one in new], keys.cookies["clerk"]
    return asdict(Prepared(GATEWAY, secret, gateway.secret_hash, numbers, cookie))


def outcome() -> dict[str, Any]:
    """What stands in the tables."""
    read = Reading.objects.aggregate(n=Count("pk"), first=Min("pk"), last=Max("pk"))
    refused = dict(Refusal.objects.values_list("reason").annotate(n=Max("count")))
    found = list(Alert.objects.values_list("event_key", "pk", "order_id"))
    orders = {key: order for key, _pk, order in found}
    alerts = {key: pk for key, pk, _order in found}
    return {"readings": read["n"], "refused": refused, "orders": orders, "alerts": alerts}


def look(seconds: float) -> dict[str, Any]:
    """See orders come to stand, as the door for live events does; gives when each was seen."""
    seen: dict[int, float] = {}
    pulse, end, last = Pulse(), time.time() + seconds, 0
    while time.time() < end:
        if pulse.has_beaten():
            ids = WorkOrder.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
            found = list(ids)
            now = time.time()
            seen |= dict.fromkeys(found, now)
            last = max([last, *found])
        time.sleep(LOOK_EVERY)
    return {"seen": seen}


def lost(events: int, unacknowledged: list[str]) -> dict[str, Any]:
    """What was acknowledged and is not there, what is there twice, and the longest pause."""
    rows = list(Reading.objects.order_by("pk").values_list("pk", "key"))
    keys = [key for _pk, key in rows]
    wanted = {f"e{n}" for n in range(events)} - set(unacknowledged)
    moments = [pk >> MILLISECONDS for pk, _key in rows]
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    orders = Alert.objects.values_list("event_key", flat=True)
    return {
        "stored": len(rows),
        "doubled": len(keys) - len(set(keys)) + len(orders) - len(set(orders)),
        "acknowledged_and_lost": len(wanted - set(keys)),
        "alerts": len(orders),
        "longest_pause_ms": max(pauses, default=0),
    }
