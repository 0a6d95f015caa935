"""One row of each kind of sensing for pages that are about a row; made once, then found again."""

from collections.abc import Callable
from datetime import timedelta

from liren.core.permissions import SYSTEM
from liren.people.events import ConsentWithdrawn
from liren.sensing.events import AlertRaised
from liren.sensing.models import (
    Alert,
    Away,
    Device,
    EbikeDecision,
    Gateway,
    Kind,
    Look,
    Placement,
)
from liren.sensing.services.away import NewAway, set_away
from liren.sensing.services.devices import NewDevice, register_device
from liren.sensing.services.gateways import NewGateway, add_gateway
from liren.sensing.services.looks import ask_to_look
from liren.sensing.services.rules import shipped, switch_on, try_rule
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def some_device(town: Neighbourhood) -> Device:
    """A smoke alarm in the home of the town."""
    if found := Device.objects.order_by("pk").first():
        return found
    new = NewDevice(number="SM-1", kind=Kind.SMOKE, place=town.home, is_claimed=True)
    return register_device(new, by=SYSTEM, now=MONDAY_MORNING)[0]


def some_alert(town: Neighbourhood) -> Alert:
    """An alert of it that nobody took on."""
    if found := Alert.objects.order_by("pk").first():
        return found
    row = Alert(
        device=some_device(town),
        rule="smoke",
        severity=Alert.Severity.NOW,
        reason={"found": "smoke", "sentence": "", "data": {}},
        event_key="1",
        raised_at=MONDAY_MORNING,
        last_at=MONDAY_MORNING,
    )
    row.put_at(town.home)
    row.save()
    return row


def some_gateway(town: Neighbourhood) -> Gateway:
    """A platform of the street."""
    if found := Gateway.objects.order_by("pk").first():
        return found
    place = town.places["street"]
    new = NewGateway(number="cloud", name="云平台", adapter="http_push", place=place)
    return add_gateway(new, by=SYSTEM, now=MONDAY_MORNING)[0]


def some_placement(town: Neighbourhood) -> Placement:
    """A rule that is on in the community."""
    if found := Placement.objects.order_by("pk").first():
        return found
    text, place = shipped("smoke"), town.places["community"]
    row = try_rule(text=text, place=place, by=SYSTEM, now=MONDAY_MORNING)
    return switch_on(placement=row, by=SYSTEM, now=MONDAY_MORNING)


def some_look(town: Neighbourhood) -> Look:
    """Somebody asks to look at what a camera keeps."""
    if found := Look.objects.order_by("pk").first():
        return found
    alert, asker = some_alert(town), town.users["secretary"]
    Alert.objects.filter(pk=alert.pk).update(reference="nvr-1/0901.mp4")
    return ask_to_look(alert=alert, reason="砸坏了车", by=asker, now=MONDAY_MORNING)


def some_away(town: Neighbourhood) -> Away:
    """A home that stands empty for three days."""
    if found := Away.objects.order_by("pk").first():
        return found
    until = MONDAY_MORNING + timedelta(days=3)
    return set_away(
        NewAway(home=town.home, until=until, told_by="女儿"), by=SYSTEM, now=MONDAY_MORNING
    )


def some_decision(town: Neighbourhood) -> EbikeDecision:
    """The e-bikes of the building of the town were left for now."""
    if found := EbikeDecision.objects.order_by("pk").first():
        return found
    row = EbikeDecision(
        answer=EbikeDecision.Answer.NOT_NOW,
        times=3,
        last_alert=some_alert(town),
        decided_at=MONDAY_MORNING,
        decided_by="worker",
    )
    row.put_at(town.places["building"])
    row.save()
    return row


def _of_alert(town: Neighbourhood) -> dict[str, object]:
    return {"pk": some_alert(town).pk}


def _of_building(town: Neighbourhood) -> dict[str, object]:
    return {"pk": town.places["building"].pk}


def _of_device(town: Neighbourhood) -> dict[str, object]:
    return {"number": some_device(town).number}


def _of_gateway(town: Neighbourhood) -> dict[str, object]:
    return {"pk": some_gateway(town).pk}


def _of_rule(town: Neighbourhood) -> dict[str, object]:
    return {"pk": some_placement(town).pk}


def raised(town: Neighbourhood) -> AlertRaised:
    """The alert, told as one of somebody's help button."""
    alert = some_alert(town)
    return AlertRaised(
        alert_id=alert.pk, device_id=alert.device_id, kind=Kind.HELP_BUTTON, rule=alert.rule
    )


def withdrawn(town: Neighbourhood) -> ConsentWithdrawn:
    """Somebody took back the yes to devices at home."""
    return ConsentWithdrawn(person_id=rows.person(town).pk, purpose="devices")


PAGES: dict[str, Callable[[Neighbourhood], dict[str, object]]] = {
    **dict.fromkeys(
        (f"sensing:{name}" for name in ("alert", "look", "join", "take_out")), _of_alert
    ),
    "sensing:agree": lambda town: {"pk": some_look(town).pk},
    **dict.fromkeys((f"sensing:{name}" for name in ("lift", "lift_decide")), _of_building),
    "sensing:alert_act": lambda town: {"pk": some_alert(town).pk, "act": "close"},
    **dict.fromkeys(
        (f"sensing:{name}" for name in ("device", "claim", "key", "put_behind", "end")), _of_device
    ),
    **dict.fromkeys((f"sensing:rule{name}" for name in ("", "_file", "_switch")), _of_rule),
    **dict.fromkeys((f"sensing:{name}" for name in ("gateway", "end_gateway")), _of_gateway),
    "sensing:push": lambda town: {"number": some_gateway(town).number},
}
