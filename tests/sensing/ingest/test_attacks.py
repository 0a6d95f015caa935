"""What hostile or broken devices, and the register behind their backs, must not bring about."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, InternalError, ProgrammingError

from liren.sensing.domain.arrivals import Arrived
from liren.sensing.domain.rules import read_rule, rule_text
from liren.sensing.models import Alert, Device, Kind, Placement, Reading, Refusal, RuleState
from liren.sensing.services import alerts as desk
from liren.sensing.services.devices import (
    AlertOpenHere,
    NewDevice,
    NumberTaken,
    change_key,
    claim_device,
    end_device,
    forget_person,
    register_device,
)
from liren.sensing.services.gateways import NewGateway, add_gateway
from liren.sensing.services.ingest import raising, storing
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.ingest.judging import Found
from liren.sensing.services.references import forget_samples
from liren.sensing.services.rules import switch_off
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.adapters import recorded
from tests.sensing.plant import device, message, meter, switched_on

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def begun(now: datetime) -> Ingest:
    made = Ingest()
    made.begin(now)
    return made


def plain(number: str, at: datetime, words: str) -> Arrived:
    """A packet with these very words; its device names neither itself nor the moment."""
    topic = f"liren/site/x/{number}/alarm"
    return Arrived("mqtt_json", words.encode(), topic, number, at, is_alarm=True)


def close(town: Neighbourhood, now: datetime) -> None:
    alert = Alert.objects.active().get()
    desk.close(alert=alert, result="true:helped", note="", by=town.users["worker"], now=now)


def test_smoke_does_not_wait_behind_a_silent_device(town: Neighbourhood, now: datetime) -> None:
    """The order for a device that says nothing has three days; it is no answer to smoke."""
    switched_on(town, "smoke")
    switched_on(town, "offline")
    device(town, "SM-1")
    device(town, "SM-2")
    ingest = begun(now)
    ingest.take([message("SM-1", "1", now, battery=80)], now)
    later = now + 4 * HOUR
    for n in range(130):
        ingest.take([], later + n * SECOND)
    silent = Alert.objects.get()
    fire = later + HOUR
    ingest.take([message("SM-2", "1", fire, smoke=1)], fire)
    smoke = Alert.objects.get(rule="smoke-here")
    assert smoke.order is not None and smoke.order != silent.order
    assert smoke.order.urgent and smoke.order.due_at == fire + 15 * MINUTE
    ingest.take([message("SM-1", "2", fire, smoke=1)], fire + SECOND)
    assert WorkOrder.objects.count() == 2, "a second alarm of the home is the same way to go"


def test_of_one_batch_the_worst_says_how_soon(town: Neighbourhood, now: datetime) -> None:
    text = rule_text(read_rule(BATTERY))
    put_on(town, text, now)
    switched_on(town, "smoke")
    device(town, "SM-1")
    device(town, "SM-2")
    packets = [message("SM-1", "1", now, battery=101), message("SM-2", "1", now, smoke=1)]
    begun(now).take(packets, now)
    order = WorkOrder.objects.get()
    assert order.urgent and order.title.startswith("烟")
    assert set(Alert.objects.values_list("order", flat=True)) == {order.pk}


BATTERY = """
key = "battery"
name = "电池"
name_en = "Battery"
measure = "battery"
found = "other"
severity = "notice"
[condition]
kind = "event"
at_least = 100
"""
STEPS = """
key = "silent"
name = "没动静"
name_en = "Nobody moved"
measure = "motion"
found = "no_motion"
severity = "urgent"
[condition]
kind = "absent"
hours = 2
[[steps]]
after_minutes = 30
severity = "emergency"
"""


def put_on(town: Neighbourhood, text: str, now: datetime) -> None:
    row = Placement(
        rule=read_rule(text).key, text=text, tried_at=now, tried_by="test",
        switched_on_at=now, switched_on_by="test", changed_at=now,
    )  # fmt: skip
    row.put_at(town.places["community"])
    row.save()


def test_what_gets_worse_hurries_whoever_goes(town: Neighbourhood, now: datetime) -> None:
    put_on(town, rule_text(read_rule(STEPS)), now)
    row, _person = meter(town)
    Device.objects.filter(pk=row.pk).update(kind=Kind.INFRARED)
    ingest = begun(now)
    ingest.take([message("WM-1", "1", now, motion=1)], now)
    at = now
    while at < now + 2 * HOUR + 40 * MINUTE:
        at += 10 * MINUTE
        ingest.take([message("WM-1", f"{at}"[:30], at, motion=0)], at)
    alert = Alert.objects.get()
    assert alert.severity == Alert.Severity.NOW
    assert alert.order is not None and alert.order.urgent
    before = WorkOrder.objects.exclude(pk=alert.order.pk).get()
    assert before.status == "cancelled", "nobody is sent twice for one thing"


def test_a_press_without_a_name_rings_every_time(town: Neighbourhood, now: datetime) -> None:
    """The words of the manual's own example are the same at every press."""
    switched_on(town, "help")
    device(town, "HB-1", Kind.HELP_BUTTON)
    ingest, words = begun(now), '{"values": {"help": 1}}'
    ingest.take([plain("HB-1", now, words)], now)
    ingest.take([plain("HB-1", now + SECOND, words)], now + SECOND)
    assert Alert.objects.get().times == 1, "sent again because it was not answered"
    close(town, now + HOUR)
    again = now + 2 * HOUR
    ingest.take([], again - SECOND)
    assert len(ingest.take([plain("HB-1", again, words)], again).alerts) == 1


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:00", "1970-01-01T00:00:00Z", -6e10, 0])
def test_an_alarm_whose_clock_has_lost_its_time_rings(
    town: Neighbourhood, now: datetime, at: object
) -> None:
    switched_on(town, "smoke")
    device(town)
    words = json.dumps({"id": "1", "at": at, "values": {"smoke": 1}})
    for n in range(2):
        begun(now).take([plain("SM-1", now + n * SECOND, words)], now + n * SECOND)
    assert Alert.objects.count() == 1
    assert Reading.objects.get().at == now, "counted as of its arrival"


