"""The packets of MQTT 3.1.1 that a broker for devices needs, as bytes (OASIS, section 3)."""

import struct
from dataclasses import dataclass
from enum import IntEnum

CONNECT, CONNACK, PUBLISH, PUBACK = 1, 2, 3, 4
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK = 8, 9, 10, 11
PINGREQ, PINGRESP, DISCONNECT = 12, 13, 14
LEVELS = {b"MQTT": 4, b"MQIsdp": 3}
PONG = bytes([PINGRESP << 4, 0])


class Answer(IntEnum):
    """What a CONNACK says."""

    ACCEPTED = 0
    BAD_LEVEL = 1
    BAD_NAME = 2
    BAD_KEY = 4


class Malformed(Exception):
    """Bytes that are no MQTT."""


class TooLarge(Exception):
    """A packet that is longer than any device needs."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Who connects, with which key."""

    level: int
    client: str
    keep_alive: int
    username: str
    password: str


def head(buffer: bytes | bytearray, start: int, longest: int) -> tuple[int, int, int] | None:
    """The first byte of a packet, where its body begins and where it ends.

    None while it is not all there; too large is told as soon as its length is known.
    """
    length, shift = 0, 0
    for at in range(start + 1, start + 5):
        if at >= len(buffer):
            return None
        byte = buffer[at]
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            if length > longest:
                raise TooLarge()
            end = at + 1 + length
            return (buffer[start], at + 1, end) if len(buffer) >= end else None
    raise Malformed()


def connect_of(body: bytes) -> Connect:
    """What a CONNECT says."""
    try:
        name, at = _text(body, 0)
        level, flags, keep_alive = struct.unpack_from(">BBH", body, at)
        if LEVELS.get(name) != level:
            return Connect(level, "", keep_alive, "", "")
        client, at = _text(body, at + 4)
        if flags & 0x04:  # a last will: read over, because nobody may publish as another
            _topic, at = _text(body, at)
            _words, at = _text(body, at)
        username = password = b""
        if flags & 0x80:
            username, at = _text(body, at)
        if flags & 0x40:
            password, at = _text(body, at)
        return Connect(level, client.decode(), keep_alive, username.decode(), password.decode())
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Malformed() from None


def publish_of(flags: int, body: bytes) -> tuple[str, int, bytes]:
    """Topic, number of the packet (0 at QoS 0) and payload."""
    try:
        topic, at = _text(body, 0)
        number = 0
        if flags & 0x06:
            (number,) = struct.unpack_from(">H", body, at)
            at += 2
        return topic.decode(), number, body[at:]
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Malformed() from None


def subscribe_of(body: bytes) -> tuple[int, list[str]]:
    """The number of the packet and the filters that are asked for."""
    try:
        (number,) = struct.unpack_from(">H", body, 0)
        at, filters = 2, []
        while at < len(body):
            words, at = _text(body, at)
            filters.append(words.decode())
            at += 1
        return number, filters
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Malformed() from None


def connack(answer: Answer) -> bytes:
    """Let in, or say why not."""
    return bytes([CONNACK << 4, 2, 0, answer])


def puback(number: int) -> bytes:
    """It is stored."""
    return struct.pack(">BBH", PUBACK << 4, 2, number)


def suback(number: int, granted: list[bool]) -> bytes:
    """What may be listened to."""
    codes = bytes(0 if yes else 0x80 for yes in granted)
    return bytes([SUBACK << 4]) + _length(2 + len(codes)) + struct.pack(">H", number) + codes


def unsuback(number: int) -> bytes:
    """Nothing is sent any more."""
    return struct.pack(">BBH", UNSUBACK << 4, 2, number)


def _length(length: int) -> bytes:
    """How long the rest is: seven bits a byte, the lowest first."""
    made = bytearray()
    while True:
        length, byte = divmod(length, 128)
        made.append(byte | 0x80 if length else byte)
        if not length:
            return bytes(made)


def _text(body: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", body, at)
    end = at + 2 + length
    if end > len(body):
        raise Malformed()
    return bytes(body[at + 2 : end]), end
