"""Every adapter keeps the rules of the kit, on recorded packets and on broken ones."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.registry import Registry
from liren.sensing.adapters import Adapter, Packet, load
from liren.sensing.adapters.csv_replay import CsvReplay
from liren.sensing.adapters.gbt26875 import (
    LONGEST_FRAME,
    Command,
    GbtFrames,
    answer,
    parse,
    split,
)
from liren.sensing.adapters.http_push import HttpPush
from liren.sensing.adapters.mqtt_json import MqttJson, number_in
from tests.kits.adapters import check_adapter
from tests.sensing.adapters import recorded

TOPIC = "liren/site/smoke/SM-1/up"


def body(**message: object) -> Packet:
    return Packet(json.dumps(message).encode(), TOPIC)


BAD_MESSAGES = [
    Packet(b"", TOPIC),
    Packet(b"[" * 100_000, TOPIC),
    Packet(b"[1]", TOPIC),
    Packet(b'{"values": {"a": NaN}}', TOPIC),
    Packet(b'{"values": {"a": 1e999}}', TOPIC),
    Packet(b'{"values": {"a": ' + b"9" * 400 + b"}}", TOPIC),
    body(values={}),
    body(values={"a": "1"}),
    body(values={"A b": 1}),
    body(values={f"w{n}": n for n in range(33)}),
    body(id="x" * 40, values={"a": 1}),
    body(id="a\0b", values={"a": 1}),
    body(at="yesterday", values={"a": 1}),
    body(at=1e300, values={"a": 1}),
    body(at=True, values={"a": 1}),
    body(reference="x" * 201, values={"a": 1}),
    Packet(b'{"values": {"a": 1}}', "liren/site/smoke/SM-1/down"),
    Packet(b'{"values": {"a": 1}}', "liren/SM-1/up"),
    Packet(b'{"values": {"a": 1}}', "other/site/smoke/SM-1/up"),
]


def test_json_over_mqtt() -> None:
    check_adapter(MqttJson(), recorded.mqtt(), BAD_MESSAGES)
    smoke, battery = MqttJson().read(recorded.mqtt()[0])
    assert (smoke.number, smoke.key, smoke.what, smoke.value) == (
        "SM-0001", "88213/smoke", "smoke", 1.0,
    )  # fmt: skip
    assert battery.key == "88213/battery"
    assert smoke.at == datetime(2026, 11, 27, 0, 30, 5, tzinfo=UTC)


def test_a_moment_without_a_zone_is_by_the_wall_clock() -> None:
    (said,) = MqttJson().read(recorded.mqtt()[3])
    assert said.at == datetime(2026, 11, 27, 0, 31, tzinfo=UTC)
    assert said.reference == "nvr-3/20261127T083100/12"


def test_the_same_words_without_a_name_are_the_same_message() -> None:
    once, again = MqttJson().read(recorded.mqtt()[2]), MqttJson().read(recorded.mqtt()[2])
    assert once[0].key == again[0].key


def test_a_topic_belongs_to_one_device() -> None:
    assert number_in(TOPIC) == "SM-1"
    assert number_in("liren/a/b/c") == number_in("x/a/b/c/up") == number_in("") == ""


def test_push_of_a_platform() -> None:
    broken = [Packet(b"{}"), Packet(b'{"messages": []}'), Packet(b'{"messages": [1]}')]
    many = [{"number": "A", "values": {"a": 1}}] * 501
    broken.append(Packet(json.dumps({"messages": many}).encode()))
    check_adapter(HttpPush(), recorded.pushes(), broken)
    gas, door = HttpPush().read(recorded.pushes()[0])
    assert gas.at == datetime(2026, 11, 27, 0, 30, 5, 123000, tzinfo=UTC)
    assert door.value == 0.0


def test_recorded_tables() -> None:
    good = Packet(b"WM-1,2026-11-01 08:00:00,water,12.5\nWM-1,2026-11-01 09:00:00,water,13\n")
    bad = [Packet(b"a,b\n"), Packet(b"WM-1,2026-11-01,water,much\n"), Packet(b"\xff,1,2,3")]
    check_adapter(CsvReplay(), [good], bad)


def test_frames_of_a_fire_panel() -> None:
    fire = recorded.part(0b10)
    bad = [
        Packet(fire[:-1]),
        Packet(fire[:40] + b"\x00" + fire[41:]),
        Packet(b"@@" + bytes(26) + b"##"),  # the sum is right; there is no command 0
        Packet(b""),
    ]
    check_adapter(GbtFrames(), [Packet(fire), *recorded.frames()], bad)
    said = {one.what: one for one in GbtFrames().read(Packet(fire))}
    assert said["smoke"].value == 1.0 and said["fault"].value == 0.0
    assert said["smoke"].number == "0102030405f0-1-1-40-12"
    assert said["smoke"].at == datetime(2026, 11, 27, 0, 30, 5, tzinfo=UTC)


def test_a_frame_is_confirmed_to_whoever_sent_it() -> None:
    frame = parse(recorded.part(2))
    confirmed = parse(answer(frame, Command.CONFIRM))
    assert (confirmed.serial, confirmed.command) == (frame.serial, Command.CONFIRM)
    assert (confirmed.source, confirmed.target) == (frame.target, frame.source)
    assert GbtFrames().read(Packet(answer(frame, Command.CONFIRM))) == []


@given(st.lists(st.binary(max_size=40), max_size=4), st.integers(1, 7))
def test_frames_are_found_between_rubbish_however_the_line_cuts_them(
    rubbish: list[bytes], piece: int
) -> None:
    """Rubbish without a start mark hides no frame."""
    sent = [recorded.part(state, serial=state) for state in range(len(rubbish))]
    noise = [one.replace(b"@", b"") for one in rubbish]
    line = b"".join(a + b for a, b in zip(noise, sent, strict=True))
    found, rest, lost = [], b"", 0
    for start in range(0, len(line), piece):
        some, rest, more = split(rest + line[start : start + piece])
        found += some
        lost += more
        assert len(rest) <= LONGEST_FRAME
    assert found == sent
    assert lost == sum(map(len, noise))


@given(st.binary(max_size=3000))
def test_no_rubbish_breaks_the_line(line: bytes) -> None:
    found, rest, lost = split(line)
    assert sum(map(len, found)) + len(rest) + lost == len(line)


def test_a_stranger_s_adapter_enters_by_the_same_door() -> None:
    fresh: Registry[Adapter] = Registry("adapters")
    load(fresh)
    assert [one.key for one in fresh] == ["mqtt_json", "http_push", "gbt26875", "csv_replay"]
    with pytest.raises(ValueError, match="taken"):
        load(fresh)
