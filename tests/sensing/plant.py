"""Devices in the town, rules that are on over it, and packets as a stream hands them over."""

import json
from datetime import datetime, timedelta
from functools import lru_cache

from liren.people.models import Person
from liren.people.services.rights import give_consent
from liren.places.models import Place
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.models import Device, Kind, Placement
from liren.sensing.services.devices import NewDevice, claim_device, register_device
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

BEFORE = MONDAY_MORNING - timedelta(days=30)
RULES = {
    "smoke": 'key = "{key}"\nname = "烟感"\nname_en = "Smoke"\nmeasure = "smoke"\nfound = "smoke"\n'
    'severity = "emergency"\n[condition]\nkind = "event"\n',
    "help": 'key = "{key}"\nname = "求助"\nname_en = "Help"\nmeasure = "help"\nfound = "help"\n'
    'severity = "emergency"\n[condition]\nkind = "event"\nclears = false\n',
    "offline": 'key = "{key}"\nname = "离线"\nname_en = "Silent"\nmeasure = "alive"\n'
    'found = "offline"\nseverity = "notice"\n[condition]\nkind = "offline"\n',
}


@lru_cache
def text_of(rule: str) -> str:
    """The file of one of the rules above."""
    return RULES[rule].replace("{key}", f"{rule}-here")


def switched_on(
    town: Neighbourhood, rule: str, place: Place | None = None, *, ladder: tuple[str, ...] = ()
) -> Placement:
    """A rule that was tried a month ago and is on."""
    more = f"ladder = {json.dumps(ladder)}\n[condition]" if ladder else "[condition]"
    row = Placement(
        rule=f"{rule}-here",
        text=text_of(rule).replace("[condition]", more),
        tried_at=BEFORE,
        tried_by="test",
        switched_on_at=BEFORE,
        switched_on_by="test",
        changed_at=BEFORE,
    )
    row.put_at(place or town.places["community"])
    row.save()
    return row


def device(
    town: Neighbourhood, number: str = "SM-1", kind: str = Kind.SMOKE, place: Place | None = None
) -> Device:
    """A device that hangs in the home of the town."""
    new = NewDevice(number=number, kind=kind, place=place or town.home, is_claimed=True)
    return register_device(new, by=town.users["worker"], now=BEFORE)[0]


def meter(town: Neighbourhood, number: str = "WM-1") -> tuple[Device, Person]:
    """The meter of somebody who agreed."""
    person = rows.person(town)
    give_consent(person=person, purpose="devices", by=town.users["worker"], now=BEFORE)
    row = device(town, number, Kind.WATER_METER, person.place)
    by = town.users["worker"]
    return claim_device(device=row, place=person.place, person=person, by=by, now=BEFORE), person


def message(
    number: str, key: str, received_at: datetime, *, sender: str | None = None, **values: float
) -> Arrived:
    """What the broker hands over."""
    body = {"id": key, "at": received_at.isoformat(), "values": values}
    return Arrived(
        adapter="mqtt_json",
        body=json.dumps(body).encode(),
        topic=f"liren/site/smoke/{number}/alarm",
        sender=number if sender is None else sender,
        received_at=received_at,
        is_alarm=True,
    )
