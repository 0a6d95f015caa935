"""mosquitto, or any broker of MQTT 3.1.1: two sessions that outlive us, one for what hurries.

paho's own thread reads; a message is acknowledged by hand, after it is stored. The broker's file
(`docs/how-to/scale.md`) lets a device write to its own topics only, so a topic says who sent it.
"""

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from liren.sensing.adapters.mqtt_json import ALARM, UP, number_in
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams.broker import Refuse
from liren.sensing.streams.inlet import Inlet

FULL_PAUSE = 0.05
KEEP_ALIVE = 30


def _not_counted(number: str, reason: str, sample: bytes) -> None:
    """Where nobody counts."""


class Mosquitto:
    """The two sessions."""

    def __init__(self, url: str, inlet: Inlet, refuse: Refuse = _not_counted) -> None:
        self._url = urlsplit(url)
        self._inlet = inlet
        self._refuse = refuse
        self._clients = [self._client(what) for what in (ALARM, UP)]

    def _client(self, what: str) -> paho.Client:
        # Whoever comes with the name of a session takes it over, with all that waits in it: so no
        # device can know ours.
        secret = hashlib.sha256(f"{what} {self._url.password}".encode()).hexdigest()
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"liren-ingest-{what}-{secret[:24]}",
            clean_session=False,
            manual_ack=True,
            userdata=what,
        )
        if self._url.username:
            client.username_pw_set(unquote(self._url.username), unquote(self._url.password or ""))
        client.on_connect = self._subscribe
        client.on_message = self._put
        return client

    def _subscribe(self, client: paho.Client, what: str, *_said: object) -> None:
        client.subscribe(f"liren/+/+/+/{what}", qos=1)

    def _put(self, client: paho.Client, what: str, message: paho.MQTTMessage) -> None:
        if message.retain:  # an old one that the broker keeps: it is said anew at every connection
            self._refuse(number_in(message.topic), "retained", bytes(message.payload))
            client.ack(message.mid, message.qos)
            return
        while self._inlet.is_full:  # then the broker keeps the rest
            time.sleep(FULL_PAUSE)
        topic, now = message.topic, datetime.now(UTC)
        self._inlet.put(
            Arrived(
                "mqtt_json", bytes(message.payload), topic, number_in(topic), now, what == ALARM,
                (client, message.mid, message.qos),
            )
        )  # fmt: skip

    def start(self) -> None:
        """Connect; the threads connect again by themselves."""
        for client in self._clients:
            host, port = self._url.hostname or "127.0.0.1", self._url.port or 1883
            client.connect_async(host, port, keepalive=KEEP_ALIVE)
            client.loop_start()

    def done(self, arrived: Sequence[Arrived]) -> None:
        """Acknowledge each."""
        for one in arrived:
            token: Any = one.token
            if isinstance(token, tuple) and isinstance(token[0], paho.Client) and token[2]:
                token[0].ack(token[1], token[2])

    def close(self) -> None:
        """Leave; the sessions stay."""
        for client in self._clients:
            client.disconnect()
            client.loop_stop()