def test_a_fire_panel_without_a_clock_rings(town: Neighbourhood, now: datetime) -> None:
    switched_on(town, "smoke")
    panel = recorded.PANEL.hex()
    new = NewGateway(number=panel, name="主机", adapter="gbt26875", place=town.places["community"])
    gateway = add_gateway(new, by=town.users["administrator"], now=now)[0]
    row = device(town, f"{panel}-1-1-40-12")
    Device.objects.filter(pk=row.pk).update(gateway=gateway)
    body = recorded.part(0b10, moment=bytes(6))
    begun(now).take([Arrived("gbt26875", body, "", panel, now, True)], now)
    assert Alert.objects.get().rule == "smoke-here"


def test_a_device_is_not_carried_away_from_its_open_alert(
    town: Neighbourhood, now: datetime
) -> None:
    """Else what it says at the next home would send somebody to the door of the last one."""
    switched_on(town, "smoke")
    row, by = device(town), town.users["worker"]
    ingest = begun(now)
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    new = town.places["community"]
    with pytest.raises(AlertOpenHere):
        claim_device(device=row, place=new, person=None, by=by, now=now)
    claim_device(device=row, place=town.home, person=None, by=by, now=now)
    close(town, now + SECOND)
    claim_device(device=row, place=new, person=None, by=by, now=now + 2 * SECOND)
    at = now + 5 * SECOND
    ingest.take([message("SM-1", "2", at, smoke=0)], at)
    ingest.take([message("SM-1", "3", at + SECOND, smoke=1)], at + SECOND)
    assert Alert.objects.active().get().place == new


