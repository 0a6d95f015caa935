"""Times as people say them: what is left, how long ago, and the exact time behind it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

DAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
SOON = timedelta(hours=1)
SOON_SHARE = 0.75
KEPT = 8_192  # a list says the same few hundred times again and again, and wording one is slow


class Urgency(StrEnum):
    """How a deadline stands; each has a word on the page, never a colour alone."""

    OPEN = "open"
    SOON = "soon"
    LATE = "late"


def urgency(due: datetime, now: datetime, begun: datetime | None = None) -> Urgency:
    """Late after the deadline, soon in the last hour or the last quarter of the time given."""
    if now > due:
        return Urgency.LATE
    if due - now <= SOON or (begun and share_gone(begun, due, now) >= SOON_SHARE):
        return Urgency.SOON
    return Urgency.OPEN


def share_gone(begun: datetime, due: datetime, now: datetime) -> float:
    """The part of the time given that is over, from 0 to 1."""
    given = (due - begun).total_seconds()
    if given <= 0:
        return 1.0
    return min(1.0, max(0.0, (now - begun).total_seconds() / given))


def span(length: timedelta) -> str:
    """A length of time in its one most telling unit; countdown.js must round alike."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return _count(ngettext("{} minute", "{} minutes", max(1, minutes)), max(1, minutes))
    if minutes < 48 * 60:
        return _count(ngettext("{} hour", "{} hours", minutes // 60), minutes // 60)
    return _count(ngettext("{} day", "{} days", minutes // 1440), minutes // 1440)


def _count(words: str, number: int) -> str:
    return words.format(number)


def left(due: datetime, now: datetime) -> str:
    """What is left until a deadline, or how long it has been missed."""
    if now > due:
        return _("{} late").format(span(now - due))
    return _("{} left").format(span(due - now))


def by(due: datetime, now: datetime) -> str:
    """The deadline itself, as short as the day allows."""
    words = _("due {}") if now > due else _("by {}")
    return words.format(moment(due, now))


def moment(at: datetime, now: datetime) -> str:
    """A point in time: the clock today, the day's name within the week, the date otherwise."""
    return _moment(timezone.make_naive(at), timezone.localdate(now), get_language())


@lru_cache(maxsize=KEPT)
def _moment(local: datetime, today: date, language: str | None) -> str:
    clock = date_format(local, "H:i")
    days = (local.date() - today).days
    near = {-1: _("yesterday {}"), 0: "{}", 1: _("tomorrow {}")}.get(days)
    if near:
        return near.format(clock)
    if 1 < days < 7:
        return f"{DAYS[local.weekday()]} {clock}"
    return date_format(local, _("j M") if local.year == today.year else _("j M Y"))


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was, or when it will be."""
    if at > now:
        return moment(at, now)
    if now - at < timedelta(minutes=1):
        return _("just now")
    if (
        now - at < timedelta(hours=12)
        and timezone.localtime(at).date() == timezone.localtime(now).date()
    ):
        return _("{} ago").format(span(now - at))
    return moment(at, now)


def exact(at: datetime) -> str:
    """The whole date and time, for the title of every relative one."""
    return _exact(timezone.make_naive(at), get_language())


@lru_cache(maxsize=KEPT)
def _exact(local: datetime, language: str | None) -> str:
    return date_format(local, _("j F Y, H:i"))
