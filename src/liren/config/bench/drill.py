"""Killing ingest, and the nodes of the stream, under load: what was acknowledged must be there."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from liren.config.bench import brokers, generator, machine, programs
from liren.config.bench.events import Door
from liren.config.bench.generator import Load
from liren.config.bench.measure import STORES, Figures, Say

STREAMS = ("embedded", "nats")
RATE = 300.0
BETWEEN = (1.5, 2.5)  # seconds from one kill to the next
AWAY = 0.5  # seconds that the killed stays away
NODE_AWAY = 1.0
SETTLE = 20.0
DEVICES = 300
NODES = 3


@dataclass(frozen=True)
class Wanted:
    """What is to be tried."""

    stream: str = "embedded"
    store: str = "sqlite"
    kills: int = 10


class Consumer:
    """`liren ingest`, killed and started again."""

    def __init__(self, place: programs.Place, entrance: Door) -> None:
        self._place = place
        self._more = {"LIREN_STREAM": entrance.stream, "LIREN_MQTT_PORT": str(entrance.port)}
        if entrance.stream:
            self._more["LIREN_STREAM_REPLICAS"] = str(NODES)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with (self._place.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "django", "ingest"],
                env=self._place.environment | self._more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """SIGKILL: nothing is written down, nobody is told."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Let it end in peace."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def drill(wanted: Wanted, say: Say) -> Figures:
    """Publish, kill, wait, count."""
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    figures |= asdict(wanted) | {"rate": RATE, "machine": machine.describe()}
    with STORES[wanted.store]() as store:
        say("building the neighbourhood")
        keys = store.place.inside("prepare_events", devices=DEVICES)
        with _door(wanted.stream, keys) as (entrance, nodes):
            consumer = Consumer(store.place, entrance)
            consumer.start()
            try:
                killed, sent = _under_load(wanted, keys, entrance, (consumer, nodes), say)
                stored = _settled(store.place, sent)
            finally:
                consumer.stop()
    return figures | killed | stored


def _under_load(
    wanted: Wanted, keys: Figures, entrance: Door,
    victims: tuple[Consumer, Sequence[brokers.Server]], say: Say,
) -> tuple[Figures, Figures]:  # fmt: skip
    dice = random.Random(1)  # noqa: S311  # a rhythm, no secret
    consumer, nodes = victims
    seconds = wanted.kills * (BETWEEN[1] + NODE_AWAY) + 4
    words = Load(
        port=entrance.port, username=entrance.username, password=entrance.password,
        numbers=keys["numbers"], rate=RATE, seconds=seconds, share=0.02, begin=time.time() + 8,
    )  # fmt: skip
    sending = generator.begin(words)
    time.sleep(10)
    killed = {"consumer_killed": 0, "node_killed": 0}
    for turn in range(wanted.kills):
        time.sleep(dice.uniform(*BETWEEN))
        if nodes and turn % 2:
            node = nodes[turn // 2 % len(nodes)]
            say(f"killing {node.name}")
            node.kill()
            time.sleep(NODE_AWAY)
            node.start()
            killed["node_killed"] += 1
        else:
            say("killing ingest")
            consumer.kill()
            time.sleep(AWAY)
            consumer.start()
            killed["consumer_killed"] += 1
    return killed, generator.sent_by(sending)


def _settled(place: programs.Place, sent: Figures) -> Figures:
    """Wait until nothing more comes, then count."""
    until = time.monotonic() + SETTLE
    words = {"events": sent["events"], "unacknowledged": sent["unacknowledged"]}
    found: Figures = {}
    while time.monotonic() < until:
        found = place.inside("events_lost", **words)
        if not found["acknowledged_and_lost"]:
            break
        time.sleep(1)
    return {"published": sent["events"], "acknowledged": sent["acknowledged"]} | found


@contextmanager
def _door(stream: str, keys: Figures) -> Iterator[tuple[Door, Sequence[brokers.Server]]]:
    port = programs.free_port()
    if stream == "embedded":
        yield Door(port, keys["gateway"], keys["secret"], ""), ()
        return
    with brokers.folder() as folder:
        first = [port + 20 * n for n in range(NODES)]
        nodes = [brokers.Node(f"city-{n}", p, p + 1, p + 2, p + 3) for n, p in enumerate(first)]
        servers = brokers.nats_cluster(folder, nodes, keys["secret"])
        brokers.start_all(servers)
        url = ",".join(f"nats://ingest:{keys['secret']}@127.0.0.1:{n.client}" for n in nodes)
        try:
            yield Door(nodes[0].mqtt, keys["gateway"], keys["secret"], url), servers
        finally:
            for server in servers:
                server.stop()
