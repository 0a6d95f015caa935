"""A modest brake on how often one sender can try; no puzzles, only a sentence.

Counted in the cache of each process, by a keyed hash of who it is: nothing is kept of an address.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from liren.core import crypto
from liren.core.errors import TooMany

HOUR = 3600


def count(what: str, sender: str) -> int:
    """Note one more try; says how many there were within the hour."""
    key = _key(what, sender)
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return 1


def check(what: str, sender: str, *, most: int) -> None:
    """Refuse when there were too many already; for tries that count only when they fail."""
    if cache.get(_key(what, sender), 0) >= most:
        raise TooMany()


def address_of(request: HttpRequest) -> str:
    """Where a request came from; behind our own proxy, what the proxy added last."""
    passed_on = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return passed_on.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _key(what: str, sender: str) -> str:
    return f"pace:{what}:" + crypto.mac(sender.encode(), purpose="report.pace").hex()[:32]
