"""NATS JetStream, whose own MQTT port is the broker: two consumers, one for what hurries.

A device is answered when its message is in the server's own stream of MQTT messages, so that is
the one we read. A stream of ours over the same subjects would be served beside it: while it
elected a leader, devices were answered and it missed what they said (docs/adr/0031). Each message
is acknowledged for itself: one acknowledgement for all before it would also cover those that a
killed ingest had fetched and not stored, which come again only later.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from liren.sensing.adapters.mqtt_json import ALARM, UP, number_in
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams.house import LoopThread
from liren.sensing.streams.inlet import Inlet

log = logging.getLogger(__name__)

FETCH = 500
FETCH_WAIT = 0.025  # seconds: a portion is handed over when it is full or this is over
PAUSE = 0.2
UNACKNOWLEDGED = 20_000
STREAM, PREFIX = "$MQTT_msgs", "$MQTT.msgs."
Token = tuple[str, str]  # which stream, where to answer


class Nats:
    """One connection, two pull consumers."""

    def __init__(self, url: str, inlet: Inlet, *, replicas: int = 1) -> None:
        # A street's stream is read through the city: `?domain=` says which street.
        self._domain = parse_qs(urlsplit(url).query).get("domain", [None])[0]
        self._suffix = ""
        self._servers = url.partition("?")[0].split(",")
        self._inlet = inlet
        self._replicas = replicas
        self._thread = LoopThread("nats")
        self._client = Client()
        self._pulling: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Connect, and make the streams where they are not there yet."""
        self._thread.do(self._start(), 60)

    async def _start(self) -> None:
        await self._client.connect(
            servers=self._servers, max_reconnect_attempts=-1, reconnect_time_wait=1
        )
        await self._make()
        for what in (ALARM, UP):
            self._pulling.append(asyncio.create_task(self._pull(what)))

    async def _make(self) -> None:
        """The server's stream, as it makes it itself when the first device connects.

        And our consumers: it keeps a message as long as somebody wants it.
        """
        stream = StreamConfig(
            name=STREAM,
            subjects=[f"{PREFIX}>"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.INTEREST,
            num_replicas=self._replicas,
        )
        manager = self._client.jetstream(timeout=10, domain=self._domain)
        for left in range(50, -1, -1):  # right after a start the cluster has no leader yet
            try:
                try:
                    await manager.stream_info(STREAM)
                except NotFoundError:
                    await manager.add_stream(stream)
                # What is acknowledged is told by the consumer's name, in the street and in the city
                # alike: two of one name would acknowledge each other's messages.
                domain = (await manager.account_info()).domain
                self._suffix = f"-{domain}" if domain else ""
                for what in (ALARM, UP):
                    await manager.add_consumer(STREAM, _consumer(what, self._suffix))
                return
            except (NatsError, TimeoutError):
                if not left:
                    raise
                await asyncio.sleep(PAUSE)

    async def _pull(self, what: str) -> None:
        while True:
            try:
                stream = self._client.jetstream(timeout=10, domain=self._domain)
                durable = f"ingest-{what}{self._suffix}"
                pulled = await stream.pull_subscribe_bind(durable, stream=STREAM)
                while True:
                    if self._inlet.is_full:
                        await asyncio.sleep(PAUSE)
                        continue
                    await self._fetch(pulled, what)
            except asyncio.CancelledError:
                raise
            except Exception as failure:  # a node fell: another one takes over
                log.warning("the stream of %s is away: %s", what, type(failure).__name__)
                await asyncio.sleep(PAUSE)

    async def _fetch(self, pulled: Any, what: str) -> None:
        try:
            messages = await pulled.fetch(FETCH, timeout=FETCH_WAIT)
        except TimeoutError:
            return
        for message in messages:
            self._inlet.put(_arrived(message, what))

    def done(self, arrived: Sequence[Arrived]) -> None:
        """Acknowledge each."""
        replies = [one.token[1] for one in arrived if isinstance(one.token, tuple)]
        if replies:
            asyncio.run_coroutine_threadsafe(self._acknowledge(replies), self._thread.loop)

    async def _acknowledge(self, replies: Sequence[str]) -> None:
        for reply in replies:
            try:
                await self._client.publish(reply, b"+ACK")
            except NatsError:
                log.info("an acknowledgement was not sent; the messages come again")

    def close(self) -> None:
        """Leave; where we were stays with the consumers."""

        async def leave() -> None:
            for task in self._pulling:
                task.cancel()
            await self._client.close()

        self._thread.do(leave())
        self._thread.stop()


def _consumer(what: str, suffix: str) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=f"ingest-{what}{suffix}",
        filter_subject=f"{PREFIX}liren.*.*.*.{what}",
        ack_policy=AckPolicy.EXPLICIT,
        max_ack_pending=UNACKNOWLEDGED,
        ack_wait=10,
    )


def _arrived(message: Msg, what: str) -> Arrived:
    topic = message.subject.removeprefix(PREFIX).replace(".", "/")
    # $JS.ACK.<stream>.<consumer>.<tries>.<sequence>.<sequence>.<nanoseconds>.<left>, with domain
    # and account before the stream in newer servers: the moment is that of the stream, the same
    # however often the message comes.
    parts = message.reply.split(".")
    at = datetime.fromtimestamp(int(parts[7] if len(parts) == 9 else parts[9]) / 1e9, UTC)
    return Arrived(
        "mqtt_json", message.data, topic, number_in(topic), at, what == ALARM, (what, message.reply)
    )
