"""Devices: entered, claimed, given a key, taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from liren.accounts.models import Party
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.core.prepared import insert
from liren.people.models import Person
from liren.places.models import Place
from liren.sensing.domain import secrets
from liren.sensing.models import Alert, Away, Device, Gateway, Reading, Refusal, RuleState
from liren.sensing.models.devices import TELLS_OF_A_PERSON
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.devices import has_consent, taken_numbers
from liren.sensing.services.alerts import forget_words_of


class NumberTaken(Conflict):
    """Two devices of one number could not be told apart."""

    code = "sensing.number_taken"
    sentence = sentence("There is a device with the number {number} already.")


class ConsentMissing(Invalid):
    """Whoever lives there has not said yes."""

    code = "sensing.consent_missing"
    sentence = sentence(
        "This person has not agreed to devices that tell of them. Ask first, and note the yes "
        "under “My data”; until then enter the device without a person."
    )


class LivesElsewhere(Invalid):
    """The person lives in another home than the one the device hangs in."""

    code = "sensing.lives_elsewhere"
    sentence = sentence("This person does not live at the place where the device hangs.")


class GatewayUnknown(Invalid):
    """No gateway of that number is in use, or it lies outside the scope: the answer is the same."""

    code = "sensing.gateway_unknown"
    sentence = sentence("There is no gateway {number} here that is in use.")


class AlertOpenHere(Conflict):
    """What it says at the next place would be taken for the alert of the last one."""

    code = "sensing.alert_open_here"
    sentence = sentence("There is an open alert at this device. Please close it first.")


@dataclass(frozen=True, kw_only=True)
class NewDevice:
    """What has to be known of a device before it can speak."""

    number: str
    kind: str
    place: Place
    adapter: str = "mqtt_json"
    maker: str = ""
    name: str = ""
    gateway: Gateway | None = None
    maintainer: Party | None = None
    expected_every: int = 3600
    is_claimed: bool = False  # whether the place is where it hangs, or where it lies in stock


def register_device(new: NewDevice, *, by: Actor, now: datetime) -> tuple[Device, str]:
    """Enter a device; its key is returned this once."""
    ((device, secret),) = register_devices([new], by=by, now=now)
    return device, secret


@transaction.atomic
def register_devices(
    new: Sequence[NewDevice], *, by: Actor, now: datetime
) -> list[tuple[Device, str]]:
    """Enter many; each has a key of its own, returned this once: none behind a gateway."""
    for one in new:
        require(by, SensingPermission.REGISTER, at=one.place)
    for gateway in {one.gateway.pk: one.gateway for one in new if one.gateway}.values():
        _require_gateway(gateway, by)
    made = [_row(one, by.audit_name, now) for one in new]
    rows = [device for device, _secret in made]
    for number in sorted(taken_numbers([row.number for row in rows]))[:1]:
        raise NumberTaken(number=number)
    try:
        with transaction.atomic():
            insert(rows)
    except IntegrityError as twice:
        raise NumberTaken(number=rows[0].number) from twice
    lines = [audit.Line("sensing.registered", audit.subject_of(row)) for row in rows]
    audit.record_all(lines, by=by, at=now)
    return made


def _row(new: NewDevice, by: str, now: datetime) -> tuple[Device, str]:
    # Behind a gateway it never speaks for itself.
    secret = "" if new.gateway else secrets.new_secret()
    row = Device(
        number=new.number,
        kind=new.kind,
        maker=new.maker,
        name=new.name,
        adapter=new.adapter,
        gateway=new.gateway,
        maintainer=new.maintainer,
        secret_hash=secrets.hash_of(secret) if secret else "",
        secret_bcrypt=secrets.nats_hash_of(secret) if secret else "",
        expected_every=new.expected_every,
        registered_at=now,
        registered_by=by,
        changed_at=now,
    )
    if new.is_claimed:
        row.claimed_at, row.claimed_by = now, by
    row.put_at(new.place)
    return row, secret


def _require_gateway(gateway: Gateway, by: Actor) -> None:
    if gateway.ended_at or not by.has_perm(SensingPermission.REGISTER, gateway.place):
        raise GatewayUnknown(number=gateway.number)


@transaction.atomic
def put_behind(*, device: Device, gateway: Gateway | None, by: Actor, now: datetime) -> Device:
    """Say which gateway speaks for a device; none: it speaks for itself, once it has a new key."""
    row = _locked(device)
    require(by, SensingPermission.REGISTER, at=row.place)
    if gateway is not None and gateway.pk != row.gateway_id:
        _require_gateway(gateway, by)
    if row.gateway_id != (gateway and gateway.pk):
        row.gateway, row.secret_hash, row.secret_bcrypt = gateway, "", ""
        row.changed_at = now
        row.save(update_fields=["gateway", "secret_hash", "secret_bcrypt", "changed_at"])
        number = gateway.number if gateway else ""
        audit.record("sensing.put_behind", row, by=by, at=now, gateway=number)
    return row


@transaction.atomic
def claim_device(
    *, device: Device, place: Place, person: Person | None, by: Actor, now: datetime
) -> Device:
    """Say where a device hangs, and whose it is if that person agrees."""
    row = _locked(device)
    require(by, SensingPermission.CLAIM, at=place)
    # Out of the stock of one's own community whoever stands at the door may take it.
    if row.claimed_at or not place.path.startswith(row.place_path):
        require(by, SensingPermission.CLAIM, at=row.place)
    if person is not None:
        if not has_consent(person):
            raise ConsentMissing()
        if person.place_id != place.pk:
            raise LivesElsewhere()
    if row.claimed_at and (row.place_id, row.person_id) != (place.pk, person and person.pk):
        _begin_anew(row, place)
    row.put_at(place)
    row.person = person
    row.claimed_at, row.claimed_by, row.changed_at = now, by.audit_name, now
    row.save()
    audit.record("sensing.claimed", row, by=by, at=now, place=place.pk)
    return row


def _begin_anew(row: Device, place: Place) -> None:
    """Nothing that it knew of the last home, or of the last person, is taken for the next."""
    if row.place_id != place.pk and Alert.objects.active().filter(device=row).exists():
        raise AlertOpenHere()
    RuleState.objects.filter(device=row).delete()
    if row.kind in TELLS_OF_A_PERSON:
        Reading.objects.filter(device=row).delete()


@transaction.atomic
def change_key(*, device: Device, by: Actor, now: datetime) -> str:
    """Give a device a new key; the old one ends at once."""
    row = _locked(device)
    require(by, SensingPermission.REGISTER, at=row.place)
    secret = secrets.new_secret()
    row.secret_hash, row.secret_bcrypt = secrets.hash_of(secret), secrets.nats_hash_of(secret)
    row.changed_at = now
    row.save(update_fields=["secret_hash", "secret_bcrypt", "changed_at"])
    audit.record("sensing.key_changed", row, by=by, at=now)
    return secret


@transaction.atomic
def end_device(*, device: Device, by: Actor, now: datetime) -> Device:
    """Take a device down: it is not heard any more, and what it said stays."""
    row = _locked(device)
    require(by, SensingPermission.REGISTER, at=row.place)
    if row.ended_at is None:
        row.ended_at = row.changed_at = now
        row.save(update_fields=["ended_at", "changed_at"])
        audit.record("sensing.ended", row, by=by, at=now)
    return row


@transaction.atomic
def forget_person(*, person_id: int, by: Actor, now: datetime) -> int:
    """Somebody took their yes back: what devices said of them goes, and they say no more."""
    whose = Q(person=person_id) | Q(person__merged_into=person_id)
    rows = list(Device.objects.select_for_update(of=("self",)).filter(whose))
    ids = [row.pk for row in rows]
    _let_go(ids, now)
    forget_words_of(devices=ids, by=by, now=now)
    own = Person.objects.filter(pk=person_id).values_list("place", flat=True)
    Away.objects.filter(place__in={*own, *(row.place_id for row in rows)}).delete()
    lines = [audit.Line("sensing.forgotten", audit.subject_of(row)) for row in rows]
    audit.record_all(lines, by=by, at=now)
    return len(rows)


@transaction.atomic
def let_go_of_moved(*, by: Actor, now: datetime) -> int:
    """Whoever has moved away agreed for their own home, not for those who live there now."""
    moved = ~Q(place=F("person__place")) | Q(person__left_on__isnull=False)
    held = Device.objects.select_for_update(of=("self",)).filter(moved, person__isnull=False)
    rows = list(held.order_by("pk"))
    if rows:
        _let_go([row.pk for row in rows], now)
        lines = [audit.Line("sensing.let_go", audit.subject_of(row)) for row in rows]
        audit.record_all(lines, by=by, at=now)
    return len(rows)


def _let_go(ids: Sequence[int], now: datetime) -> None:
    """What devices said of somebody goes, and they are nobody's from now on."""
    Reading.objects.filter(device__in=ids).delete()
    RuleState.objects.filter(device__in=ids).delete()
    Refusal.objects.filter(device__in=ids).update(sample=b"")
    Device.objects.filter(pk__in=ids).update(person=None, changed_at=now)


@transaction.atomic
def pass_on(*, devices: Sequence[int], to: Person, by: Actor, now: datetime) -> None:
    """Two records turned out to be one person: what hangs for one hangs for the other."""
    rows = Device.objects.select_for_update(of=("self",)).filter(pk__in=devices)
    held = [row for row in rows.order_by("pk") if row.person_id != to.pk]
    Device.objects.filter(pk__in=[row.pk for row in held]).update(person=to, changed_at=now)
    lines = [audit.Line("sensing.passed_on", audit.subject_of(r), {"to": to.pk}) for r in held]
    audit.record_all(lines, by=by, at=now)


def _locked(device: Device) -> Device:
    held = Device.objects.select_for_update(of=("self",)).select_related("place")
    return held.get(pk=device.pk)
