"""The broker of the house, with a real client, and with those who mean no good."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from liren.config.bench import mqtt_line
from liren.sensing.adapters.gbt26875 import split
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams import broker, mqtt_packets
from liren.sensing.streams.house import House
from liren.sensing.streams.inlet import Inlet
from tests.sensing.adapters import recorded

pytestmark = pytest.mark.once
TOPIC = "liren/site/smoke/SM-1/alarm"


@dataclass
class Opened:
    """A broker that listens, and what it counted."""

    house: House
    inlet: Inlet
    port: int
    fire_port: int
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    monkeypatch.setattr(broker, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(broker, "HELLO", 0.5)
    monkeypatch.setattr(broker, "PATIENCE", 0.3)
    refused: Counter[tuple[str, str]] = Counter()

    def refuse(number: str, reason: str, sample: bytes) -> None:
        refused[number, reason] += 1

    inlet = Inlet()
    guard = broker.Guard(
        admit=lambda number, key: key == f"key of {number}",
        may_speak=lambda sender, number: sender == number or sender == "GW-1",
        refuse=refuse,
    )
    house = House(inlet, guard)
    made = Opened(house, inlet, free_port(), free_port(), refused)
    house.listen("127.0.0.1", made.port, made.fire_port)
    yield made
    house.close()


def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def take(inlet: Inlet, count: int = 1) -> list[Arrived]:
    taken: list[Arrived] = []
    end = time.monotonic() + 5
    while len(taken) < count and time.monotonic() < end:
        taken += inlet.take(0.1)
    return taken


def line_of(opened: Opened, number: str = "SM-1", key: str | None = None) -> socket.socket:
    """A raw line that has shown its key."""
    line = socket.create_connection(("127.0.0.1", opened.port))
    line.settimeout(3)
    line.sendall(mqtt_line.connect(number, number, key or f"key of {number}"))
    assert line.recv(4) == mqtt_packets.connack(mqtt_packets.Answer.ACCEPTED)
    return line


def is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(100) == b""
    except ConnectionError:
        return True


def still_works(opened: Opened) -> None:
    line = line_of(opened, "SM-9")
    line.sendall(mqtt_line.publish(b"liren/s/smoke/SM-9/alarm", b"{}", 7))
    packets = take(opened.inlet)
    assert [one.sender for one in packets] == ["SM-9"]
    opened.house.done(packets)
    assert line.recv(4) == mqtt_packets.puback(7)


def test_an_ordinary_client_is_answered_once_it_is_stored(opened: Opened) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="SM-1")
    client.username_pw_set("SM-1", "key of SM-1")
    client.connect("127.0.0.1", opened.port)
    client.loop_start()
    sent = client.publish(TOPIC, b'{"values": {"smoke": 1}}', qos=1)
    (arrived,) = take(opened.inlet)
    assert (arrived.sender, arrived.topic, arrived.is_alarm) == ("SM-1", TOPIC, True)
    time.sleep(0.1)
    assert not sent.is_published(), "nothing is acknowledged before it is stored"
    opened.house.done([arrived])
    sent.wait_for_publish(3)
    assert sent.is_published()
    client.disconnect()
    client.loop_stop()
    assert not opened.refused


def test_wrong_keys_are_turned_away_and_counted(opened: Opened) -> None:
    for number, key in (("SM-1", "guess"), ("", ""), ("SM-2", "key of SM-1")):
        line = socket.create_connection(("127.0.0.1", opened.port))
        line.sendall(mqtt_line.connect("x", number, key))
        assert line.recv(4) == mqtt_packets.connack(mqtt_packets.Answer.BAD_KEY)
        assert is_closed(line)
    assert opened.refused == {("", "wrong_key"): 3}
    still_works(opened)


def test_a_device_speaks_on_its_own_topics_only(opened: Opened) -> None:
    line = line_of(opened)
    for number, topic in enumerate(
        (b"liren/site/smoke/SM-2/alarm", b"liren/site/smoke/SM-1/down", b"$SYS/x", b""), 1
    ):
        line.sendall(mqtt_line.publish(topic, b"{}", number))
        assert line.recv(4) == mqtt_packets.puback(number), "else it would send it for ever"
    assert opened.refused == {("SM-1", "not_its_own"): 4}
    assert opened.inlet.take(0.05) == []
    still_works(opened)


def test_a_concentrator_speaks_for_its_devices(opened: Opened) -> None:
    line = line_of(opened, "GW-1")
    line.sendall(mqtt_line.publish(TOPIC.encode(), b"{}", 3))
    (arrived,) = take(opened.inlet)
    assert (arrived.sender, arrived.topic) == ("GW-1", TOPIC)
    assert not opened.refused


def test_a_device_hears_only_what_is_meant_for_it(opened: Opened) -> None:
    line = line_of(opened)
    for number, (wanted, granted) in enumerate(
        (("liren/s/smoke/SM-1/down", 0), ("liren/s/smoke/SM-2/down", 0x80), ("#", 0x80)), 1
    ):
        line.sendall(mqtt_line.subscribe(number, wanted))
        assert line.recv(5) == bytes([0x90, 3, 0, number, granted])


def test_a_megabyte_costs_its_own_line_only(opened: Opened) -> None:
    line = line_of(opened)
    with suppress(ConnectionError):
        line.sendall(mqtt_line.publish(TOPIC.encode(), b"x" * (1 << 20), 1))
    assert is_closed(line)
    assert opened.refused[("SM-1", "too_large")] == 1
    still_works(opened)


@pytest.mark.parametrize(
    ("rubbish", "reason"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "no_hello"),
        (b"\x10\x04\x00\x04MQ", "malformed"),
        (b"\x30\xff\xff\xff\xff\xff", "malformed"),
        (b"\x30\x02\x00\x09", "no_hello"),
    ],
)
def test_rubbish_is_counted_and_closed(opened: Opened, rubbish: bytes, reason: str) -> None:
    line = socket.create_connection(("127.0.0.1", opened.port))
    line.settimeout(3)
    line.sendall(rubbish)
    assert is_closed(line)
    assert opened.refused == {("", reason): 1}
    still_works(opened)


def test_broken_packets_after_the_hello(opened: Opened) -> None:
    for packet in (
        b"\x32\x03\x00\x09a",
        b"\x82\x01\x00",
        b"\xf0\x00",
        b"\x34\x05\x00\x01a\x00\x01",
    ):
        line = line_of(opened)
        line.sendall(packet)
        assert is_closed(line)
    assert opened.refused == {("SM-1", "malformed"): 3, ("SM-1", "qos_two"): 1}
    still_works(opened)


def test_whoever_says_nothing_is_let_go(opened: Opened) -> None:
    line = socket.create_connection(("127.0.0.1", opened.port))
    line.settimeout(3)
    assert is_closed(line)
    assert opened.refused == {("", "no_hello"): 1}


def test_a_client_that_never_reads_is_let_go(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks and asks, and does not take the answers."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", opened.port))
    line.settimeout(0.2)
    line.sendall(mqtt_line.connect("SM-1", "SM-1", "key of SM-1"))
    end = time.monotonic() + 20
    while not opened.refused and time.monotonic() < end:
        try:
            line.sendall(b"\xc0\x00" * 50_000)
        except OSError:
            time.sleep(0.05)
    assert opened.refused == {("SM-1", "does_not_read"): 1}
    still_works(opened)


def test_a_burst_is_taken_with_pauses_and_nobody_waits(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand from one device: reading pauses, others are heard meanwhile."""
    monkeypatch.setattr(broker, "MOST_UNACKNOWLEDGED", 100)
    line = line_of(opened)
    line.settimeout(0.2)
    piece = b"".join(mqtt_line.publish(b"liren/s/smoke/SM-1/up", b"{}", n) for n in range(1, 500))
    sent = 0
    try:
        while sent < 100_000:
            line.sendall(piece)
            sent += 499
    except TimeoutError:
        pass
    time.sleep(0.3)
    held = take(opened.inlet, 100)
    assert 100 <= len(held) < 1000, "no more is read than can be answered"
    still_works(opened)
    opened.house.done(held)
    assert len(take(opened.inlet, 50)) >= 50, "it goes on when it is answered"


