"""The keys of kiosks."""

from django.db.models import QuerySet

from liren.core import crypto
from liren.core.scope import Scope
from liren.portal.models import KioskKey


def key_hash(secret: str) -> bytes:
    """What is kept of a key; however it was typed."""
    plain = "".join(sign for sign in secret.upper() if sign.isalnum())
    return crypto.mac(plain.encode(), purpose="kiosk key")


def key_by_secret(secret: str) -> KioskKey | None:
    """The key that was typed, while it holds."""
    rows = KioskKey.objects.filter(hash=key_hash(secret), revoked_at__isnull=True)
    return rows.select_related("place").first()


def live_key(pk: int) -> KioskKey | None:
    """The key of a device, while it holds."""
    rows = KioskKey.objects.filter(pk=pk, revoked_at__isnull=True)
    return rows.select_related("place").first()


def keys_in(scope: Scope) -> QuerySet[KioskKey]:
    """The keys inside a scope that hold."""
    rows = KioskKey.objects.within(scope).filter(revoked_at__isnull=True)
    return rows.select_related("place")
