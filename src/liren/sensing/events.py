"""What sensing announces."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class AlertRaised(Event):
    """A rule found something at a device, and somebody was sent."""

    name = "sensing.alert_raised"
    alert_id: int
    device_id: int
    kind: str
    rule: str


@fact
@dataclass(frozen=True, kw_only=True)
class AlertClosed(Event):
    """Somebody said what an alert turned out to be."""

    name = "sensing.alert_closed"
    alert_id: int
    result: str