def test_a_meter_takes_nobodys_habits_along(town: Neighbourhood, now: datetime) -> None:
    put_on(town, rule_text(read_rule(STEPS.replace('= "motion"', '= "water_used"'))), now)
    row, _person = meter(town)
    ingest = begun(now)
    ingest.take([message("WM-1", "1", now, water_used=5)], now)
    ingest.end(now)
    by = town.users["worker"]
    claim_device(device=row, place=town.places["community"], person=None, by=by, now=now)
    assert not Reading.objects.exists() and not RuleState.objects.exists()
    at = now + 3 * SECOND
    ingest.take([message("WM-1", "2", at, water_used=1)], at)
    ingest.end(at)
    state = RuleState.objects.get().state
    assert state["first_at"] == at.timestamp(), "it is known since it hangs here"


def test_what_was_forgotten_does_not_come_back_out_of_memory(
    town: Neighbourhood, now: datetime
) -> None:
    put_on(town, rule_text(read_rule(STEPS.replace('= "motion"', '= "water_used"'))), now)
    _row, person = meter(town)
    ingest = begun(now)
    ingest.take([message("WM-1", "1", now, water_used=5)], now)
    ingest.take([message("WM-1", "2", now + SECOND, water_used=5)], now + SECOND)
    forget_person(person_id=person.pk, by=town.users["worker"], now=now + 2 * SECOND)
    ingest.take([], now + 4 * SECOND)
    ingest.end(now + 5 * SECOND)
    assert not RuleState.objects.exists()


def test_words_about_somebody_go_with_their_yes(town: Neighbourhood, now: datetime) -> None:
    _row, person = meter(town)
    by = town.users["worker"]
    ingest = begun(now)
    put_on(
        town,
        rule_text(read_rule(BATTERY.replace('measure = "battery"', 'measure = "water_used"'))),
        now,
    )
    ingest = begun(now)
    ingest.take([message("WM-1", "1", now, water_used=300)], now)
    bad = plain("WM-1", now, '{"values": {"water_used": "300 L"}}')
    ingest.take([bad], now)
    alert = Alert.objects.get()
    assert alert.order is not None and bytes(Refusal.objects.get().sample)
    desk.close(alert=alert, result="true:hospital", note="送医院了", by=by, now=now)
    forget_person(person_id=person.pk, by=by, now=now)
    alert.refresh_from_db()
    alert.order.refresh_from_db()
    assert (alert.note, alert.reason) == ("", {"found": "other"})
    assert not alert.order.instruction and "300" not in alert.order.title
    assert bytes(Refusal.objects.get().sample) == b""


def test_a_gateway_cannot_take_the_name_of_a_device(town: Neighbourhood, now: datetime) -> None:
    """Its key would open the door of somebody else's device, wherever that hangs."""
    device(town, "SM-1")
    admin, street = town.users["administrator"], town.places["street"]
    new = NewGateway(number="SM-1", name="云", adapter="http_push", place=street)
    with pytest.raises(NumberTaken):
        add_gateway(new, by=admin, now=now)
    add_gateway(
        NewGateway(number="cloud", name="云", adapter="http_push", place=street), by=admin, now=now
    )
    with pytest.raises(NumberTaken):
        register_device(
            NewDevice(number="cloud", kind=Kind.SMOKE, place=town.home), by=admin, now=now
        )


def test_a_gateway_of_an_older_register_speaks_for_no_namesake(
    town: Neighbourhood, now: datetime
) -> None:
    switched_on(town, "smoke")
    street = town.places["street"]
    new = NewGateway(number="SM-1", name="云", adapter="http_push", place=street)
    _row, _key = add_gateway(new, by=town.users["administrator"], now=now)
    Device.objects.filter(pk=device(town, "SM-2").pk).update(number="SM-1")
    ingest = begun(now)
    assert not ingest.directory.may_speak("SM-1", "SM-1")
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    assert not Alert.objects.exists()


def test_moments_at_the_edges_of_the_calendar(town: Neighbourhood, now: datetime) -> None:
    device(town)
    ingest = begun(now)
    for n, at in enumerate(("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00")):
        words = json.dumps({"id": str(n), "at": at, "values": {"battery": n}})
        ingest.take([plain("SM-1", now, words)], now)
    ingest.end(now)
    assert [row.at.astimezone(UTC) for row in Reading.objects.all()] == [now, now]
    assert not Refusal.objects.exists()


