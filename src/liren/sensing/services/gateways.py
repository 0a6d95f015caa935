"""Gateways: a vendor's platform or a fire panel, and the key it signs with."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liren.core import audit, crypto
from liren.core.permissions import Actor, require
from liren.places.models import Place
from liren.sensing.domain.secrets import hash_of, nats_hash_of, new_secret
from liren.sensing.models import Device, Gateway
from liren.sensing.permissions import SensingPermission
from liren.sensing.services.devices import NumberTaken

PURPOSE = "gateway"


@dataclass(frozen=True, kw_only=True)
class NewGateway:
    """Who speaks for devices of a place, and how."""

    number: str
    name: str
    adapter: str
    place: Place


@transaction.atomic
def add_gateway(new: NewGateway, *, by: Actor, now: datetime) -> tuple[Gateway, str]:
    """Enter a gateway; its key is returned this once, and kept sealed to verify signatures."""
    require(by, SensingPermission.REGISTER, at=new.place)
    secret = new_secret()
    row = Gateway(
        number=new.number,
        name=new.name,
        adapter=new.adapter,
        salt=secrets.token_hex(16),
        secret_hash=hash_of(secret),
        secret_bcrypt=nats_hash_of(secret),
        made_at=now,
        made_by=by.audit_name,
    )
    row.secret_sealed = crypto.seal(secret, purpose=PURPOSE, row=f"gateway:{row.salt}")
    row.put_at(new.place)
    if Device.objects.filter(number=new.number).exists():  # each would open the other's door
        raise NumberTaken(number=new.number)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise NumberTaken(number=new.number) from twice
    audit.record("sensing.gateway_added", row, by=by, at=now, place=new.place.pk)
    return row, secret


@transaction.atomic
def end_gateway(*, gateway: Gateway, by: Actor, now: datetime) -> Gateway:
    """End a gateway's key at once; its devices fall silent."""
    require(by, SensingPermission.REGISTER, at=gateway.place)
    Gateway.objects.filter(pk=gateway.pk, ended_at__isnull=True).update(ended_at=now)
    gateway.refresh_from_db()
    audit.record("sensing.gateway_ended", gateway, by=by, at=now)
    return gateway


def secret_of(gateway: Gateway) -> str:
    """The key that a gateway signs with; only for comparing."""
    blob = bytes(gateway.secret_sealed or b"")
    return crypto.unseal(blob, purpose=PURPOSE, row=f"gateway:{gateway.salt}")
