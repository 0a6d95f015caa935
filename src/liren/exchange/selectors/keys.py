"""Keys to the Open311 door, and the places it is open for."""

import hashlib

from liren.core.errors import LirenError, NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.exchange.models import Open311Key, Open311KeyQuerySet
from liren.places.models import Kind, Place

PREFIX = "o311_"  # told apart from other secrets by scanners of leaks
JURISDICTIONS = (
    Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND,
)  # fmt: skip


class JurisdictionUnknown(NotFound):
    """No such place, or none that is open to Open311: the answer is the same."""

    code = "exchange.jurisdiction_unknown"
    sentence = sentence("jurisdiction_id was not found.")


class JurisdictionMissing(LirenError):
    """Several places are served, and none was named."""

    code = "exchange.jurisdiction_missing"
    sentence = sentence("jurisdiction_id was not provided: this address serves several places.")


def hash_of(secret: str) -> bytes:
    """What is kept of a key; unsalted, because the secret is random and long."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def keys_in(scope: Scope) -> Open311KeyQuerySet:
    """The keys of the places inside a scope, the latest first."""
    return Open311Key.objects.within(scope).select_related("place")


def key_of(secret: str) -> Open311Key | None:
    """The key that a secret is, while it holds."""
    rows = Open311Key.objects.in_force().filter(hash=hash_of(secret))
    return rows.select_related("place").first()


def jurisdiction(code: str, *, key: Open311Key | None) -> Place:
    """The place that is asked about: the named one, the key's, or the only one that is open.

    A place is open to Open311 from the moment an administrator makes a key for it.
    """
    if code:
        return _named(code, key)
    if key is not None:
        return key.place
    open_paths = Open311Key.objects.in_force().order_by().values_list("place_path", flat=True)
    widest = Scope.of(open_paths.distinct()).paths
    if len(widest) > 1:
        raise JurisdictionMissing()
    found = Place.objects.filter(path__in=widest).first()
    if found is None:
        raise JurisdictionUnknown()
    return found


def _named(code: str, key: Open311Key | None) -> Place:
    known = Place.objects.filter(kind__in=JURISDICTIONS, code=code) if "\0" not in code else None
    found = known.first() if known is not None else None
    if found is None:
        raise JurisdictionUnknown()
    if key is not None:
        return _both(found, key.place)
    if not Open311Key.objects.in_force().filter(place_path__in=ancestors(found.path)).exists():
        raise JurisdictionUnknown()
    return found


def _both(named: Place, own: Place) -> Place:
    """What lies in the named place and in the key's: one of the two, or nothing."""
    if named.path.startswith(own.path):
        return named
    if own.path.startswith(named.path):
        return own
    raise JurisdictionUnknown()
