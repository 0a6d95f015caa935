"""What people say, and ingest minds: an alert is closed, a home stands empty, somebody is back."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from liren.sensing.domain.rules import read_rule, rule_text
from liren.sensing.models import Alert, Kind, Placement
from liren.sensing.services import alerts as desk
from liren.sensing.services.away import NewAway, end_away, set_away
from liren.sensing.services.ingest.batch import Ingest
from liren.workorders.services import sweep
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, meter, switched_on

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ABSENT = """
key = "silent"
name = "没用水"
name_en = "No water"
measure = "water_used"
found = "no_use"
severity = "urgent"
[condition]
kind = "absent"
hours = 12
"""


@pytest.fixture
def button(town: Neighbourhood, now: datetime) -> Ingest:
    switched_on(town, "help")
    device(town, "HB-1", Kind.HELP_BUTTON)
    return begun(now)


def begun(now: datetime) -> Ingest:
    made = Ingest()
    made.begin(now)
    return made


def pressed(ingest: Ingest, key: str, at: datetime) -> int:
    """How many new alerts a press makes."""
    return len(ingest.take([message("HB-1", key, at, help=1)], at).alerts)


def close(town: Neighbourhood, now: datetime, result: str = "true:helped") -> None:
    alert = Alert.objects.active().get()
    desk.close(alert=alert, result=result, note="", by=town.users["worker"], now=now)


def test_a_button_rings_again_after_its_alert_was_closed(
    button: Ingest, town: Neighbourhood, now: datetime
) -> None:
    assert pressed(button, "1", now) == 1
    assert pressed(button, "2", now + SECOND) == 0
    assert Alert.objects.get().times == 2
    close(town, now + 2 * SECOND)
    button.take([], now + 4 * SECOND)
    assert pressed(button, "3", now + 5 * SECOND) == 1
    alert = Alert.objects.active().get()
    assert alert.order is not None and alert.order.closed_at is None
    assert pressed(button, "4", now + 6 * SECOND) == 0 and alert.times == 1


def test_a_press_in_the_instant_of_the_closing_is_not_lost(
    button: Ingest, town: Neighbourhood, now: datetime
) -> None:
    """Ingest looks once a second; the press comes before it has looked."""
    pressed(button, "1", now)
    close(town, now + timedelta(milliseconds=100))
    assert pressed(button, "2", now + timedelta(milliseconds=200)) == 1
    button.take([], now + 3 * SECOND)
    assert pressed(button, "3", now + 4 * SECOND) == 0
    assert Alert.objects.active().get().times == 2


@pytest.mark.parametrize("is_written", [True, False])
def test_a_process_that_was_away_learns_of_the_closing(
    button: Ingest, town: Neighbourhood, now: datetime, is_written: bool
) -> None:
    pressed(button, "1", now)
    if is_written:
        button.end(now)
    close(town, now + SECOND)
    after = begun(now + HOUR)
    assert pressed(after, "2", now + HOUR) == 1


def test_a_closing_counts_once(button: Ingest, town: Neighbourhood, now: datetime) -> None:
    pressed(button, "1", now)
    close(town, now + SECOND)
    button.take([], now + 2 * SECOND)
    pressed(button, "2", now + 3 * SECOND)
    for n in range(4, 8):
        button.take([], now + n * SECOND)
    assert pressed(button, "3", now + 8 * SECOND) == 0, "the second alert is open"


def test_a_silence_is_not_raised_twice_after_it_was_closed(
    town: Neighbourhood, now: datetime
) -> None:
    ingest = watched(town, now)
    pass_hours(ingest, now, 1, 14)
    close(town, now + 14 * HOUR, "false:away")
    pass_hours(ingest, now, 15, 20)
    assert Alert.objects.count() == 1


def watched(town: Neighbourhood, now: datetime) -> Ingest:
    """The home of somebody who agreed, whose meter was read just now."""
    meter(town)
    row = Placement(
        rule="silent", text=rule_text(read_rule(ABSENT)), tried_at=now, tried_by="test",
        switched_on_at=now, switched_on_by="test", changed_at=now,
    )  # fmt: skip
    row.put_at(town.places["community"])
    row.save()
    ingest = begun(now)
    ingest.take([message("WM-1", "0", now, water_used=5)], now)
    return ingest


def pass_hours(ingest: Ingest, now: datetime, first: int, last: int) -> None:
    """The meter is read each hour, and nothing was used."""
    for hour in range(first, last + 1):
        at = now + hour * HOUR
        ingest.take([message("WM-1", str(hour), at, water_used=0)], at)


def test_a_home_that_stands_empty_raises_nothing(town: Neighbourhood, now: datetime) -> None:
    ingest = watched(town, now)
    worker = town.users["worker"]
    set_away(NewAway(home=town.home, until=now + 30 * HOUR), by=worker, now=now + HOUR)
    pass_hours(ingest, now, 2, 29)
    assert not Alert.objects.exists()
    pass_hours(ingest, now, 30, 41)
    assert not Alert.objects.exists(), "twelve hours are counted from the day of return"
    pass_hours(ingest, now, 42, 43)
    assert Alert.objects.count() == 1


def test_who_is_back_early_is_watched_again(town: Neighbourhood, now: datetime) -> None:
    ingest = watched(town, now)
    worker = town.users["worker"]
    set_away(NewAway(home=town.home, until=now + 300 * HOUR), by=worker, now=now + HOUR)
    pass_hours(ingest, now, 2, 5)
    end_away(place=town.home, by=worker, now=now + 5 * HOUR)
    pass_hours(ingest, now, 6, 16)
    assert not Alert.objects.exists()
    pass_hours(ingest, now, 17, 18)
    assert Alert.objects.count() == 1


def test_a_new_process_knows_who_is_away_and_who_came_back_by_using_water(
    town: Neighbourhood, now: datetime
) -> None:
    ingest = watched(town, now)
    worker = town.users["worker"]
    set_away(NewAway(home=town.home, until=now + 300 * HOUR), by=worker, now=now + HOUR)
    pass_hours(ingest, now, 2, 13)
    ingest.end(now + 13 * HOUR)
    after = begun(now + 14 * HOUR)
    pass_hours(after, now, 15, 19)
    assert not Alert.objects.exists()
    at = now + 20 * HOUR
    after.take([message("WM-1", "20", at, water_used=3)], at)
    after.end(at)
    last = begun(at)
    pass_hours(last, now, 21, 33)
    assert Alert.objects.count() == 1


def test_an_alert_that_nobody_takes_goes_up_to_the_street(
    button: Ingest, town: Neighbourhood, now: datetime
) -> None:
    pressed(button, "1", now)
    order = Alert.objects.get().order
    assert order is not None and order.party == town.parties["committee"]
    for minute in range(14):
        sweep(now=now + minute * timedelta(minutes=1))
    order.refresh_from_db()
    assert order.escalated_to is None
    for minute in range(14, 31):
        sweep(now=now + minute * timedelta(minutes=1))
    order.refresh_from_db()
    assert order.escalated_to == town.parties["street_office"]
    client = Client()
    client.force_login(town.users["duty_officer"])
    page = reverse("sensing:alert", args=[Alert.objects.get().pk])
    assert page in client.get("/desk/").content.decode()
    assert "清溪街道办事处" in client.get(page).content.decode()
