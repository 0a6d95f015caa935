"""What GET requests may ask for, read from its parameters as GeoReport v2 has them.

An empty parameter is one that was not given ("Optional Arguments"). Reading is strict: what
cannot be understood is refused by its name, and nothing is guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from liren.core.errors import LirenError, sentence

SPAN = timedelta(days=90)
MOST = 1_000  # "first 1000 requests returned"
LAST_PAGE = 100_000
STATUSES = frozenset({"open", "closed"})
YEARS = range(1900, 3000)  # outside, ninety days more are no date any more
# W3C's note on dates, complete date and time; the zone must be there.
W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)")


class ParameterWrong(LirenError):
    """A parameter cannot be understood."""

    code = "exchange.parameter_wrong"
    sentence = sentence("{name} cannot be understood.")


class DateWrong(LirenError):
    """A date is not in the form of the specification."""

    code = "exchange.date_wrong"
    sentence = sentence("{name} must be a date and time with its zone, like 2026-01-31T08:00:00Z.")


class SpanTooLong(LirenError):
    """More days than one question may span."""

    code = "exchange.span_too_long"
    sentence = sentence("start_date and end_date must be in order and span at most 90 days.")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which requests are wanted; ids override everything else."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: frozenset[str] = STATUSES
    since: datetime
    until: datetime
    skip: int = 0
    most: int = MOST


def read_filters(given: Mapping[str, str], *, now: datetime) -> Filters:
    """The filters of a question."""
    since, until = _range(given, now)
    page = _number(given, "page", 1, LAST_PAGE)
    most = min(_number(given, "page_size", MOST, 10**9), MOST)
    return Filters(
        ids=tuple(_listed(given, "service_request_id")[:MOST]),
        codes=tuple(_listed(given, "service_code")[:MOST]),
        statuses=_statuses(given),
        since=since,
        until=until,
        skip=(page - 1) * most,
        most=most,
    )


def _listed(given: Mapping[str, str], name: str) -> list[str]:
    return [word for each in given.get(name, "").split(",") if (word := each.strip())]


def _statuses(given: Mapping[str, str]) -> frozenset[str]:
    wanted = frozenset(_listed(given, "status"))
    if wanted - STATUSES:
        raise ParameterWrong(name="status")
    return wanted or STATUSES


def _number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= most):
        raise ParameterWrong(name=name)
    return int(text)


def _range(given: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    since, until = _date(given, "start_date"), _date(given, "end_date")
    if since is None and until is None:
        return now - SPAN, now
    since = since or (until or now) - SPAN
    until = until or since + SPAN
    if not timedelta() <= until - since <= SPAN:
        raise SpanTooLong()
    return since, until


def _date(given: Mapping[str, str], name: str) -> datetime | None:
    # A plus sign that a client did not escape arrives as a space.
    text = given.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text) if W3.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise DateWrong(name=name)
    return found.astimezone(UTC)
