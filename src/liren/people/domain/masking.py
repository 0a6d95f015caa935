"""What of a value is shown to whoever has not said what for."""

import re
from collections.abc import Callable

from liren.people.domain.elements import Element, Mask

HIDDEN = "••••••"
_MOBILE = re.compile(r"\+86(1\d{2})(\d{4})(\d{4})(?!\d)")


def masked(element: Element, text: str) -> str:
    """Enough to recognise, too little to use; a value without a mask stays as it is."""
    if not text or element.mask is Mask.NONE:
        return HIDDEN if text and element.is_sealed else text
    return MASKS[element.mask](text)


def as_written(text: str) -> str:
    """Telephones as people write them: 154 2053 1271."""
    return _MOBILE.sub(r"\1 \2 \3", text)


def covered_name(name: str) -> str:
    """A name for whoever knows the person anyway: its first sign, and how long it is."""
    return name[:1] + "*" * (len(name) - 1)


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
