"""What accounts tell the other modules."""

from dataclasses import dataclass
from typing import ClassVar

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class SignInCodeRequested(Event):
    """Somebody asked for a one-time code; it waits, sealed, to be sent."""

    name: ClassVar[str] = "accounts.sign_in_code_requested"
    code_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ResidentJoined(Event):
    """Somebody signed in by telephone for the first time and is a user now."""

    name: ClassVar[str] = "accounts.resident_joined"
    user_id: int
