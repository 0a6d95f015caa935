"""A modest limit on how fast one sender can report; no puzzles, only a sentence.

Counted in the cache of each process, by a keyed hash of who it is: nothing is kept of an address.
"""

from django.core.cache import cache

from liren.core import crypto
from liren.core.errors import TooMany, sentence

HOUR = 3600
FROM_ONE_BROWSER = 12
FROM_ONE_ADDRESS = 240  # a whole compound may share one behind its router


class TooFast(TooMany):
    """More reports within an hour than one person has to make."""

    code = "cases.too_fast"
    sentence = sentence(
        "That is a lot within one hour. What you wrote is still here: wait a little and send it "
        "again, or ring the office and tell them everything at once."
    )


def check_pace(*, browser: str, address: str) -> None:
    """Refuse when this browser or address has reported too often; counts the try."""
    for sender, most in ((f"b:{browser}", FROM_ONE_BROWSER), (f"a:{address}", FROM_ONE_ADDRESS)):
        if _count(sender) > most:
            raise TooFast()


def _count(sender: str) -> int:
    key = "pace:" + crypto.mac(sender.encode(), purpose="report.pace").hex()[:32]
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return 1
