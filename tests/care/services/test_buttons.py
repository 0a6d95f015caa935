"""From a help button to the ladder, and from the door back to the alert."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from liren.care.models import HelpCall
from liren.care.services import buttons, calls
from liren.care.services.calls import AtTheDoor
from liren.core.permissions import SYSTEM
from liren.people.models import Person
from liren.sensing.models import Alert, Kind
from liren.sensing.services.devices import NewDevice, register_device
from liren.sensing.services.ingest.batch import Ingest
from liren.workorders.models import WorkOrder
from liren.workorders.services import NewOrder, issue
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import message


@pytest.fixture
def pressed(town: Neighbourhood, now: datetime) -> Alert:
    """A help button in the home of the town; the alert has its own order."""
    return press(town, now, scenes.with_ladder(scenes.elder(town, now), now))


def press(town: Neighbourhood, now: datetime, person: Person | None) -> Alert:
    new = NewDevice(number="HB-1", kind=Kind.HELP_BUTTON, place=town.home, is_claimed=True)
    device = register_device(new, by=SYSTEM, now=now)[0]
    device.person = person
    device.save()
    alert = Alert(
        device=device, rule="help-button", severity=Alert.Severity.NOW, event_key="1",
        raised_at=now, last_at=now,
    )  # fmt: skip
    alert.put_at(town.home)
    alert.save()
    order = NewOrder(
        kind=WorkOrder.Kind.ALARM, subject=alert, title="求助键", place=town.home, address="",
        party=town.parties["committee"], clock_kind="urgent_hours", clock_amount=10,
    )  # fmt: skip
    alert.order = issue(order, by=SYSTEM, now=now)
    alert.save()
    return alert


def test_the_ladder_is_rung_once_and_one_order_stands(pressed: Alert, now: datetime) -> None:
    call = buttons.ring(alert_id=pressed.pk, now=now)
    assert call is not None and call.person_id == pressed.device.person_id
    assert buttons.ring(alert_id=pressed.pk, now=now) == call
    pressed.refresh_from_db()
    assert pressed.order == call.order
    assert [one.kind for one in WorkOrder.objects.filter(closed_at__isnull=True)] == ["help"]


@pytest.mark.parametrize(
    ("found", "result"), [("hospital", "true:hospital"), ("mistake", "false:mistaken")]
)
def test_what_was_found_at_the_door_closes_the_alert(
    pressed: Alert, now: datetime, found: str, result: str
) -> None:
    call = buttons.ring(alert_id=pressed.pk, now=now)
    assert call is not None
    helper = call.helpers.earliest("pk")
    calls.on_my_way(helper=helper, by=SYSTEM, now=now)
    calls.was_at_door(helper=helper, seen=AtTheDoor(found, "在厨房"), by=SYSTEM, now=now)
    for _ in range(2):  # a subscriber may be called twice
        buttons.settle(call_id=call.pk, now=now)
    pressed.refresh_from_db()
    assert (pressed.stage, pressed.result, pressed.note) == ("closed", result, "在厨房")


def test_a_button_that_is_nobodys_keeps_its_order(town: Neighbourhood, now: datetime) -> None:
    alert = press(town, now, None)
    assert buttons.ring(alert_id=alert.pk, now=now) is None
    assert not HelpCall.objects.exists() and alert.order is not None


def test_the_button_rings_a_second_time_after_the_first_call_ended(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    """From the packet of the device to the ladder, to the door, and from the next packet again."""
    person, _button = scenes.with_button(town, now)
    ingest = Ingest()
    ingest.begin(now)
    for n in range(2):
        at = now + timedelta(hours=n)
        ingest.take([message("HB-1", str(n), at, help=1)], at)
        run_jobs()
        call = HelpCall.objects.latest("pk")
        assert call.is_open and call.person == person
        helper = call.helpers.earliest("pk")
        calls.on_my_way(helper=helper, by=SYSTEM, now=at)
        calls.was_at_door(helper=helper, seen=AtTheDoor("helped", "扶起来了"), by=SYSTEM, now=at)
        run_jobs()
        assert not Alert.objects.active().exists()
    assert HelpCall.objects.count() == Alert.objects.count() == 2
