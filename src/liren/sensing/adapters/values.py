"""What packets in JSON have in common: a name, a moment and values, all of them checked."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from liren.sensing.adapters.protocol import (
    CHINA,
    LONGEST_KEY,
    LONGEST_NAMELESS,
    LONGEST_NUMBER,
    LONGEST_REFERENCE,
    LONGEST_WORD,
    Said,
    Unreadable,
)

MOST_VALUES = 32
LONGEST_ID = LONGEST_KEY - LONGEST_WORD - 1  # a slash and the word come behind it
LONGEST_HASH = LONGEST_NAMELESS - LONGEST_WORD - 1
LARGEST = 1e15
MILLISECONDS_FROM = 1e11  # a number of seconds so large lies after the year 5000
_WORD = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_WORD - 1}}}")
_NUMBER = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NUMBER}}}")


def object_of(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(found, dict):
        raise Unreadable("not_an_object")
    return found


def is_number(text: str) -> bool:
    """Whether a device can be called so: letters, digits, dashes."""
    return _NUMBER.fullmatch(text) is not None


def said_by(number: object, message: Mapping[str, Any]) -> Iterator[Said]:
    """The values of one message of one device."""
    if not isinstance(number, str) or not is_number(number):
        raise Unreadable("no_number")
    values = message.get("values")
    if not isinstance(values, dict) or not 0 < len(values) <= MOST_VALUES:
        raise Unreadable("no_values")
    key, at = _key(message), _moment(message.get("at"))
    reference = _reference(message.get("reference", ""))
    is_named = message.get("id") is not None or at is not None
    for what, value in values.items():
        if not _WORD.fullmatch(what):
            raise Unreadable("bad_word")
        name = key if len(values) == 1 else f"{key}/{what}"
        yield Said(number, name, what, _value(value), at, reference, is_named)


def _key(message: Mapping[str, Any]) -> str:
    own = message.get("id")
    if own is None:
        # Without a name nothing else is known of it than its words.
        text = json.dumps(message, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:LONGEST_HASH]
    text = str(own) if isinstance(own, str | int) else ""
    if not 0 < len(text) <= LONGEST_ID or not text.isprintable():
        raise Unreadable("bad_id")
    return text


def _value(value: object) -> float:
    if not isinstance(value, bool | int | float):
        raise Unreadable("not_a_number")
    # Before it becomes a float, which the largest integers of JSON do not fit into.
    if not -LARGEST <= value <= LARGEST or not math.isfinite(value):
        raise Unreadable("not_a_number")
    return float(value)


def _moment(given: object) -> datetime | None:
    if given is None:
        return None
    try:
        if isinstance(given, str):
            at = datetime.fromisoformat(given)
            return at if at.tzinfo else at.replace(tzinfo=CHINA)
        if isinstance(given, int | float) and not isinstance(given, bool):
            seconds = given / 1000 if given > MILLISECONDS_FROM else given
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise Unreadable("bad_time")


def _reference(given: object) -> str:
    """Where a camera keeps its clip: a name at the camera's own place, never a picture."""
    if not isinstance(given, str) or len(given) > LONGEST_REFERENCE:
        raise Unreadable("bad_reference")
    if not given.isascii() or not given.isprintable():
        raise Unreadable("bad_reference")
    return given
