"""E-bikes in the lift: folded, judged, and what is proposed where they come back."""

from datetime import datetime, timedelta

import pytest

from liren.core.errors import NotAllowed
from liren.core.scope import EVERYWHERE
from liren.sensing.models import Alert, EbikeDecision, Kind
from liren.sensing.selectors.lifts import ebikes
from liren.sensing.services import alerts as desk
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.lifts import (
    Decided,
    NothingProposed,
    WordsMissing,
    decide_on_ebikes,
)
from liren.sensing.services.rules import shipped, switch_on, try_rule
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lift(town: Neighbourhood, now: datetime) -> Ingest:
    by = town.users["secretary"]
    placed = try_rule(text=shipped("lift-e-bike"), place=town.places["community"], by=by, now=now)
    switch_on(placement=placed, by=by, now=now)
    device(town, "LC-1", Kind.LIFT_CAMERA, town.places["unit"])
    made = Ingest()
    made.begin(now)
    return made


def seen(lift: Ingest, *moments: datetime) -> None:
    for at in moments:
        lift.take([message("LC-1", at.isoformat()[-30:], at, ebike=1)], at)


def judged(town: Neighbourhood, now: datetime, result: str) -> None:
    alert = Alert.objects.active().get()
    desk.close(alert=alert, result=result, note="", by=town.users["property_manager"], now=now)


def came_back(lift: Ingest, town: Neighbourhood, now: datetime) -> int:
    """An e-bike was in the lift three times, each time judged true; the last alert."""
    seen(lift, now, now + MINUTE, now + 10 * MINUTE)
    judged(town, now + 11 * MINUTE, "true:advised")
    lift.take([], now + 13 * MINUTE)
    seen(lift, now + 20 * MINUTE)
    judged(town, now + 21 * MINUTE, "true:advised")
    return Alert.objects.latest("pk").pk


def test_minutes_of_one_lift_are_one_event(
    lift: Ingest, town: Neighbourhood, now: datetime
) -> None:
    seen(lift, *(now + n * MINUTE for n in (0, 1, 4, 8, 20)))
    assert Alert.objects.get().times == 2
    judged(town, now + 21 * MINUTE, "true:advised")
    lift.take([], now + 22 * MINUTE)
    seen(lift, now + 23 * MINUTE)
    assert not Alert.objects.active().exists(), "it is still the one that was spoken to"
    seen(lift, now + 40 * MINUTE)
    assert Alert.objects.active().count() == 1


@pytest.mark.parametrize("answer", ["charger", "notice", "not_now"])
def test_what_comes_back_is_proposed_and_somebody_decides(
    lift: Ingest, town: Neighbourhood, now: datetime, answer: str
) -> None:
    last, worker = came_back(lift, town, now), town.users["worker"]
    (building,) = ebikes(EVERYWHERE, now + 30 * MINUTE)
    assert building.place == town.places["building"]
    assert building.tally.is_proposed and building.tally.fresh == 3
    assert not EbikeDecision.objects.exists(), "nothing happens by itself"
    decided = Decided(answer=answer, last_alert=last, title="电动车别上楼", words="请装充电柜")
    row = decide_on_ebikes(building=building.place, decided=decided, by=worker, now=now)
    assert (row.case is not None) == (answer == "charger")
    assert (row.announcement is not None) == (answer == "notice")
    if row.announcement is not None:
        assert row.announcement.published_at is None, "a draft"
    (after,) = ebikes(EVERYWHERE, now + 30 * MINUTE)
    assert not after.tally.is_proposed and after.decided == row
    with pytest.raises(NothingProposed):  # the second of two clerks
        decide_on_ebikes(building=building.place, decided=decided, by=worker, now=now)


def test_words_and_the_right_to_write_are_needed(
    lift: Ingest, town: Neighbourhood, now: datetime
) -> None:
    last, place = came_back(lift, town, now), town.places["building"]
    empty = Decided(answer="charger", last_alert=last)
    with pytest.raises(WordsMissing):
        decide_on_ebikes(building=place, decided=empty, by=town.users["worker"], now=now)
    notice = Decided(answer="notice", last_alert=last, title="x", words="x")
    for name in ("grid_worker", "next_worker"):
        with pytest.raises(NotAllowed):
            decide_on_ebikes(building=place, decided=notice, by=town.users[name], now=now)
    assert not EbikeDecision.objects.exists()


def test_false_ones_propose_nothing(lift: Ingest, town: Neighbourhood, now: datetime) -> None:
    seen(lift, *(now + n * 10 * MINUTE for n in range(6)))
    judged(town, now + 60 * MINUTE, "false:mistaken")
    (building,) = ebikes(EVERYWHERE, now + 61 * MINUTE)
    assert (building.tally.false, building.tally.is_proposed) == (6, False)
