"""What a channel is."""

from dataclasses import dataclass
from typing import Protocol

from liren.notices.domain.hours import QuietHours


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be said; the key stays the same when a try is repeated."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the carrier answered."""

    reference: str = ""


class DeliveryFailed(Exception):
    """It could not be carried this time; the words are for the log and hold nothing personal."""


class Channel(Protocol):
    """A way by which words reach a person."""

    @property
    def key(self) -> str:
        """A stable name, held by rows."""

    @property
    def name(self) -> str:
        """How people call it; a message id."""

    @property
    def is_stored(self) -> bool:
        """Whether the stored row is the delivery, so that nothing has to be carried."""

    @property
    def longest(self) -> int:
        """How many characters it can carry."""

    @property
    def quiet(self) -> QuietHours | None:
        """When it may not be used unless the message allows any hour."""

    def check(self) -> str:
        """What is missing in its set-up, as a sentence; empty when it works."""

    def deliver(self, message: Message, address: str) -> Receipt:
        """Carry a message, or raise `DeliveryFailed`; a key that came before is not sent twice
        where the carrier can tell."""
