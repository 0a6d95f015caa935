"""GB/T 26875.3-2011: what fire panels send over TCP, in frames with a sum and an answer.

A frame is `40 40`, serial number (2, little-endian), version (2), moment (6: second, minute, hour,
day, month, year), source (6), target (6), length of the data (2), command (1), the data, the sum
of all bytes after the start mark (1), and `23 23`. The source is the number of the gateway.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from liren.core.errors import sentence
from liren.sensing.adapters.protocol import CHINA, Packet, Said, Unreadable

START, END = b"@@", b"##"
HEAD = struct.Struct("<2sH2s6s6s6sHB")
TAIL = 3  # the sum and the end mark
MOST_DATA = 1024
LONGEST_FRAME = HEAD.size + MOST_DATA + TAIL


class Command(IntEnum):
    """What a frame is for."""

    CONTROL = 1
    SEND = 2
    CONFIRM = 3
    REQUEST = 4
    ANSWER = 5
    DENY = 6


class Kind(IntEnum):
    """What its data are about; the others of the standard are counted, not read."""

    SYSTEM_STATE = 1
    PART_STATE = 2
    OWN_STATE = 21


Bits = tuple[tuple[int, str], ...]
# The bits of a state that we keep, fire in the word that rules know; bit 0 says that it works.
BITS: Bits = ((1, "smoke"), (2, "fault"), (3, "shielded"), (4, "supervised"), (5, "started"))
OWN_BITS: Bits = ((1, "smoke"), (2, "fault"), (3, "main_power_fault"), (4, "spare_power_fault"))
SIZES = {Kind.SYSTEM_STATE: 4 + 6, Kind.PART_STATE: 40 + 6, Kind.OWN_STATE: 1 + 6}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose sum was right."""

    serial: int
    version: bytes
    at: bytes
    source: bytes
    target: bytes
    command: int
    data: bytes

    @property
    def gateway(self) -> str:
        """The number of whoever sent it."""
        return self.source.hex()


class GbtFrames:
    """A fire panel, or the unit that carries its words."""

    key = "gbt26875"
    name = sentence("Fire panel (GB/T 26875.3)")
    longest = LONGEST_FRAME

    def read(self, packet: Packet) -> list[Said]:
        """What one frame tells; parts are numbered by their panel and their address there."""
        frame = parse(packet.body)
        if frame.command != Command.SEND:
            return []
        return list(_said(frame))


def parse(body: bytes) -> Frame:
    """The frame in these bytes, or why it is none."""
    if len(body) < HEAD.size + TAIL or not body.startswith(START) or not body.endswith(END):
        raise Unreadable("broken_frame")
    _start, serial, version, at, source, target, length, command = HEAD.unpack_from(body)
    if length > MOST_DATA or len(body) != HEAD.size + length + TAIL:
        raise Unreadable("bad_length")
    if command not in set(Command):
        raise Unreadable("unknown_command")
    if sum(body[2:-TAIL]) & 0xFF != body[-TAIL]:
        raise Unreadable("bad_sum")
    return Frame(serial, version, at, source, target, command, body[HEAD.size : -TAIL])


def build(frame: Frame) -> bytes:
    """The bytes of a frame."""
    head = HEAD.pack(
        START, frame.serial, frame.version, frame.at, frame.source, frame.target,
        len(frame.data), frame.command,
    )  # fmt: skip
    body = head + frame.data
    return body + bytes([sum(body[2:]) & 0xFF]) + END


def answer(frame: Frame, command: Command) -> bytes:
    """The frame that confirms or denies another one."""
    return build(
        Frame(frame.serial, frame.version, frame.at, frame.target, frame.source, command, b"")
    )


def split(buffer: bytes) -> tuple[list[bytes], bytes, int]:
    """The frames in a stream, what is left for later, and how many bytes belonged to none.

    The data may hold the marks themselves, so a frame is found by its length, not by its end.
    """
    found: list[bytes] = []
    lost = at = 0
    while True:
        start = buffer.find(START, at)
        if start < 0:
            keep = 1 if buffer.endswith(START[:1], at) else 0
            return found, buffer[len(buffer) - keep :], lost + len(buffer) - keep - at
        lost, at = lost + start - at, start
        if len(buffer) < at + HEAD.size:
            return found, buffer[at:], lost
        size = HEAD.size + HEAD.unpack_from(buffer, at)[6] + TAIL
        if size > LONGEST_FRAME:
            lost, at = lost + 1, at + 1
        elif len(buffer) < at + size:
            return found, buffer[at:], lost
        elif buffer[at + size - 2 : at + size] != END:
            lost, at = lost + 1, at + 1
        else:
            found.append(buffer[at : at + size])
            at += size


def _said(frame: Frame) -> Iterator[Said]:
    if len(frame.data) < 2:
        raise Unreadable("no_values")
    kind, count = frame.data[0], frame.data[1]
    if kind not in SIZES:
        raise Unreadable("unknown_type")
    size = SIZES[Kind(kind)]
    if len(frame.data) != 2 + count * size:
        raise Unreadable("bad_length")
    for place in range(count):
        piece = frame.data[2 + place * size : 2 + (place + 1) * size]
        yield from _object(frame, Kind(kind), place, piece)


def _object(frame: Frame, kind: Kind, place: int, piece: bytes) -> Iterator[Said]:
    at = _moment(piece[-6:])
    number = frame.gateway
    if kind is Kind.OWN_STATE:
        state, bits = piece[0], OWN_BITS
    elif kind is Kind.SYSTEM_STATE:
        number += f"-{piece[0]}-{piece[1]}"
        state, bits = int.from_bytes(piece[2:4], "little"), BITS
    else:
        number += f"-{piece[0]}-{piece[1]}-{piece[2]}-{int.from_bytes(piece[3:7], 'little')}"
        state, bits = int.from_bytes(piece[7:9], "little"), BITS
    name = f"{piece[-6:].hex()}-{frame.serial}-{place}"
    for bit, what in bits:
        value = float(state >> bit & 1)
        yield Said(number, f"{name}/{what}", what, value, at, is_named=at is not None)


def _moment(label: bytes) -> datetime | None:
    """None: the panel's clock was never set; a fire is one all the same."""
    second, minute, hour, day, month, year = label
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return None
