"""Who is not at home: whoever calls this has made sure that it is theirs to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor
from liren.places.models import Place
from liren.sensing.models import Away

LONGEST = timedelta(days=180)
KEPT = timedelta(days=7)


class AwayTooLong(Invalid):
    """Neither in the past, nor for ever."""

    code = "sensing.away_too_long"
    sentence = sentence("Please choose a day from today on, within half a year.")


@dataclass(frozen=True, kw_only=True)
class NewAway:
    """Which home stands empty until when, and whose word it is."""

    home: Place
    until: datetime
    said: str
    by_name: str


@transaction.atomic
def set_away(new: NewAway, *, by: Actor, now: datetime) -> Away:
    """Nobody is at home until then; while it lasts, a quiet home raises nothing."""
    if not now < new.until <= now + LONGEST:
        raise AwayTooLong()
    Place.objects.select_for_update(of=("self",), no_key=True).get(pk=new.home.pk)
    row = Away.objects.filter(place=new.home).first() or Away()
    row.put_at(new.home)
    row.since, row.until = now, new.until
    row.said, row.by_name = Away.Said(new.said), new.by_name[:80]
    row.save()
    audit.record("sensing.away", row, by=by, at=now, said=row.said)
    return row


@transaction.atomic
def back_home(*, home: Place, by: Actor, now: datetime) -> None:
    """They are back: from now on silence counts again."""
    row = Away.objects.select_for_update(of=("self",)).filter(place=home, until__gt=now).first()
    if row is None:
        return
    row.since = row.until = max(now, row.since)
    row.save(update_fields=["since", "until"])
    audit.record("sensing.back_home", row, by=by, at=now)


def forget_the_past(now: datetime) -> int:
    """Nobody needs to know any longer that a home once stood empty."""
    gone, _by_table = Away.objects.filter(until__lt=now - KEPT).delete()
    return gone
