"""The ways in which devices speak. To add one, copy the nearest file and change it.

Ours stand in `OWN`; a package of somebody else names its adapter as an entry point in the group
`liren.adapters`.
"""

from importlib.metadata import entry_points

from liren.core.registry import Registry
from liren.sensing.adapters.csv_replay import CsvReplay
from liren.sensing.adapters.gbt26875 import GbtFrames
from liren.sensing.adapters.http_push import HttpPush
from liren.sensing.adapters.mqtt_json import MqttJson
from liren.sensing.adapters.protocol import Adapter, Packet, Said, Unreadable

__all__ = ["Adapter", "Packet", "Said", "Unreadable", "adapters", "load"]

OWN: tuple[Adapter, ...] = (MqttJson(), HttpPush(), GbtFrames(), CsvReplay())

adapters: Registry[Adapter] = Registry("adapters")


def load(registry: Registry[Adapter]) -> None:
    """Enter our adapters, then those of other packages, by the same door."""
    for adapter in OWN:
        registry.register(adapter)
    for entry in entry_points(group="liren.adapters"):
        registry.register(entry.load()())


load(adapters)