def test_a_fire_panel_is_confirmed_once_it_is_stored(opened: Opened) -> None:
    line = socket.create_connection(("127.0.0.1", opened.fire_port))
    line.settimeout(3)
    frame = recorded.part(0b10)
    line.sendall(b"noise" + frame[:20])
    time.sleep(0.05)
    line.sendall(frame[20:] + b"@@ broken")
    (arrived,) = take(opened.inlet)
    assert (arrived.adapter, arrived.sender) == ("gbt26875", recorded.PANEL.hex())
    opened.house.done([arrived])
    confirmed = line.recv(100)
    assert confirmed[26] == 3 and confirmed[2:4] == frame[2:4]
    assert opened.refused == {("", "broken_frame"): 1}


def test_alarms_do_not_wait_behind_measurements() -> None:
    inlet = Inlet()
    for n in range(5000):
        inlet.put(Arrived("a", b"", "", str(n), None, False))  # type: ignore[arg-type]  # nobody waits for its answer
    inlet.put(Arrived("a", b"", "", "fire", None, True))  # type: ignore[arg-type]  # nobody waits for its answer
    taken = inlet.take(0.1)
    assert taken[0].sender == "fire" and len(taken) == 1000
    assert len(inlet.take(0.1)) == 1000, "the rest waits for nobody"


