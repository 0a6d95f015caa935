"""What an adapter is: it reads a packet, and knows neither database nor network."""

from datetime import datetime, timedelta, timezone
from typing import NamedTuple, Protocol

CHINA = timezone(timedelta(hours=8))  # devices without a zone of their own go by the wall clock
LONGEST_KEY = 64
LONGEST_NAMELESS = LONGEST_KEY - 11  # the minute of its arrival comes behind it
LONGEST_WORD = 24
LONGEST_NUMBER = 40
LONGEST_REFERENCE = 200


class Packet(NamedTuple):
    """What came in, as it came."""

    body: bytes
    topic: str = ""


class Said(NamedTuple):
    """One value, said of one device under the number that is printed on it.

    `key` is the device's own name for the message: it stays the same when it is sent again. `at`
    is by the device's clock; without one, the moment of arrival is taken. Where it names neither,
    only the same words within the same minute are the same message: a button is pressed again.
    """

    number: str
    key: str
    what: str
    value: float
    at: datetime | None = None
    reference: str = ""
    is_named: bool = True  # `key` or `at` tells it from what says the same later


class Unreadable(Exception):
    """A packet that is not understood; the reason is a plain word that is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Adapter(Protocol):
    """A way in which devices speak. Same packet, same answer: it keeps nothing."""

    @property
    def key(self) -> str:
        """A stable name, held by rows."""

    @property
    def name(self) -> str:
        """How people call it; a message id."""

    @property
    def longest(self) -> int:
        """How many bytes a packet may have."""

    def read(self, packet: Packet) -> list[Said]:
        """What the packet says; raises `Unreadable` for whatever is not to be understood."""
