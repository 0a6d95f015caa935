"""The broker of one house: an MQTT server inside ingest, for devices that publish.

It is our own because a packet may be acknowledged only when it is stored: a broker that answers
first loses what it holds when it is killed (docs/adr/0031). It carries nothing from one device to
another. A device that is slow, rude or mad costs its own connection, and is counted.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from liren.sensing.adapters.mqtt_json import ALARM, UP, number_in
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams import mqtt_packets as mqtt
from liren.sensing.streams.inlet import Inlet
from liren.sensing.streams.mqtt_packets import Answer

log = logging.getLogger(__name__)

LONGEST = 64 * 1024  # bytes of a packet; adapters take less
MOST_OPEN = 20_000
MOST_STRANGERS = 5_000  # who have not said yet who they are
MOST_OF_ONE = 8  # lines with one key: a concentrator has a few, a thief a thousand
MOST_UNACKNOWLEDGED = 5_000
MOST_FILTERS = 200  # of one SUBSCRIBE: of a device's own there is one, a few with wildcards
HELLO = 10.0  # seconds until a CONNECT must have come
PATIENCE = 10.0  # for a client that does not read its answers
UNREAD = 64 * 1024  # bytes of answers that may wait for it
LOOK_EVERY = 5.0
Admit = Callable[[str, str], bool]
MaySpeak = Callable[[str, str], bool]
Refuse = Callable[[str, str, bytes], None]


@dataclass(frozen=True, slots=True)
class Guard:
    """Who is let in, who may speak for whom, and where is counted what is refused."""

    admit: Admit
    may_speak: MaySpeak
    refuse: Refuse
    key_of: Callable[[str], str] = lambda number: ""  # what lets somebody in, as it is now


class Broker:
    """All connections; lives in the loop of one thread."""

    def __init__(self, inlet: Inlet, guard: Guard) -> None:
        self.inlet = inlet
        self.admit = guard.admit
        self.may_speak = guard.may_speak
        self.refuse = guard.refuse
        self.key_of = guard.key_of
        self.open: set[Connection] = set()
        self.strangers: dict[Connection, None] = {}  # in their order
        self._of_one: dict[str, list[Connection]] = defaultdict(list)

    def is_there(self, connection: "Connection") -> bool:
        """Whether there is room for one more; of the strangers the oldest makes room."""
        if len(self.open) >= MOST_OPEN:
            return False
        if len(self.strangers) >= MOST_STRANGERS:
            next(iter(self.strangers)).end("too_many")
        self.open.add(connection)
        self.strangers[connection] = None
        return True

    def has_said(self, connection: "Connection") -> None:
        """It has shown its key; of the lines with one key the oldest makes room."""
        self.strangers.pop(connection, None)
        lines = self._of_one[connection.number]
        lines.append(connection)
        if len(lines) > MOST_OF_ONE:
            lines[0].end("too_many")

    def is_gone(self, connection: "Connection") -> None:
        """A line less; called twice it changes nothing."""
        self.open.discard(connection)
        self.strangers.pop(connection, None)
        lines = self._of_one.get(connection.number, [])
        if connection in lines:
            lines.remove(connection)
        if not lines:
            self._of_one.pop(connection.number, None)

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listen; the timer that lets go of the silent starts too."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(self), host, port, backlog=1024)
        self._looking = loop.create_task(self._go_on_looking())
        return server

    async def _go_on_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = asyncio.get_running_loop().time()
            for connection in list(self.open):
                connection.look(now)

    def acknowledge(self, tokens: Iterable[tuple["Connection", int]]) -> None:
        """Answer what is stored: one write a connection."""
        answers: dict[Connection, list[int]] = defaultdict(list)
        for connection, number in tokens:
            answers[connection].append(number)
        for connection, numbers in answers.items():
            connection.acknowledge(numbers)


class Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._buffer = bytearray()
        self._transport: asyncio.Transport
        self.number = ""  # of the device, once it has shown its key
        self._key = ""  # the one that let it in
        self._limit = 0.0  # until when something must be heard
        self._keep_alive = 0.0
        self._waiting = 0
        self._is_held = False
        self._stuck_since: float | None = None
        self._came_at = datetime.now(UTC)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there, and has ten seconds to say who."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=UNREAD)
        self._limit = self._now() + HELLO
        if not self._broker.is_there(self):
            self.end("too_many")

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone; what it sent and was not acknowledged, it sends again."""
        self._broker.is_gone(self)

    def pause_writing(self) -> None:
        """It does not read: so nothing more is read from it."""
        self._stuck_since = self._now()
        self._hold()

    def resume_writing(self) -> None:
        """It reads again."""
        self._stuck_since = None
        self._go_on()

    def data_received(self, data: bytes) -> None:
        """Whatever of it is whole is done at once."""
        self._buffer += data
        self._came_at = datetime.now(UTC)
        try:
            self._read()
        except mqtt.TooLarge:
            self.end("too_large")
        except mqtt.Malformed:
            self.end("malformed")

    def look(self, now: float) -> None:
        """Let go of whoever is silent, does not read, or came with a key that has ended."""
        if self.number and self._broker.key_of(self.number) != self._key:
            self.end("key_ended")
        elif self._stuck_since is not None and now - self._stuck_since > PATIENCE:
            self.end("does_not_read")
        elif self._limit and now > self._limit and not self._is_held:
            self.end("silent" if self.number else "no_hello")
        elif self._is_held:
            self._go_on()

    def acknowledge(self, numbers: Sequence[int]) -> None:
        """These are stored."""
        self._waiting -= len(numbers)
        if not self._transport.is_closing():
            self._transport.write(b"".join(mqtt.puback(n) for n in numbers if n))
        if self._is_held:
            self._go_on()

    def _read(self) -> None:
        at, buffer = 0, self._buffer
        while not self._transport.is_closing() and not self._is_held:
            found = mqtt.head(buffer, at, LONGEST)
            if found is None:
                break
            first, start, end = found
            self._packet(first, bytes(buffer[start:end]))
            at = end
        del buffer[:at]
        if at:
            self._heard()

    def _heard(self) -> None:
        self._limit = self._now() + self._keep_alive if self._keep_alive else 0.0

    def _packet(self, first: int, body: bytes) -> None:
        kind = first >> 4
        if not self.number and kind != mqtt.CONNECT:
            return self.end("no_hello")
        if kind == mqtt.PUBLISH:
            self._publish(first & 0x0F, body)
        elif kind == mqtt.PINGREQ:
            self._transport.write(mqtt.PONG)
        elif kind == mqtt.CONNECT:
            self._connect(body)
        elif kind == mqtt.SUBSCRIBE:
            self._subscribe(body)
        elif kind == mqtt.UNSUBSCRIBE:
            self._transport.write(mqtt.unsuback(int.from_bytes(body[:2], "big")))
        elif kind == mqtt.DISCONNECT:
            self._transport.close()
        elif kind != mqtt.PUBACK:
            self.end("malformed")
        return None

    def _connect(self, body: bytes) -> None:
        said = mqtt.connect_of(body)
        if self.number:
            return self.end("malformed")
        if said.level not in mqtt.LEVELS.values():
            return self._turn_away(Answer.BAD_LEVEL, "bad_level")
        if not self._broker.admit(said.username, said.password):
            return self._turn_away(Answer.BAD_KEY, "wrong_key")
        self.number, self._key = said.username, self._broker.key_of(said.username)
        self._broker.has_said(self)
        self._keep_alive = said.keep_alive * 1.5
        self._transport.write(mqtt.connack(Answer.ACCEPTED))
        return None

    def _publish(self, flags: int, body: bytes) -> None:
        if self._broker.key_of(self.number) != self._key:
            return self.end("key_ended")
        if flags & 0x06 == 0x04:  # twice the packets, for what a key of its own does already
            return self.end("qos_two")
        topic, number, payload = mqtt.publish_of(flags, body)
        what = topic.rpartition("/")[2]
        speaker = number_in(topic)
        is_own = bool(speaker) and self._broker.may_speak(self.number, speaker)
        if not is_own or what not in (UP, ALARM):
            self._broker.refuse(self.number, "not_its_own", payload)
            # Acknowledged all the same: it would only send it again.
            self._transport.write(mqtt.puback(number) if number else b"")
            return None
        token = (self, number)
        self._broker.inlet.put(
            Arrived("mqtt_json", payload, topic, self.number, self._came_at, what == ALARM, token)
        )
        self._waiting += 1
        if self._waiting >= MOST_UNACKNOWLEDGED or self._broker.inlet.is_full:
            self._hold()
        return None

    def _subscribe(self, body: bytes) -> None:
        number, filters = mqtt.subscribe_of(body)
        if len(filters) > MOST_FILTERS:
            return self.end("too_many_filters")
        self._transport.write(mqtt.suback(number, [self._may_hear(f) for f in filters]))
        return None

    def _may_hear(self, wanted: str) -> bool:
        """A device may listen to what is meant for it, and to nobody else."""
        parts = wanted.split("/")
        return len(parts) == 5 and parts[3:] == [self.number, "down"]

    def _hold(self) -> None:
        if not self._is_held:
            self._is_held = True
            self._transport.pause_reading()

    def _go_on(self) -> None:
        if self._stuck_since is not None or self._waiting >= MOST_UNACKNOWLEDGED // 2:
            return
        if self._broker.inlet.is_full or self._transport.is_closing():
            return
        self._is_held = False
        self._heard()
        self._transport.resume_reading()
        self.data_received(b"")

    def _turn_away(self, answer: Answer, reason: str) -> None:
        self._transport.write(mqtt.connack(answer))
        self._broker.refuse("", reason, b"")
        self._transport.close()

    def end(self, reason: str) -> None:
        """Break it off, and count why."""
        self._broker.is_gone(self)
        if not self._transport.is_closing():
            self._broker.refuse(self.number, reason, bytes(self._buffer[:200]))
            self._transport.abort()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def tokens_of(arrived: Sequence[Arrived]) -> list[tuple[Connection, int]]:
    """What to acknowledge."""
    return [cast(Any, one.token) for one in arrived]
