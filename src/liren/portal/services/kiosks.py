"""A device at the counter becomes a kiosk by a key, which is shown once and can be taken back."""

import secrets
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.permissions import Actor, require
from liren.places.models import Place
from liren.portal.models import KioskKey
from liren.portal.permissions import PortalPermission
from liren.portal.selectors.kiosks import key_hash

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
GROUPS, LENGTH = 3, 4


@transaction.atomic
def make_key(*, place: Place, name: str, by: Actor, now: datetime) -> tuple[KioskKey, str]:
    """Make a key for a device; the key itself is only in the answer."""
    require(by, PortalPermission.KIOSK, at=place)
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))
    secret = "-".join(groups)
    row = KioskKey(
        name=name.strip()[:60], hash=key_hash(secret), made_at=now, made_by=by.audit_name
    )
    row.put_at(place)
    row.save()
    audit.record("portal.kiosk_key_made", row, by=by, at=now)
    return row, secret


@transaction.atomic
def revoke_key(*, key: KioskKey, by: Actor, now: datetime) -> KioskKey:
    """Take a key back; its device is a browser like any other at the next page."""
    require(by, PortalPermission.KIOSK, at=key.place)
    if KioskKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        audit.record("portal.kiosk_key_revoked", key, by=by, at=now)
    key.refresh_from_db()
    return key
