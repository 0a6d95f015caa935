"""A client of MQTT 3.1.1 in bytes, for whoever measures: what it costs must not be its own time."""

import struct

CONNECT, PUBLISH, SUBSCRIBE = 0x10, 0x30, 0x82
QOS_ONE = 0x02
NAME_KEY_CLEAN = 0xC2


def connect(client: str, username: str, password: str, *, keep_alive: int = 60) -> bytes:
    """A CONNECT with a clean session."""
    body = _packed(b"MQTT") + struct.pack(">BBH", 4, NAME_KEY_CLEAN, keep_alive)
    body += b"".join(_packed(text.encode()) for text in (client, username, password))
    return _packet(CONNECT, body)


def publish(topic: bytes, payload: bytes, number: int) -> bytes:
    """A PUBLISH at QoS 1, or at QoS 0 with the number 0."""
    tail = struct.pack(">H", number) if number else b""
    return _packet(PUBLISH | (QOS_ONE if number else 0), _packed(topic) + tail + payload)


def subscribe(number: int, wanted: str) -> bytes:
    """A SUBSCRIBE to one filter at QoS 0."""
    return _packet(SUBSCRIBE, struct.pack(">H", number) + _packed(wanted.encode()) + b"\0")


def _packet(first: int, body: bytes) -> bytes:
    return bytes([first]) + _length(len(body)) + body


def _packed(text: bytes) -> bytes:
    return struct.pack(">H", len(text)) + text


def _length(length: int) -> bytes:
    made = bytearray()
    while True:
        length, byte = divmod(length, 128)
        made.append(byte | 0x80 if length else byte)
        if not length:
            return bytes(made)
