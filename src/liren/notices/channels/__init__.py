"""The ways by which words reach a person. To add one, copy the nearest file and change it.

Ours stand in `OWN`; a package of somebody else names its channel as an entry point in the group
`liren.channels`.
"""

from importlib.metadata import entry_points

from liren.core.registry import Registry
from liren.notices.channels.console import ConsoleChannel
from liren.notices.channels.in_app import InAppChannel
from liren.notices.channels.paper import PaperChannel
from liren.notices.channels.protocol import (
    CarrierSilent,
    Channel,
    DeliveryFailed,
    Message,
    NoSettings,
    Pace,
    Reach,
    Receipt,
)
from liren.notices.channels.robots import DingtalkRobotChannel, WecomRobotChannel
from liren.notices.channels.sms_gateway import SmsGatewayChannel
from liren.notices.channels.smtp import SmtpChannel

__all__ = [
    "CarrierSilent",
    "Channel",
    "DeliveryFailed",
    "Message",
    "NoSettings",
    "Pace",
    "Reach",
    "Receipt",
    "channels",
    "load",
]

OWN: tuple[Channel, ...] = (
    InAppChannel(),
    ConsoleChannel(),
    SmsGatewayChannel(),
    SmtpChannel(),
    WecomRobotChannel(),
    DingtalkRobotChannel(),
    PaperChannel(),
)

channels: Registry[Channel] = Registry("channels")


def load(registry: Registry[Channel]) -> None:
    """Enter our channels, then those of other packages, by the same door."""
    for channel in OWN:
        registry.register(channel)
    for entry in entry_points(group="liren.channels"):
        registry.register(entry.load()())


load(channels)
