"""From packets to readings, alerts and orders, in one transaction, whatever comes twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from liren.people.services.rights import withdraw_consent
from liren.places.models import Place
from liren.sensing.adapters import Packet, Said
from liren.sensing.adapters.mqtt_json import MqttJson
from liren.sensing.domain.arrivals import Quality
from liren.sensing.models import Alert, Device, Reading, Refusal, RuleState
from liren.sensing.services import alerts as desk
from liren.sensing.services.devices import change_key, end_device, forget_person
from liren.sensing.services.ingest import raising, storing
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.streams.inlet import Inlet
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import inbox
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, meter, switched_on

SECOND = timedelta(seconds=1)


@pytest.fixture
def ingest(town: Neighbourhood, now: datetime) -> Ingest:
    switched_on(town, "smoke")
    switched_on(town, "offline")
    device(town)
    made = Ingest()
    made.begin(now)
    return made


def refused(reason: str) -> int:
    return sum(Refusal.objects.filter(reason=reason).values_list("count", flat=True))


def settled(ingest: Ingest, now: datetime) -> None:
    ingest.end(now)


def test_smoke_becomes_an_order_in_the_inbox(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    taken = ingest.take([message("SM-1", "1", now, smoke=1)], now)
    assert taken.stored == 1 and len(taken.alerts) == 1
    alert = Alert.objects.get()
    order = WorkOrder.objects.get()
    assert (alert.order, alert.severity, alert.stage) == (order, Alert.Severity.NOW, "raised")
    assert order.party == town.parties["committee"]
    assert order.urgent and order.kind == WorkOrder.Kind.ALARM
    assert order.due_at == now + timedelta(minutes=15)
    assert "梧桐苑3号楼2单元502室" in order.title


def test_the_same_packet_again_changes_nothing(ingest: Ingest, now: datetime) -> None:
    packets = [message("SM-1", "1", now, smoke=1, battery=80)]
    ingest.take(packets, now)
    for later in range(3):
        taken = ingest.take(packets, now + later * SECOND)
        assert (taken.stored, taken.repeated) == (0, 2)
    assert Reading.objects.count() == 2
    assert Alert.objects.get().times == 1
    assert WorkOrder.objects.count() == 1
    settled(ingest, now)
    assert refused("repeated") == 6


def test_a_new_process_knows_what_the_killed_one_knew(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    after = Ingest()  # nothing was written down by `end`
    after.begin(now + SECOND)
    after.take([message("SM-1", "1", now, smoke=1)], now + SECOND)
    after.take([message("SM-1", "2", now + SECOND, smoke=1)], now + SECOND)
    assert Alert.objects.get().times == 2
    after.take([message("SM-1", "3", now + 2 * SECOND, smoke=0)], now + 2 * SECOND)
    assert Alert.objects.get().cleared_at == now + 2 * SECOND


def test_what_was_written_down_is_not_counted_again(ingest: Ingest, now: datetime) -> None:
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    ingest.end(now)
    assert RuleState.objects.filter(rule="smoke-here").exists()
    after = Ingest()
    after.begin(now + SECOND)
    after.take([message("SM-1", "2", now + SECOND, smoke=1)], now + SECOND)
    assert Alert.objects.get().times == 2


def test_two_alarms_of_one_home_are_one_way_to_go(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    switched_on(town, "help")
    device(town, "SM-2")
    packets = [message("SM-1", "1", now, smoke=1), message("SM-2", "1", now, smoke=1)]
    ingest.take(packets, now + 2 * SECOND)
    assert Alert.objects.count() == 2
    assert WorkOrder.objects.count() == 1
    assert set(Alert.objects.values_list("order", flat=True)) == {WorkOrder.objects.get().pk}


def test_smoke_does_not_wait_for_whoever_mends_a_device(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    device(town, "SM-2")
    ingest.take([message("SM-1", "1", now, battery=80), message("SM-2", "1", now, battery=80)], now)
    late = now + timedelta(hours=3, minutes=5)
    ingest.take([message("SM-2", "2", late, battery=80)], late)
    silent = WorkOrder.objects.get()
    assert not silent.urgent and silent.due_at > late + timedelta(days=1)
    soon = late + timedelta(minutes=1)
    ingest.take([message("SM-2", "3", soon, smoke=1)], soon)
    alarm = WorkOrder.objects.exclude(pk=silent.pk).get()
    assert alarm.urgent and alarm.due_at == soon + timedelta(minutes=15)
    assert inbox(town.users["worker"]).first() == alarm, "before all that is merely urgent"


def test_whoever_did_not_go_in_time_stops_nobody(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    device(town, "SM-2")
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    later = now + timedelta(minutes=16)
    ingest.take([message("SM-2", "1", later, smoke=1)], later)
    assert WorkOrder.objects.filter(due_at=later + timedelta(minutes=15)).count() == 1


def test_an_order_is_done_with_its_last_alert(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    device(town, "SM-2")
    packets = [message("SM-1", "1", now, smoke=1), message("SM-2", "1", now, smoke=1)]
    ingest.take(packets, now + 2 * SECOND)
    first, second = Alert.objects.order_by("pk")
    worker = town.users["grid_worker"]
    desk.acknowledge(alert=first, by=worker, now=now)
    desk.close(alert=first, result="false:cooking", note="锅烧干了", by=worker, now=now)
    assert WorkOrder.objects.get().closed_at is None
    desk.close(alert=second, result="false:cooking", note="", by=worker, now=now)
    assert WorkOrder.objects.get().closed_at == now + 2 * SECOND


def test_after_closing_a_new_alarm_is_a_new_alert(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    desk.close(
        alert=Alert.objects.get(),
        result="false:test",
        note="",
        by=town.users["worker"],
        now=now + SECOND,
    )
    ingest.take([message("SM-1", "2", now + 2 * SECOND, smoke=0)], now + 2 * SECOND)
    ingest.take([message("SM-1", "3", now + 3 * SECOND, smoke=1)], now + 3 * SECOND)
    assert Alert.objects.count() == 2
    assert Alert.objects.active().count() == 1


def test_nothing_of_a_batch_is_kept_when_it_fails(
    ingest: Ingest, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **rest: object) -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(raising, "issue_all", broken)
        with pytest.raises(OperationalError):
            ingest.take([message("SM-1", "1", now, smoke=1)], now)
    assert not Reading.objects.exists() and not Alert.objects.exists()
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    assert Reading.objects.count() == Alert.objects.count() == WorkOrder.objects.count() == 1


def test_one_message_that_cannot_be_stored_stops_nobody(
    ingest: Ingest, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = storing.store

    def fussy(rows: list[storing.Row]) -> set[int] | None:
        if any(row[2] == "bad" for row in rows):
            raise ValueError("not this one")
        return store(rows)

    monkeypatch.setattr(storing, "store", fussy)
    packets = [message("SM-1", f"{n}", now + n * SECOND, battery=n) for n in range(9)]
    packets.insert(4, message("SM-1", "bad", now, battery=1))
    ingest.take(packets, now + 9 * SECOND)
    assert Reading.objects.count() == 9
    settled(ingest, now)
    assert refused("not_stored") == 1


def test_a_fault_of_an_adapter_costs_its_own_packet(
    ingest: Ingest, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = MqttJson.read

    def faulty(self: MqttJson, packet: Packet) -> list[Said]:
        if b"bad" in packet.body:
            raise ZeroDivisionError
        return read(self, packet)

    monkeypatch.setattr(MqttJson, "read", faulty)
    inlet = Inlet()
    for key in ("1", "bad", "2"):
        inlet.put(message("SM-1", key, now, battery=1))
    ingest.take(inlet.take(0), now)
    settled(ingest, now)
    assert set(Reading.objects.values_list("key", flat=True)) == {"1", "2"}
    assert refused("not_stored") == 1


def test_what_is_not_taken_is_counted_with_its_reason(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    device(town, "SM-9")
    end_device(device=device(town, "SM-8"), by=town.users["worker"], now=now)
    after = Ingest()
    after.begin(now)
    broken = message("SM-1", "x", now, smoke=1)
    broken.body = b"{"
    large = message("SM-1", "x", now, smoke=1)
    large.body = b" " * 20_000
    packets = [
        message("SM-9", "1", now, sender="SM-1", smoke=1),
        message("NOBODY", "1", now, smoke=1),
        message("SM-8", "1", now, smoke=1),
        broken,
        large,
    ]
    taken = after.take(packets, now)
    assert taken.stored == 0
    reasons = dict(Refusal.objects.values_list("reason", "count"))
    assert reasons == {
        "not_its_own": 1, "unknown_device": 1, "ended": 1, "not_json": 1, "too_large": 1,
    }  # fmt: skip


def test_a_storm_is_folded_and_counted(ingest: Ingest, now: datetime) -> None:
    packets = [message("SM-1", str(n), now, smoke=1) for n in range(1000)]
    taken = ingest.take(packets, now)
    assert taken.stored == 60
    assert Alert.objects.count() == 1
    settled(ingest, now)
    assert refused("folded") == 940


def test_an_alarm_is_found_in_the_midst_of_a_storm(ingest: Ingest, now: datetime) -> None:
    packets = [message("SM-1", str(n), now, smoke=0) for n in range(500)]
    packets.append(message("SM-1", "fire", now + SECOND, smoke=1))
    ingest.take(packets, now + SECOND)
    assert Alert.objects.count() == 1


def test_a_meter_is_heard_with_consent_only(
    ingest: Ingest, town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    row, person = meter(town)
    after = Ingest()
    after.begin(now)
    after.take([message("WM-1", "1", now, water_total=100)], now)
    assert Reading.objects.filter(device=row).count() == 1
    withdraw_consent(person=person, purpose="devices", by=town.users["worker"], now=now)
    forget_person(person_id=person.pk, by=town.users["worker"], now=now)
    later = now + 2 * SECOND
    after.take([message("WM-1", "2", later, water_total=101)], later)
    assert not Reading.objects.filter(device=row).exists()
    settled(after, later)
    assert refused("no_consent") == 1


@pytest.mark.parametrize(
    ("ago", "quality"),
    [
        (timedelta(), Quality.GOOD),
        (timedelta(hours=2), Quality.LATE),
        (-timedelta(hours=2), Quality.FUTURE),
        (-timedelta(minutes=5), Quality.GOOD),
    ],
)
def test_a_moment_is_believed_as_far_as_it_can_be(
    ingest: Ingest, now: datetime, ago: timedelta, quality: Quality
) -> None:
    packet = message("SM-1", "1", now - ago, battery=80)
    packet.received_at = now
    ingest.take([packet], now)
    reading = Reading.objects.get()
    assert reading.quality == quality
    assert reading.at == (now if quality is Quality.FUTURE else now - ago)


def test_who_was_heard_stands_in_the_register(ingest: Ingest, now: datetime) -> None:
    ingest.take([message("SM-1", "1", now, battery=80)], now)
    row = Device.objects.get(number="SM-1")
    assert row.heard_at == now
    assert row.heard_by == now + timedelta(hours=3)


def test_silence_is_an_alert_of_the_device_after_the_very_instant(
    ingest: Ingest, now: datetime
) -> None:
    ingest.take([message("SM-1", "1", now, battery=80)], now)
    limit = now + timedelta(hours=3)
    ingest.take([], limit)
    ingest.take([], limit)
    assert not Alert.objects.exists()
    for n in range(1, 130):
        ingest.take([], limit + n * SECOND)
    assert Alert.objects.get().rule == "offline-here"
    assert Alert.objects.get().order is not None
    back = limit + timedelta(minutes=5)
    ingest.take([message("SM-1", "2", back, battery=80)], back)
    for n in range(1, 130):
        ingest.take([], back + n * SECOND)
    assert Alert.objects.get().cleared_at is not None


def test_a_batch_takes_few_statements(
    ingest: Ingest,
    town: Neighbourhood,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many devices and alerts are in it."""
    for n in range(100, 140):
        device(town, f"SM-{n}")
    after = Ingest()
    after.begin(now)
    packets = [message(f"SM-{n}", "1", now, smoke=1, battery=3) for n in range(100, 140)]
    with django_assert_max_num_queries(45):
        after.take(packets, now)
    assert Alert.objects.count() == 40


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no COPY")
def test_a_server_that_ends_in_the_midst_of_a_copy_loses_nothing(
    ingest: Ingest, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(row: storing.Row) -> str:
        raise psycopg.errors.AdminShutdown("terminating connection due to administrator command")

    monkeypatch.setattr(storing, "_line", broken)
    with pytest.raises(OperationalError), transaction.atomic():
        ingest.take([message("SM-1", "1", now, smoke=1)], now)
    monkeypatch.undo()
    assert ingest.take([message("SM-1", "1", now, smoke=1)], now).stored == 1
    settled(ingest, now)
    assert refused("not_stored") == 0


def test_a_long_import_is_found_although_it_is_stamped_when_it_began(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    """Not the moment of its rows tells of it, but that there are more of them."""
    later = now + timedelta(minutes=10)
    ingest.take([], later)
    device(town, "SM-9")  # registered a month before
    ingest.take([message("SM-9", "1", later, smoke=1)], later + 2 * SECOND)
    assert Alert.objects.get().device.number == "SM-9"


def test_a_change_that_was_committed_long_after_its_moment_is_found(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    later, old = now + timedelta(minutes=10), ingest.directory.key_of("SM-1")
    ingest.take([], later)
    row, by = Device.objects.get(), town.users["worker"]
    change_key(device=row, by=by, now=later - timedelta(seconds=15))
    ingest.take([], later + 2 * SECOND)
    assert (known := ingest.directory.key_of("SM-1")) != old
    # Two of one moment, of which one has been read.
    device(town, "SM-2")
    change_key(device=row, by=by, now=later + SECOND)
    ingest.take([], later + 4 * SECOND)
    change_key(device=Device.objects.get(number="SM-2"), by=by, now=later + SECOND)
    other = ingest.directory.key_of("SM-2")
    ingest.take([], later + 6 * SECOND)
    assert ingest.directory.key_of("SM-1") != known and ingest.directory.key_of("SM-2") != other


def test_an_estate_with_a_new_name_stands_so_in_orders_soon(
    ingest: Ingest, town: Neighbourhood, now: datetime
) -> None:
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    Place.objects.filter(pk=town.places["compound"].pk).update(name="桐荫苑")
    later = now + timedelta(minutes=2)
    ingest.take([message("SM-1", "2", later, battery=1)], later)
    home = town.home.pk
    assert ingest.directory.spots({home})[home].address.startswith("桐荫苑")
