"""The register: entered, claimed with consent, given keys, taken down."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from liren.core.permissions import PermissionMissing
from liren.core.tables import FileTooLarge, TooManyCells
from liren.people.models import Person
from liren.people.services.rights import give_consent, withdraw_consent
from liren.sensing.domain import secrets
from liren.sensing.models import Device, Kind, Reading
from liren.sensing.selectors.devices import devices
from liren.sensing.services.bringing import LARGEST, LAST_LINE, TooManyLines, bring_devices
from liren.sensing.services.devices import (
    ConsentMissing,
    NewDevice,
    NumberTaken,
    change_key,
    claim_device,
    end_device,
    register_device,
    register_devices,
)
from liren.sensing.services.gateways import NewGateway, add_gateway, secret_of
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


def meter(town: Neighbourhood, now: datetime, number: str = "WM-1") -> tuple[Device, str]:
    new = NewDevice(number=number, kind=Kind.WATER_METER, place=town.places["community"])
    return register_device(new, by=town.users["worker"], now=now)


def test_a_device_has_a_key_of_its_own_that_is_not_kept(town: Neighbourhood, now: datetime) -> None:
    device, secret = meter(town, now)
    assert secret not in device.secret_hash
    assert secrets.fits(secret, device.secret_hash)
    assert not secrets.fits("something else", device.secret_hash)
    assert not secrets.fits("", "")
    changed = change_key(device=device, by=town.users["worker"], now=now)
    device.refresh_from_db()
    assert secrets.fits(changed, device.secret_hash)
    assert not secrets.fits(secret, device.secret_hash)


def test_a_number_is_given_once(town: Neighbourhood, now: datetime) -> None:
    meter(town, now)
    with pytest.raises(NumberTaken):
        meter(town, now)


def test_a_grid_worker_enters_no_devices(town: Neighbourhood, now: datetime) -> None:
    new = NewDevice(number="X", kind=Kind.SMOKE, place=town.home)
    with pytest.raises(PermissionMissing):
        register_device(new, by=town.users["grid_worker"], now=now)


def test_many_are_entered_in_few_statements(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    new = [NewDevice(number=f"S-{n}", kind=Kind.SMOKE, place=town.home) for n in range(400)]
    with django_assert_max_num_queries(16):
        register_devices(new, by=town.users["worker"], now=now)
    assert Device.objects.count() == 400


def test_whose_it_is_needs_a_yes_and_the_yes_can_be_taken_back(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    device, _secret = meter(town, now)
    person: Person = rows.person(town)
    worker = town.users["grid_worker"]
    with pytest.raises(ConsentMissing):
        claim_device(device=device, place=person.place, person=person, by=worker, now=now)
    give_consent(person=person, purpose="devices", by=town.users["worker"], now=now)
    claimed = claim_device(device=device, place=person.place, person=person, by=worker, now=now)
    assert claimed.person == person
    Reading.objects.create(
        device=device, key="1", month=now.date(), what="water", value=3, at=now, received_at=now
    )
    withdraw_consent(person=person, purpose="devices", by=town.users["worker"], now=now)
    run_jobs()
    device.refresh_from_db()
    assert device.person is None
    assert not Reading.objects.exists()


def test_a_device_is_found_within_the_scope_only(town: Neighbourhood, now: datetime) -> None:
    device, _secret = meter(town, now)
    see = "sensing.see"
    assert device in devices(town.users["worker"].scope_for(see))
    assert device not in devices(town.users["next_worker"].scope_for(see))


@pytest.mark.parametrize(
    ("after", "is_offline"),
    [(timedelta(), False), (timedelta(microseconds=1), True), (timedelta(microseconds=-1), False)],
)
def test_offline_begins_after_the_very_instant(
    town: Neighbourhood, now: datetime, after: timedelta, is_offline: bool
) -> None:
    device, _secret = meter(town, now)
    Device.objects.filter(pk=device.pk).update(heard_at=now - timedelta(hours=2), heard_by=now)
    device.refresh_from_db()
    assert device.is_offline(now + after) == is_offline
    assert Device.objects.offline(now + after).exists() == is_offline


def test_one_taken_down_is_not_offline(town: Neighbourhood, now: datetime) -> None:
    device, _secret = meter(town, now)
    Device.objects.filter(pk=device.pk).update(heard_at=now - timedelta(hours=2), heard_by=now)
    end_device(device=device, by=town.users["worker"], now=now)
    assert not Device.objects.offline(now + timedelta(days=1)).exists()


def test_the_database_refuses_a_device_heard_until_before_it_was_heard(
    town: Neighbourhood, now: datetime
) -> None:
    device, _secret = meter(town, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(heard_at=now, heard_by=now)


def test_a_gateway_keeps_its_key_sealed(town: Neighbourhood, now: datetime) -> None:
    new = NewGateway(
        number="cloud", name="云平台", adapter="http_push", place=town.places["street"]
    )
    with pytest.raises(PermissionMissing):
        add_gateway(new, by=town.users["worker"], now=now)
    gateway, secret = add_gateway(new, by=town.users["administrator"], now=now)
    assert secret.encode() not in bytes(gateway.secret_sealed or b"")
    assert secret_of(gateway) == secret


def test_a_table_is_refused_before_much_of_it_is_read(
    town: Neighbourhood, now: datetime, tmp_path: Path
) -> None:
    """All of it is read while somebody waits: no register of devices reaches so far."""
    book, by = Workbook(), town.users["worker"]
    sheet = book.active
    assert sheet is not None
    sheet.append(["number", "kind", "place"])
    sheet.append(["A-1", "smoke", "C1"])
    book.save(tmp_path / "good.xlsx")
    sheet["Z20000"] = "far"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(TooManyCells):
        bring_devices(path=tmp_path / "far.xlsx", by=by, now=now)
    lines = tmp_path / "lines.csv"
    lines.write_text("number,kind,place\n" + "\n" * LAST_LINE)
    with pytest.raises(TooManyLines):
        bring_devices(path=lines, by=by, now=now)
    lines.write_text("number,kind,place\n" + "x" * LARGEST)
    with pytest.raises(FileTooLarge):
        bring_devices(path=lines, by=by, now=now)
    assert len(bring_devices(path=tmp_path / "good.xlsx", by=by, now=now).made) == 1
