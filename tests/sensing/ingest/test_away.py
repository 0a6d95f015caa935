"""What is said of a home reaches the rules, and comes through a killed process."""

from datetime import datetime, timedelta

import pytest

from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.models import Alert, Away, Device, Placement
from liren.sensing.selectors.quiet import has_quiet_alert, last_sign_of, quiet_alerts, silent_meters
from liren.sensing.services.away import NewAway, end_away, set_away
from liren.sensing.services.ingest.batch import Ingest
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import message, meter

HOUR = timedelta(hours=1)
QUIET = (
    'key = "quiet-here"\nname = "十二小时没用水"\nname_en = "No water for twelve hours"\n'
    'measure = "water_used"\nfound = "no_use"\nseverity = "urgent"\n'
    '[condition]\nkind = "absent"\nhours = 12\n'
)


@pytest.fixture
def watched(town: Neighbourhood, now: datetime) -> Device:
    """A meter under a rule of twelve hours, of somebody who agreed."""
    device, _person = meter(town)
    row = Placement(
        rule="quiet-here", text=QUIET, tried_at=now, tried_by="test", switched_on_at=now,
        switched_on_by="test", changed_at=now,
    )  # fmt: skip
    row.put_at(town.places["community"])
    row.save()
    return device


def said(device: Device, now: datetime, hours: int, used: float) -> Arrived:
    at = now + hours * HOUR
    return message(device.number, f"h{hours}", at, water_used=used)


def let_pass(ingest: Ingest, device: Device, now: datetime, begin: int, end: int) -> None:
    """Hours without water, each told by the meter."""
    for hour in range(begin, end):
        ingest.take([said(device, now, hour, 0)], now + hour * HOUR)


def begun(now: datetime) -> Ingest:
    ingest = Ingest()
    ingest.begin(now)
    return ingest


def test_a_quiet_home_is_found_with_its_reason(watched: Device, now: datetime) -> None:
    ingest = begun(now)
    ingest.take([said(watched, now, 0, 30)], now)
    let_pass(ingest, watched, now, 1, 14)
    [alert] = quiet_alerts(EVERYWHERE)
    assert alert.reason["sentence"].startswith("Nothing since")
    assert watched.person is not None and has_quiet_alert(watched.person)
    ingest.end(now + 14 * HOUR)
    assert last_sign_of(watched.person) == now


def test_nobody_worries_while_they_are_away_and_does_again_afterwards(
    watched: Device, town: Neighbourhood, now: datetime
) -> None:
    ingest = begun(now)
    ingest.take([said(watched, now, 0, 30)], now)
    new = NewAway(home=watched.place, until=now + 30 * HOUR, said=Away.Said.FAMILY, told_by="李静")
    set_away(new, by=SYSTEM, now=now + HOUR)
    let_pass(ingest, watched, now, 2, 20)
    assert not Alert.objects.exists()
    ingest = begun(now + 20 * HOUR)  # killed, without a word
    let_pass(ingest, watched, now, 20, 41)
    assert not Alert.objects.exists(), "silence counts from the day they are back"
    let_pass(ingest, watched, now, 41, 44)
    assert Alert.objects.count() == 1


def test_said_late_it_clears_what_was_raised_and_the_alert_waits_for_a_person(
    watched: Device, now: datetime
) -> None:
    ingest = begun(now)
    ingest.take([said(watched, now, 0, 30)], now)
    let_pass(ingest, watched, now, 1, 14)
    new = NewAway(
        home=watched.place, until=now + 60 * HOUR, said=Away.Said.PERSON, told_by="王桂英"
    )
    set_away(new, by=SYSTEM, now=now + 14 * HOUR)
    let_pass(ingest, watched, now, 15, 17)
    alert = Alert.objects.get()
    assert alert.cleared_at is not None and alert.closed_at is None


def test_whoever_is_back_early_is_watched_again(watched: Device, now: datetime) -> None:
    ingest = begun(now)
    ingest.take([said(watched, now, 0, 30)], now)
    new = NewAway(
        home=watched.place, until=now + 100 * HOUR, said=Away.Said.PERSON, told_by="王桂英"
    )
    set_away(new, by=SYSTEM, now=now + HOUR)
    let_pass(ingest, watched, now, 2, 6)
    end_away(place=watched.place, by=SYSTEM, now=now + 6 * HOUR)
    let_pass(ingest, watched, now, 7, 20)
    assert Alert.objects.count() == 1


def test_a_silent_meter_is_no_quiet_home(watched: Device, now: datetime) -> None:
    ingest = begun(now)
    ingest.take([said(watched, now, 0, 30)], now)
    ingest.take([], now + 20 * HOUR)
    ingest.end(now + 20 * HOUR)
    assert not quiet_alerts(EVERYWHERE).exists()
    assert [row.pk for row in silent_meters(EVERYWHERE, now + 20 * HOUR)] == [watched.pk]
