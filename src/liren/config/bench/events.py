"""From publishing to the order that stands in the inbox's table and is seen there, under load.

Open loop: the generator publishes at its rate whatever comes of it. It, the broker, ingest, the
database and whoever looks for the orders share this machine's processors.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from liren.config.bench import brokers, generator, load, machine, programs
from liren.config.bench.generator import Load
from liren.config.bench.measure import STORES, Figures, Say, Store

STREAMS = ("embedded", "mosquitto", "nats")
WARM = 1.0
SETTLE = 8.0
ROOM = 1.15  # devices for one alarm each, and some more
LEAST_DEVICES = 200


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    store: str = "sqlite"
    stream: str = "embedded"
    rate: float = 8000.0
    seconds: float = 5.0
    share: float = 0.2
    browser: bool = False

    @property
    def devices(self) -> int:
        """So many that no alarm is folded into an open one, and none is a storm."""
        share = 0 if self.browser else self.share
        alarms = self.rate * self.seconds * share * ROOM
        return max(LEAST_DEVICES, int(alarms), int(self.rate / 5))


@dataclass(frozen=True)
class Door:
    """Where the generator publishes, with which key, and what ingest is told."""

    port: int
    username: str
    password: str
    stream: str
    broker: brokers.Server | None = None


def measure(wanted: Wanted, say: Say) -> Figures:
    """One store with one stream."""
    figures = begun(wanted)
    with (
        prepared(wanted, say) as (store, keys),
        door(wanted.stream, keys) as entrance,
        ingest(store.place, entrance) as pid,
    ):
        say(f"publishing {wanted.rate:,.0f} events a second for {wanted.seconds:g} s")
        figures |= _run(store, wanted, keys, entrance, pid)
    return figures


def begun(wanted: Wanted) -> Figures:
    """When and on what it was measured, and what was asked for."""
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    return figures | asdict(wanted) | {"machine": machine.describe()}


@contextmanager
def prepared(wanted: Wanted, say: Say) -> Iterator[tuple[Store, Figures]]:
    """A store with a neighbourhood and its devices, and the keys to them."""
    with STORES[wanted.store]() as store:
        say(f"building the neighbourhood and {wanted.devices:,} devices")
        yield store, store.place.inside("prepare_events", devices=wanted.devices)


@contextmanager
def door(stream: str, keys: Figures) -> Iterator[Door]:
    """The broker that is measured, running."""
    port = programs.free_port()
    if stream == "embedded":
        yield Door(port, keys["gateway"], keys["secret"], "")
        return
    with brokers.folder() as folder:
        if stream == "mosquitto":
            users = {"ingest": str(keys["hash"]), str(keys["gateway"]): str(keys["hash"])}
            server = brokers.mosquitto(folder, port, users)
            url = f"mqtt://ingest:{keys['secret']}@127.0.0.1:{port}"
        else:
            node = brokers.Node("district", port, port + 1, port + 2, 0)
            server = brokers.nats_alone(folder, node, keys["secret"])
            url = f"nats://ingest:{keys['secret']}@127.0.0.1:{port}"
        server.start()
        at = port if stream == "mosquitto" else port + 1
        try:
            yield Door(at, keys["gateway"], keys["secret"], url, server)
        finally:
            server.stop()


@contextmanager
def ingest(place: programs.Place, entrance: Door) -> Iterator[int]:
    """`liren ingest` over the store, as `liren run` starts it; its process."""
    more = {"LIREN_STREAM": entrance.stream, "LIREN_MQTT_PORT": str(entrance.port)}
    command = [sys.executable, "-m", "django", "ingest"]
    with programs.running(command, place, more) as process:
        if not entrance.stream:
            programs.wait_for_port(entrance.port, process, place.folder / "log")
        else:
            time.sleep(SETTLE / 2)  # it subscribes; nothing published before would be lost either
        yield process.pid


def _run(store: Store, wanted: Wanted, keys: Figures, entrance: Door, pid: int) -> Figures:
    begin = time.time() + WARM + 2.0
    words = Load(
        port=entrance.port,
        username=entrance.username,
        password=entrance.password,
        numbers=keys["numbers"],
        rate=wanted.rate,
        seconds=wanted.seconds,
        share=wanted.share,
        begin=begin,
    )
    meters = {"ingest": pid, "database": store.pid or 0}
    if entrance.broker is not None:
        meters["broker"] = entrance.broker.pid
    with _looking(store, wanted.seconds + WARM + SETTLE + 2) as seen:
        while time.time() < begin - 0.2:
            time.sleep(0.05)
        before = {name: _spent(one) for name, one in meters.items()}
        sent = generator.sent_by(generator.begin(words))
        until = time.time() + SETTLE
        while time.time() < until and not _is_quiet(pid):
            pass
        after = {name: _spent(one) for name, one in meters.items()}
    stored = store.place.inside("events_stored")
    spent = {n: after[n] - before[n] for n in meters} | {"generator": sent["cpu_seconds"]}
    return _figures(sent, stored, seen, spent)


def _spent(pid: int) -> float:
    return machine.processor_seconds(pid) if pid else 0.0


def _is_quiet(pid: int) -> bool:
    """Whether ingest has nothing more to do."""
    before = _spent(pid)
    time.sleep(0.5)
    return _spent(pid) - before < 0.05


@contextmanager
def _looking(store: Store, seconds: float) -> Iterator[dict[int, float]]:
    """Somebody who looks for orders as the door for live events does."""
    words = json.dumps({"seconds": seconds})
    command = [sys.executable, "-m", "liren.config.bench.inside", "look_for_orders", words]
    process = subprocess.Popen(
        command, env=store.place.environment, stdout=subprocess.PIPE, text=True
    )
    seen: dict[int, float] = {}
    yield seen
    said, _errors = process.communicate()
    seen |= {int(pk): at for pk, at in json.loads(said.splitlines()[-1])["seen"].items()}


def _figures(sent: Figures, stored: Figures, seen: dict[int, float], spent: Figures) -> Figures:
    orders: dict[str, int | None] = stored["orders"]
    times = [
        seen[order] - at
        for key, at in sent["alarms"].items()
        if (order := orders.get(key)) is not None and order in seen
    ]
    timed = load.Timed(sent["lasted"], times)
    events = sent["events"]
    return {
        "published": events,
        "acknowledged": sent["acknowledged"],
        "stored": stored["readings"],
        "refused": stored["refused"],
        "done_per_second": round(stored["readings"] / sent["lasted"], 1),
        "alarms": len(sent["alarms"]),
        "orders": len([one for one in orders.values() if one]),
        "orders_seen": len(times),
        "publish_to_order_seen": spread(timed),
        "generator_behind_ms": round(sent["latest_ms"], 1),
        "cpu_us_per_event": {n: round(s * 1e6 / events, 1) for n, s in spent.items() if s},
    }


def spread(timed: load.Timed) -> Figures:
    """Median, 90th and 99th percentile and longest, in milliseconds."""
    if not timed.times:
        return {}
    shares = {f"p{share}_ms": round(timed.percentile(share) * 1000, 1) for share in (50, 90, 99)}
    return shares | {"longest_ms": round(max(timed.times) * 1000, 1)}
