"""Who is not at home: whoever calls this has made sure that it is theirs to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.sensing.models import Away

LONGEST = timedelta(days=180)
KEPT = timedelta(days=30)  # after it is over


class AwayTooShort(Invalid):
    """Nobody is away until yesterday."""

    code = "sensing.away_over"
    sentence = sentence("Please choose a day that is still to come.")


class AwayTooLong(Invalid):
    """Nobody is forgotten for ever."""

    code = "sensing.away_too_long"
    sentence = sentence("At most half a year at once. It can be entered again then.")


class NotAHome(Invalid):
    """Only homes stand empty."""

    code = "sensing.not_a_home"
    sentence = sentence("This is no home.")


class AwayChanged(Conflict):
    """Two said it at once."""

    code = "sensing.away_changed"
    sentence = sentence("Somebody entered this just now. Please look again.")


@dataclass(frozen=True, kw_only=True)
class NewAway:
    """Which home stands empty until when, and whose word it is."""

    home: Place
    until: datetime
    said: Away.Said = Away.Said.OFFICE
    told_by: str = ""


@transaction.atomic
def set_away(new: NewAway, *, by: Actor, now: datetime) -> Away:
    """Say that a home stands empty from now until then; what was said before no longer counts."""
    place, until = new.home, new.until
    if place.kind != PlaceKind.HOME:
        raise NotAHome()
    if until <= now:
        raise AwayTooShort()
    if until - now > LONGEST:
        raise AwayTooLong()
    _end(place, by, now)
    row = Away(since=now, until=until, said=new.said, told_by=new.told_by.strip()[:60])
    row.set_at, row.set_by, row.changed_at = now, by.audit_name, now
    row.put_at(place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise AwayChanged() from twice
    audit.record("sensing.away_set", row, by=by, at=now, place=place.pk, said=new.said)
    return row


@transaction.atomic
def end_away(*, place: Place, by: Actor, now: datetime) -> int:
    """Somebody is at home again: it is watched from now on; says how many absences ended."""
    return _end(place, by, now)


def forget_absences(*, now: datetime) -> int:
    """Who was away when is nobody's business a month later."""
    gone, _rows = Away.objects.filter(until__lt=now - KEPT).delete()
    return gone


def _end(place: Place, by: Actor, now: datetime) -> int:
    rows = list(Away.objects.select_for_update().filter(place=place, ended_at__isnull=True))
    for row in rows:
        row.ended_at, row.ended_by, row.changed_at = now, by.audit_name, now
        row.save(update_fields=["ended_at", "ended_by", "changed_at"])
        if row.until > now:
            audit.record("sensing.away_ended", row, by=by, at=now, place=place.pk)
    return len(rows)
