"""Which stream: `LIREN_STREAM` says, and without it the house has a broker of its own."""

import os
from urllib.parse import urlsplit

from liren.sensing.services.doors import Doors
from liren.sensing.streams.broker import Guard
from liren.sensing.streams.house import House
from liren.sensing.streams.inlet import Inlet, Stream


class StreamUnknown(ValueError):
    """`LIREN_STREAM` names nothing that we can listen to."""


def choose(url: str, inlet: Inlet, guard: Guard) -> Stream:
    """The stream of an address; the house's own doors are open when this comes back."""
    scheme = urlsplit(url.split(",")[0]).scheme
    if not url:
        doors = Doors.from_environment()
        house = House(inlet, guard)
        house.listen(doors.host, doors.port, doors.fire_port)
        return house
    if scheme == "nats":
        from liren.sensing.streams.nats import Nats

        return Nats(url, inlet, replicas=int(os.environ.get("LIREN_STREAM_REPLICAS", "1")))
    if scheme == "mqtt":
        from liren.sensing.streams.mosquitto import Mosquitto

        return Mosquitto(url, inlet, guard.refuse)
    raise StreamUnknown(f"LIREN_STREAM is nats://… or mqtt://…, not {scheme or url!r}")
