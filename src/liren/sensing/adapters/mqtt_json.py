"""JSON over MQTT, on topics that name the device.

`liren/<site>/<kind>/<number>/up` for what it measures, `…/alarm` for what hurries:

    {"id": "4711", "at": "2026-11-27T08:00:00+08:00", "values": {"smoke": 1, "battery": 87}}
"""

from liren.core.errors import sentence
from liren.sensing.adapters.protocol import Packet, Said, Unreadable
from liren.sensing.adapters.values import object_of, said_by

ROOT = "liren"
UP, ALARM = "up", "alarm"
LEVELS = 5


class MqttJson:
    """A device that speaks for itself."""

    key = "mqtt_json"
    name = sentence("MQTT with JSON")
    longest = 16 * 1024

    def read(self, packet: Packet) -> list[Said]:
        """The values of one message; whose they are is in the topic."""
        parts = packet.topic.split("/")
        if len(parts) != LEVELS or parts[0] != ROOT or parts[4] not in (UP, ALARM):
            raise Unreadable("bad_topic")
        return list(said_by(parts[3], object_of(packet.body)))


def number_in(topic: str) -> str:
    """The device that a topic belongs to; empty where it belongs to none."""
    parts = topic.split("/")
    return parts[3] if len(parts) == LEVELS and parts[0] == ROOT else ""