def test_a_key_that_has_ended_ends_its_lines(opened: Opened) -> None:
    """Whoever stole it stays connected for good otherwise."""
    keys = {"SM-1": "old", "SM-2": "kept"}
    opened.house.broker.key_of = lambda number: keys.get(number, "")
    talking, silent, other = line_of(opened), line_of(opened), line_of(opened, "SM-2")
    opened.house.broker.key_of = lambda number: {"SM-1": "new"}.get(number, keys.get(number, ""))
    talking.sendall(mqtt_line.publish(TOPIC.encode(), b"{}", 1))
    assert is_closed(talking) and is_closed(silent)
    assert opened.inlet.take(0.05) == []
    assert opened.refused == {("SM-1", "key_ended"): 2}
    other.sendall(b"\xc0\x00")
    assert other.recv(2) == mqtt_packets.PONG


def test_one_key_holds_a_few_lines_and_the_oldest_makes_room(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "MOST_OF_ONE", 3)
    lines = [line_of(opened) for _ in range(5)]
    assert is_closed(lines[0]) and is_closed(lines[1])
    assert opened.refused == {("SM-1", "too_many"): 2}
    lines[2].close()
    until(lambda: len(opened.house.broker.open) == 2)
    line_of(opened)
    lines[4].sendall(b"\xc0\x00")
    assert lines[4].recv(2) == mqtt_packets.PONG, "one that has left counts no more"
    still_works(opened)


def test_a_flood_of_strangers_keeps_nobody_out(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "MOST_STRANGERS", 20)
    known = line_of(opened)
    flood = [socket.create_connection(("127.0.0.1", opened.port)) for _ in range(60)]
    until(lambda: opened.refused[("", "too_many")] >= 40)
    still_works(opened)
    known.sendall(b"\xc0\x00")
    assert known.recv(2) == mqtt_packets.PONG
    for line in flood:
        line.close()


def fire_line(opened: Opened) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", opened.fire_port))
    line.settimeout(3)
    return line


def test_half_a_frame_while_others_wait_is_read_to_its_end(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is full, the database away: the rest of the fire comes all the same."""
    full = [True]
    monkeypatch.setattr(Inlet, "is_full", property(lambda inlet: full[0]))
    line, frame = fire_line(opened), recorded.part(0b10)
    line.sendall(frame[:20])
    time.sleep(0.1)
    full[0] = False
    line.sendall(frame[20:])
    assert take(opened.inlet)[0].body == frame


def test_a_panel_that_never_reads_is_let_go(opened: Opened) -> None:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", opened.fire_port))
    line.settimeout(0.2)
    frames = b"".join(recorded.part(0b10, serial=n) for n in range(200))
    end = time.monotonic() + 20
    while not opened.refused and time.monotonic() < end:
        with suppress(OSError):
            line.sendall(frames)
        opened.house.done(opened.inlet.take(0.01))
    assert set(opened.refused) == {("", "does_not_read")}
    still_works(opened)


def test_a_line_of_start_marks_holds_up_nobody(opened: Opened) -> None:
    """A quarter of a megabyte in which a frame might begin at every byte."""
    began = time.monotonic()
    _found, rest, lost = split(b"@" * (1 << 18))
    assert time.monotonic() - began < 2
    assert lost + len(rest) == 1 << 18


def subscribe(filters: list[bytes]) -> bytes:
    asked = b"".join(len(one).to_bytes(2, "big") + one + b"\1" for one in filters)
    body = b"\0\7" + asked
    return bytes([0x82, len(body) & 0x7F | 0x80, len(body) >> 7]) + body


@pytest.mark.parametrize("count", [1, 126, 130, broker.MOST_FILTERS])
def test_however_many_filters_are_asked_for_the_answer_is_whole(opened: Opened, count: int) -> None:
    line, own = line_of(opened), b"liren/site/smoke/SM-1/down"
    line.sendall(subscribe([b"liren/#"] * (count - 1) + [own]) + b"\xc0\x00")
    answer = b""
    while not answer.endswith(mqtt_packets.PONG):
        answer += line.recv(1000)
    found = mqtt_packets.head(answer, 0, 1000)
    assert found is not None
    first, start, end = found
    assert (first, answer[start:end]) == (0x90, b"\0\7" + b"\x80" * (count - 1) + b"\0")
    assert answer[end:] == mqtt_packets.PONG


def test_whoever_asks_for_too_many_filters_is_let_go_and_counted(opened: Opened) -> None:
    line = line_of(opened)
    line.sendall(subscribe([b"a"] * (broker.MOST_FILTERS + 1)))
    assert is_closed(line)
    until(lambda: opened.refused[("SM-1", "too_many_filters")] == 1)
    still_works(opened)
