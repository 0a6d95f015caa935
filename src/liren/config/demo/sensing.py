"""Devices of the demo, rules that are on, a month of a water meter, and one smoke alarm."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from liren.accounts.models import User
from liren.config.demo.founding import Founded
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE, Scope
from liren.people.models import Person
from liren.people.selectors import person_of
from liren.people.selectors.persons import persons
from liren.people.services.rights import give_consent
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.places.selectors import places
from liren.sensing.models import Device, Kind
from liren.sensing.services.devices import NewDevice, claim_device, register_devices
from liren.sensing.services.ingest.batch import Arrived, Ingest
from liren.sensing.services.rules import shipped, switch_on, try_rule

RULES = ("help-button", "smoke", "gas", "lift-e-bike", "lift-stuck", "device-offline",
         "water-learned")  # fmt: skip
HOURS = 24 * 28
TRIED_AFTER = 24 * 7  # hours: a rule is tried on the past, so there has to be one
SITE = "demo"
PORTION = 6  # hours told at once
QUIET_FOR = ((0, 0), (40, 0), (0, 30))  # hours without water, and without a word, of each meter
USES = {7: 18, 8: 9, 12: 14, 18: 22, 19: 12, 21: 30}  # litres in these hours


Made = tuple[Device, str]  # with its key


@dataclass(frozen=True)
class Shown:
    """What whoever tries the demo needs to let a device speak."""

    number: str
    secret: str

    @property
    def lines(self) -> list[str]:
        """A call for help, as any MQTT client sends it; `liren run` fills in the port."""
        topic = f"liren/{SITE}/{Kind.HELP_BUTTON}/{self.number}/alarm"
        words = '{"values": {"help": 1}}'
        return [
            "",
            "A help button 求助按钮:",
            f"  mosquitto_pub -p PORT -q 1 -u {self.number} -P {self.secret} \\",
            f"    -t {topic} -m '{words}'",
            "  or without mosquitto 没有 mosquitto 也行:",
            # paho tells of its own good-bye as of an error; a real one is raised.
            "  .venv/bin/python -c 'import logging; logging.disable(); "
            "from paho.mqtt.publish import single; single("
            f'"{topic}", """{words}""", qos=1, port=PORT, '
            f'auth={{"username": "{self.number}", "password": "{self.secret}"}})\'',
        ]


def found_devices(founded: Founded, now: datetime) -> Shown:
    """Hang devices up, switch rules on, and let some of them speak."""
    community = places(EVERYWHERE).filter(kind=PlaceKind.COMMUNITY).order_by("path")[0]
    begun = now - timedelta(hours=HOURS + 1)
    inside = places(Scope.of([community.path]))
    homes = list(inside.filter(kind=PlaceKind.HOME).order_by("path")[:40])
    made = register_devices(list(_new(homes, inside.filter(kind=PlaceKind.UNIT)[0])), by=SYSTEM,
                            now=begun)  # fmt: skip
    _hang_beside(person_of(founded.users["elder"]), made, now=begun)
    meters = _meters(homes, begun)
    switch = partial(_switch_rules_on, community, founded.users["secretary"])
    _let_speak([device for device, _secret in made], meters, switch, now)
    button, secret = next(pair for pair in made if pair[0].kind == Kind.HELP_BUTTON)
    return Shown(button.number, secret)


def _switch_rules_on(community: Place, secretary: User, now: datetime) -> None:
    """Each tried on what the devices have said so far."""
    for key in RULES:
        tried = try_rule(text=shipped(key), place=community, by=SYSTEM, now=now)
        switch_on(placement=tried, by=secretary, now=now)


def _new(homes: Sequence[Place], unit: Place) -> Iterator[NewDevice]:
    for n, home in enumerate(homes[:12], 1):
        smoke = NewDevice(number=f"SM-{n:04}", kind=Kind.SMOKE, place=home, name="厨房",
                          maker="安宁" if n % 2 else "守望", is_claimed=True)  # fmt: skip
        yield smoke
    for n, home in enumerate(homes[12:18], 1):
        yield NewDevice(
            number=f"HB-{n:04}", kind=Kind.HELP_BUTTON, place=home, name="床头", is_claimed=True
        )
    yield NewDevice(
        number="LC-0001", kind=Kind.LIFT_CAMERA, place=unit, name="电梯", is_claimed=True
    )


def _hang_beside(person: Person | None, made: Sequence[Made], *, now: datetime) -> None:
    """The first help button is the elder's, who said yes to it: it rings a ladder of people."""
    button = next(device for device, _secret in made if device.kind == Kind.HELP_BUTTON)
    if person is not None:
        give_consent(person=person, purpose="devices", by=SYSTEM, now=now)
        claim_device(device=button, place=person.place, person=person, by=SYSTEM, now=now)


def _meters(homes: Sequence[Place], now: datetime) -> list[Device]:
    """Water meters of three who agreed: as ever; quiet since yesterday; and silent itself."""
    living = persons(EVERYWHERE).filter(place__in=[home.pk for home in homes], left_on=None)
    people: dict[int, Person] = {}
    for person in living.select_related("place").order_by("pk"):
        people.setdefault(person.place_id, person)
    made = []
    for number, person in enumerate(list(people.values())[: len(QUIET_FOR)], 1):
        give_consent(person=person, purpose="devices", by=SYSTEM, now=now)
        new = NewDevice(
            number=f"WM-{number:04}", kind=Kind.WATER_METER, place=person.place, is_claimed=True
        )
        ((device, _secret),) = register_devices([new], by=SYSTEM, now=now)
        made.append(
            claim_device(device=device, place=person.place, person=person, by=SYSTEM, now=now)
        )
    return made


def _let_speak(
    devices: Sequence[Device],
    meters: Sequence[Device],
    switch_rules_on: Callable[[datetime], None],
    now: datetime,
) -> None:
    ingest = Ingest()
    ingest.begin(now - timedelta(hours=HOURS))
    said = [list(_water(meter, now, *QUIET_FOR[n])) for n, meter in enumerate(meters)]
    for hour in range(0, HOURS, PORTION):
        if hour == TRIED_AFTER:
            switch_rules_on(now - timedelta(hours=HOURS - hour))
        portion = [one for told in said for one in told[hour : hour + PORTION]]
        portion.sort(key=lambda one: one.received_at)
        if portion:
            ingest.take(portion, portion[-1].received_at)
    alive = now - timedelta(minutes=20)
    ingest.take([_says(one, alive, battery=88) for one in devices[:-1]], alive)
    at = now - timedelta(minutes=4)
    ingest.take([_says(devices[2], at, smoke=1)], at)
    ingest.end(now)


def _water(meter: Device, now: datetime, quiet: int, silent: int) -> Iterator[Arrived]:
    """Each hour of four weeks; no use in the last `quiet` ones, no word in the last `silent`."""
    dice, total = Random(4), 120_000.0  # noqa: S311  # a demo, no secret
    for hour in range(HOURS, silent, -1):
        at = now - timedelta(hours=hour)
        used = USES.get(at.astimezone().hour, 0) if hour > quiet else 0
        total += round(used * dice.uniform(0.6, 1.3)) if used else 0
        yield _says(meter, at, water_total=total)


def _says(device: Device, at: datetime, **values: float) -> Arrived:
    body = json.dumps({"id": f"{at:%Y%m%d%H%M%S}", "at": at.isoformat(), "values": values})
    what = "up" if "smoke" not in values else "alarm"
    topic = f"liren/{SITE}/{device.kind}/{device.number}/{what}"
    return Arrived("mqtt_json", body.encode(), topic, device.number, at, what == "alarm")