def test_a_device_that_speaks_to_another_street_is_not_silent(
    town: Neighbourhood, now: datetime
) -> None:
    """One store, an ingest a street: each hears only its own devices."""
    switched_on(town, "offline")
    device(town, "SM-1")
    device(town, "SM-2")
    first, second = begun(now), begun(now)
    first.take([message("SM-1", "0", now, battery=80)], now)
    second.take([message("SM-2", "0", now, battery=80)], now)
    both = [begun(now + SECOND), begun(now + SECOND)]
    for n in range(1, 60):
        at = now + n * 10 * MINUTE
        for one, number in zip(both, ("SM-1", "SM-2"), strict=True):
            one.take([message(number, str(n), at, battery=80)], at)
            one.take([], at + 70 * SECOND)
            one.take([], at + 140 * SECOND)
    assert not Alert.objects.exists()


def test_two_that_raise_the_same_at_once_lose_nothing(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    switched_on(town, "smoke")
    device(town)
    first, second = begun(now), begun(now)
    first.take([message("SM-1", "1", now, smoke=1)], now)
    looked: list[object] = []
    active = raising._active

    def before_the_other_had_stored(found: list[Found]) -> dict[raising.Pair, Alert]:
        looked.append(found)
        return {} if len(looked) == 1 else active(found)

    monkeypatch.setattr(raising, "_active", before_the_other_had_stored)
    assert second.take([message("SM-1", "2", now, smoke=1)], now).stored == 1
    assert Alert.objects.get().times == 2


@pytest.mark.parametrize("failure", [InternalError, ProgrammingError, InterfaceError])
def test_a_database_that_takes_nothing_acknowledges_nothing(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    """A standby that only reads, a table that is being changed, a line that was cut."""
    device(town)
    ingest = begun(now)

    def refuse(rows: object) -> None:
        raise failure("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(storing, "store", refuse)
    with pytest.raises(failure):
        ingest.take(
            [message("SM-1", "1", now, battery=1), message("SM-1", "2", now, battery=1)], now
        )
    monkeypatch.undo()
    assert ingest.take([message("SM-1", "1", now, battery=1)], now).stored == 1
    assert not Refusal.objects.exists()


def test_a_clock_that_was_set_back_keeps_nobody_unheard(town: Neighbourhood, now: datetime) -> None:
    """An hour back: what people change from then on is seen at once, not an hour later."""
    rule = switched_on(town, "smoke")
    row, by = device(town), town.users["worker"]
    device(town, "SM-2")
    ingest = begun(now)
    ingest.take([message("SM-1", "1", now, battery=1)], now)
    back = now - HOUR
    change_key(device=row, by=by, now=back + SECOND)
    device(town, "SM-3")
    old = ingest.directory.key_of("SM-1")
    ingest.take([message("SM-3", "1", back, smoke=1)], back + 2 * SECOND)
    assert ingest.directory.key_of("SM-1") != old
    assert Alert.objects.get().device.number == "SM-3"
    end_device(device=row, by=by, now=back + 3 * SECOND)
    switch_off(placement=rule, by=town.users["secretary"], now=back + 4 * SECOND)
    ingest.take([message("SM-2", "1", back, smoke=1)], back + 6 * SECOND)
    assert ingest.directory.key_of("SM-1") == ""
    assert Alert.objects.count() == 1


def test_samples_of_what_was_refused_go_after_a_month(town: Neighbourhood, now: datetime) -> None:
    device(town)
    ingest = begun(now)
    ingest.take([plain("SM-1", now, '{"values": {"motion": "yes"}}')], now)
    assert forget_samples(now=now + timedelta(days=29)) == 0
    assert forget_samples(now=now + timedelta(days=31)) == 1
    assert (Refusal.objects.get().count, bytes(Refusal.objects.get().sample)) == (1, b"")
