"""What of a value is shown to whoever has not said what for."""

from collections.abc import Callable
from enum import StrEnum

from liren.people.domain.elements import Element, Mask

HIDDEN = "••••••"


class Sight(StrEnum):
    """How somebody sees a value."""

    NONE = ""
    WAITING = "waiting"  # only beside a proposal that they decide, masked where it is
    READ = "read"
    MASKED = "masked"
    OPENED = "opened"  # masked, and in clear for a purpose, noted
    COPY = "copy"  # masked on the page, in clear in one's own copy


def sight_of(element: Element, *, sees: bool, opens: bool, decides: bool = False) -> Sight:
    """What follows from the permissions over the place where the person lives."""
    if not sees:
        return Sight.WAITING if decides else Sight.NONE
    if not element.is_masked:
        return Sight.READ
    return Sight.OPENED if opens else Sight.MASKED


def masked(element: Element, text: str) -> str:
    """Enough to recognise, too little to use; a value without a mask stays as it is."""
    if not text or element.mask is Mask.NONE:
        return HIDDEN if text and element.is_sealed else text
    return MASKS[element.mask](text)


def _id_number(text: str) -> str:
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) > 10 else HIDDEN


def _phone(text: str) -> str:
    digits = text.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else HIDDEN


def _email(text: str) -> str:
    name, _, host = text.partition("@")
    return f"{name[:1]}***@{host}"


def _address(text: str) -> str:
    return f"{text[:6]}…" if len(text) > 6 else HIDDEN


MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.ID_NUMBER: _id_number,
    Mask.PHONE: _phone,
    Mask.EMAIL: _email,
    Mask.ADDRESS: _address,
    Mask.ALL: lambda text: HIDDEN,
}
