"""mosquitto and NATS with the very files of docs/how-to/scale: keys, rights, kills, a cluster."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from liren.config.bench import brokers
from liren.sensing.domain import secrets
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams.inlet import Inlet
from liren.sensing.streams.mosquitto import Mosquitto
from liren.sensing.streams.nats import Nats
from tests.harness.brokers import require_brokers
from tests.harness.servers import free_ports

pytestmark = pytest.mark.once
UP, ALARM = "liren/s/smoke/SM-1/up", "liren/s/smoke/SM-1/alarm"


@pytest.fixture
def folder() -> Iterator[Path]:
    require_brokers()
    with brokers.folder() as made:
        yield made


def take(inlet: Inlet, count: int, seconds: float = 15.0) -> list[Arrived]:
    taken: list[Arrived] = []
    end = time.monotonic() + seconds
    while len(taken) < count and time.monotonic() < end:
        taken += inlet.take(0.1)
    return taken


def client(port: int, user: str, key: str) -> paho.Client:
    made = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"test-{user}")
    made.username_pw_set(user, key)
    made.connect("127.0.0.1", port)
    made.loop_start()
    return made


def say(device: paho.Client, topic: str, words: str) -> None:
    sent = device.publish(topic, words.encode(), qos=1)
    sent.wait_for_publish(10)
    assert sent.is_published()


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """Where a mosquitto listens that knows ingest and one device."""
    port = free_ports(1)
    users = {"ingest": secrets.hash_of("i"), "SM-1": secrets.hash_of("s")}
    server = brokers.mosquitto(folder, port, users)
    server.start()
    yield port
    server.stop()


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_mosquitto_keeps_what_is_not_acknowledged(port: int) -> None:
    inlet = Inlet()
    stream = Mosquitto(f"mqtt://ingest:i@127.0.0.1:{port}", inlet)
    stream.start()
    time.sleep(1)
    device = client(port, "SM-1", "s")
    try:
        say(device, UP, "1")
        say(device, ALARM, "2")
        device.publish("liren/s/smoke/SM-2/alarm", b"not mine", qos=1)
        first = take(inlet, 2)
        assert {(one.body, one.sender) for one in first} == {(b"1", "SM-1"), (b"2", "SM-1")}
        stream.close()  # as if killed: nothing was acknowledged
        again = Mosquitto(f"mqtt://ingest:i@127.0.0.1:{port}", inlet)
        again.start()
        second = take(inlet, 2)
        assert {one.body for one in second} == {b"1", b"2"}, "and nothing of another's topic"
        again.done(second)
        time.sleep(0.5)
        again.close()
        last = Mosquitto(f"mqtt://ingest:i@127.0.0.1:{port}", inlet)
        last.start()
        assert take(inlet, 1, 1.5) == []
        last.close()
    finally:
        device.loop_stop()


def test_mosquitto_turns_a_wrong_key_away(folder: Path) -> None:
    port = free_ports(1)
    server = brokers.mosquitto(folder, port, {"SM-1": secrets.hash_of("s")})
    server.start()
    codes: list[str] = []
    device = paho.Client(CallbackAPIVersion.VERSION2)
    device.on_connect = lambda _c, _d, _f, code, _p: codes.append(str(code))
    device.username_pw_set("SM-1", "guess")
    device.connect("127.0.0.1", port)
    device.loop_start()
    until(lambda: codes)
    assert codes[0] == "Not authorized"
    device.loop_stop()
    server.stop()


def test_nats_lets_a_device_speak_for_itself_only(folder: Path) -> None:
    first = free_ports(4)
    node = brokers.Node("district", first, first + 1, first + 2, first + 3)
    server = brokers.nats_alone(folder, node, "s")
    server.start()
    inlet = Inlet()
    stream = Nats(f"nats://ingest:s@127.0.0.1:{node.client}", inlet)
    stream.start()
    device = client(node.mqtt, "SM-1", "s")
    other = "liren/s/smoke/SM-2/alarm"
    try:
        for topic in (other, f"$MQTT/msgs/{other}", "$JS/API/STREAM/DELETE/$MQTT_msgs"):
            device.publish(topic, b"not mine", qos=1)
        say(device, UP, "mine")
        assert [one.body for one in take(inlet, 2, 2)] == [b"mine"]
        stranger: list[str] = []
        guess = paho.Client(CallbackAPIVersion.VERSION2, client_id="guess")
        guess.on_connect = lambda _c, _d, _f, code, _p: stranger.append(str(code))
        guess.username_pw_set("SM-1", "guess")
        guess.connect("127.0.0.1", node.mqtt)
        guess.loop_start()
        until(lambda: stranger)
        assert stranger[0] == "Not authorized"
        guess.loop_stop()
    finally:
        device.loop_stop()
        stream.close()
        server.stop()


def test_nats_is_the_broker_and_the_stream(folder: Path) -> None:
    first = free_ports(4)
    node = brokers.Node("district", first, first + 1, first + 2, first + 3)
    server = brokers.nats_alone(folder, node, "s")
    server.start()
    inlet = Inlet()
    stream = Nats(f"nats://ingest:s@127.0.0.1:{node.client}", inlet)
    stream.start()
    device = client(node.mqtt, "bench-gateway", "s")
    try:
        for n in range(20):
            say(device, UP, str(n))
        say(device, ALARM, "fire")
        arrived = take(inlet, 21)
        assert {one.body.decode() for one in arrived} == {"fire", *map(str, range(20))}
        assert all(one.sender == "SM-1" for one in arrived)
        assert arrived[0].topic in (UP, ALARM)
        stream.done(arrived)
        time.sleep(0.5)
        stream.close()
        after = Nats(f"nats://ingest:s@127.0.0.1:{node.client}", inlet)
        after.start()
        assert take(inlet, 1, 2) == []
        after.close()
    finally:
        device.loop_stop()
        server.stop()


def nodes_of(count: int) -> list[brokers.Node]:
    """Their ports lie in one range: ranges of their own could overlap."""
    start = free_ports(4 * count)
    return [
        brokers.Node(f"city-{n}", first, first + 1, first + 2, first + 3)
        for n, first in enumerate(range(start, start + 4 * count, 4))
    ]


@pytest.mark.slow
def test_a_cluster_of_three_goes_on_without_a_node(folder: Path) -> None:
    nodes = nodes_of(3)
    servers = brokers.nats_cluster(folder, nodes, "s")
    brokers.start_all(servers)
    inlet = Inlet()
    url = ",".join(f"nats://ingest:s@127.0.0.1:{node.client}" for node in nodes)
    stream = Nats(url, inlet, replicas=3)
    try:
        stream.start()
        device = client(nodes[0].mqtt, "bench-gateway", "s")
        for n in range(10):
            say(device, UP, str(n))
        before = take(inlet, 10)
        stream.done(before)
        servers[1].kill()
        for n in range(10, 20):
            sent = device.publish(UP, str(n).encode(), qos=1)
            sent.wait_for_publish(30)
        after = take(inlet, 10, 30)
        bodies = {one.body.decode() for one in [*before, *after]}
        assert bodies >= {str(n) for n in range(20)}
        device.loop_stop()
    finally:
        stream.close()
        for server in servers:
            server.stop()


@pytest.mark.slow
def test_a_street_goes_on_when_the_city_is_dead(folder: Path) -> None:
    *city, street = nodes_of(4)
    servers = brokers.nats_cluster(folder, city, "s")
    brokers.start_all(servers)
    leaf = brokers.nats_leaf(folder, brokers.Node("street", *_ports(street)), city, "s")
    leaf.start()
    inlet = Inlet()
    stream = Nats(f"nats://ingest:s@127.0.0.1:{street.client}", inlet)
    try:
        stream.start()
        device = client(street.mqtt, "bench-gateway", "s")
        say(device, UP, "before")
        stream.done(take(inlet, 1))
        for server in servers:
            server.kill()
        say(device, ALARM, "city is away")
        (arrived,) = take(inlet, 1)
        assert arrived.body == b"city is away" and arrived.is_alarm
        device.loop_stop()
    finally:
        stream.close()
        for server in [leaf, *servers]:
            server.stop()


@pytest.mark.slow
def test_a_street_is_read_through_the_city(folder: Path) -> None:
    *city, street = nodes_of(4)
    servers = brokers.nats_cluster(folder, city, "s")
    brokers.start_all(servers)
    leaf = brokers.nats_leaf(folder, brokers.Node("street", *_ports(street)), city, "s")
    leaf.start()
    of_street, of_city = Inlet(), Inlet()
    address = f"nats://ingest:s@127.0.0.1:{city[0].client}"
    streams = [Nats(f"{address}?domain=street", of_street), Nats(address, of_city, replicas=3)]
    devices = []
    try:
        until(lambda: starts(streams[0]), 20)  # the leaf finds its city first
        streams[1].start()
        devices = [client(node.mqtt, "bench-gateway", "s") for node in (street, city[1])]
        say(devices[0], UP, "street")
        say(devices[1], UP, "city")
        ours, theirs = take(of_street, 1), take(of_city, 1)
        assert [one.body for one in ours] == [b"street"]
        assert [one.body for one in theirs] == [b"city"]
        streams[0].done(ours)
        # Of the same number in its stream; acknowledging the one leaves the other unacknowledged.
        assert [one.body for one in take(of_city, 1, 13)] == [b"city"], "it comes again"
        assert take(of_street, 1, 1) == []
    finally:
        for each in devices:
            each.loop_stop()
        for stream in streams:
            stream.close()
        for server in [leaf, *servers]:
            server.stop()


def starts(stream: Nats) -> bool:
    try:
        stream.start()
    except Exception:
        return False
    return True


def _ports(node: brokers.Node) -> tuple[int, int, int, int]:
    return node.client, node.mqtt, node.cluster, node.leaf


def test_what_mosquitto_keeps_for_whoever_comes_is_no_news(port: int) -> None:
    """A device that has its alarm retained would ring at every connection of ours."""
    device = client(port, "SM-1", "s")
    refused: list[tuple[str, str]] = []
    inlet = Inlet()
    try:
        device.publish(ALARM, b"kept", qos=1, retain=True).wait_for_publish(10)
        stream = Mosquitto(
            f"mqtt://ingest:i@127.0.0.1:{port}", inlet, lambda n, why, _b: refused.append((n, why))
        )
        stream.start()
        until(lambda: refused)
        device.publish(ALARM, b"new", qos=1, retain=True).wait_for_publish(10)
        assert [one.body for one in take(inlet, 1)] == [b"new"], "what is said now is heard"
        assert refused == [("SM-1", "retained")]
        stream.close()
    finally:
        device.loop_stop()


def test_no_device_takes_over_the_session_of_ingest(port: int) -> None:
    inlet = Inlet()
    stream = Mosquitto(f"mqtt://ingest:i@127.0.0.1:{port}", inlet)
    stream.start()
    time.sleep(1)
    thief = paho.Client(
        CallbackAPIVersion.VERSION2, client_id="liren-ingest-alarm", clean_session=True
    )
    thief.username_pw_set("SM-1", "s")
    heard: list[bytes] = []
    thief.on_message = lambda _c, _d, message: heard.append(bytes(message.payload))
    thief.connect("127.0.0.1", port)
    thief.loop_start()
    try:
        for wanted in ("#", "liren/#", "$SYS/#", ALARM):
            thief.subscribe(wanted, qos=1)
        say(thief, ALARM, "1")
        assert [one.body for one in take(inlet, 1)] == [b"1"]
        assert not heard, "nobody hears others, nor the broker itself"
    finally:
        thief.loop_stop()
        stream.close()
