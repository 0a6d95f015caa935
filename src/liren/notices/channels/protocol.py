"""What a channel is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from liren.notices.domain.hours import QuietHours


class Reach(StrEnum):
    """What an address of the channel is."""

    USER = "user"  # an account: the stored row is read on this site
    PHONE = "phone"
    EMAIL = "email"
    GROUP = "group"  # one message to everybody in a group; reaches no home in particular
    PAPER = "paper"  # put up by hand, and noted by whoever did it


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many messages it carries; none means as many as there are."""

    a_minute: int | None = None
    an_hour: int | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be said; the key stays the same when a try is repeated."""

    key: str
    text: str

    @property
    def subject(self) -> str:
        """The first line, for channels that have one."""
        return (self.text.splitlines() or [""])[0][:78]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the carrier answered."""

    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class NoSettings:
    """For a channel that needs nothing to be set up."""


class DeliveryFailed(Exception):
    """It could not be carried this time; the words are for the log and hold nothing personal."""


class CarrierSilent(DeliveryFailed):
    """Nobody answered in time: what else waits for this carrier need not find out by itself."""


class Channel(Protocol):
    """A way by which words reach a person.

    It keeps nothing: what was set up is handed over with each call, as a frozen dataclass whose
    fields all have defaults. The form at the desk is made from it; a field's `metadata` may say
    `label`, `hint`, `secret`, and `where`: who changes that enters the secrets anew.
    """

    @property
    def key(self) -> str:
        """A stable name, held by rows."""

    @property
    def name(self) -> str:
        """How people call it; a message id."""

    @property
    def reaches(self) -> Reach:
        """What an address is."""

    @property
    def is_stored(self) -> bool:
        """Whether the stored row is the delivery, so that nothing has to be carried."""

    @property
    def longest(self) -> int:
        """How many characters it can carry."""

    @property
    def quiet(self) -> QuietHours | None:
        """When it may not be used unless the message allows any hour."""

    @property
    def pace(self) -> Pace:
        """How many messages it may carry."""

    @property
    def settings(self) -> type[Any]:
        """The dataclass of what can be set up."""

    def check(self, settings: Any) -> str:
        """What is missing in its set-up, as a sentence; empty when it works."""

    def deliver(self, message: Message, address: str, settings: Any) -> Receipt:
        """Carry a message, or raise `DeliveryFailed`; a key that came before is not sent twice
        where the carrier can tell."""
