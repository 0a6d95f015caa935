"""A report that another system sends: where it is, what it is, and then the one service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from liren.cases.models import Channel, Shown
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.core.errors import LirenError, TooLarge, sentence
from liren.core.idempotency import LONGEST_KEY, KeyTooLong, fingerprint_of
from liren.core.permissions import Place as AnyPlace
from liren.core.scope import NOWHERE, Scope
from liren.exchange.domain.positions import read_position
from liren.exchange.models import Open311Key
from liren.exchange.selectors.open311 import LONGEST_DESCRIPTION, service, source_of
from liren.places.models import Place
from liren.places.selectors import at_position, inside

LONGEST_LINE = 200
LONGEST_NAME = 80
LONGEST_URL = 1_000
WHERE_EXACTLY = "attribute[place_note]"
WHO_MAY_KNOW = "attribute[shown]"


class ArgumentMissing(LirenError):
    """Something the specification requires."""

    code = "exchange.argument_missing"
    sentence = sentence("{name} was not provided.")


class ArgumentTooLong(TooLarge):
    """More than can be kept; nothing is cut in silence."""

    code = "exchange.argument_too_long"
    sentence = sentence("{name} has more than {most} characters.")


class LocationMissing(LirenError):
    """None of the three ways to say where."""

    code = "exchange.location_missing"
    sentence = sentence("Say where it is: lat and long, address_id, or address_string.")


class LocationElsewhere(LirenError):
    """A position or an id outside the place of the key."""

    code = "exchange.location_elsewhere"
    sentence = sentence("{name} does not lie in the place that this api_key is for.")


class ShownUnknown(LirenError):
    """None of the answers that the service's definition offers."""

    code = "exchange.shown_unknown"
    sentence = sentence("{name} is one of: {known}.")


class MediaUnusable(LirenError):
    """An address that no browser could open."""

    code = "exchange.media_unusable"
    sentence = sentence("media_url is not an address that begins with http:// or https://.")


@dataclass(frozen=True)
class Partner:
    """A system that acts by its key; it holds no grant, and the log names the key."""

    key: Open311Key

    @property
    def audit_name(self) -> str:
        """How the log names the key."""
        return f"open311 {self.key.pk} ({self.key.name})"[:120]

    def has_perm(self, perm: str, obj: AnyPlace | None = None) -> bool:
        """A key opens the Open311 door and no other."""
        return False

    def scope_for(self, perm: str) -> Scope:
        """It sees nothing that needs a grant."""
        return NOWHERE


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What a POST carries, and the name that the client gave to the sending."""

    given: Mapping[str, str]
    place: Place
    name: str = ""


def take_request(new: NewRequest, *, key: Open311Key, now: datetime) -> Receipt:
    """Take in a report; one that was sent before under the same name is returned as it stands."""
    given = new.given
    code = _required(given, "service_code")
    said = NewReport(
        text=_short(given, "description", LONGEST_DESCRIPTION),
        category=service(code).category,
        place=_place(given, new.place),
        place_note=_place_note(given),
        channel=Channel.API,
        phone=_short(given, "phone", LONGEST_NAME),
        reporter_name=_name(given),
        shown=_shown(given),
        client_key=client_key(key, new.name) if new.name else None,
        source=source_of(key),
        details=_media(given),
    )
    return report_case(said, by=Partner(key), now=now)


def client_key(key: Open311Key, name: str) -> str:
    """The name of a sending among those of all keys."""
    if len(name) > LONGEST_KEY:
        raise KeyTooLong(most=LONGEST_KEY)
    return f"open311:{fingerprint_of(str(key.pk).encode(), name.encode()).hex()}"


def _place(given: Mapping[str, str], own: Place) -> Place:
    """By the code of a place, else by the outlines; an address in words is read with the report."""
    code = given.get("address_id", "").strip()
    position = read_position(given.get("lat", ""), given.get("long", ""))
    if code:
        found = inside(own).filter(code=code).first()
        if found is None:
            raise LocationElsewhere(name="address_id")
        return found
    if position is None:
        if not given.get("address_string", "").strip():
            raise LocationMissing()
        return own
    found = at_position(Scope.of([own.path]), *position)
    if found is None and own.geometry:
        raise LocationElsewhere(name="lat, long")
    return found or own


def _place_note(given: Mapping[str, str]) -> str:
    lines = _line(given, "address_string"), _line(given, WHERE_EXACTLY)
    note = " · ".join(filter(None, lines))
    if len(note) > LONGEST_LINE:
        raise ArgumentTooLong(name="address_string", most=LONGEST_LINE)
    return note


def _shown(given: Mapping[str, str]) -> str:
    """The specification gives descriptions to everybody; whoever sends may say otherwise."""
    chosen = given.get(WHO_MAY_KNOW, "").strip() or Shown.WORDS
    if chosen not in Shown.values:
        raise ShownUnknown(name=WHO_MAY_KNOW, known=", ".join(Shown.values))
    return chosen


def _name(given: Mapping[str, str]) -> str:
    """As it is written where the family's name comes first, and where it does not."""
    first, last = _line(given, "first_name"), _line(given, "last_name")
    gap = " " if (first + last).isascii() else ""
    name = f"{first}{gap}{last}" if gap else f"{last}{first}"
    if len(name) > LONGEST_NAME:
        raise ArgumentTooLong(name="first_name", most=LONGEST_NAME)
    return name.strip()


def _media(given: Mapping[str, str]) -> dict[str, object]:
    """The address of a picture is kept as words for the office; nobody here ever opens it."""
    url = _short(given, "media_url", LONGEST_URL).strip()
    if not url:
        return {}
    try:
        parts = urlsplit(url)
    except ValueError as wrong:
        raise MediaUnusable() from wrong
    if parts.scheme not in ("http", "https") or not parts.netloc or not url.isprintable():
        raise MediaUnusable()
    return {"media_url": url}


def _required(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise ArgumentMissing(name=name)
    return value


def _short(given: Mapping[str, str], name: str, most: int) -> str:
    value = given.get(name, "")
    if len(value) > most:
        raise ArgumentTooLong(name=name, most=most)
    return value


def _line(given: Mapping[str, str], name: str) -> str:
    return " ".join(_short(given, name, LONGEST_LINE).split())
