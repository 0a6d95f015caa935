"""A party is no more: what it still had to do, and the duties that led to it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liren.accounts import services as accounts
from liren.accounts.models import Party
from liren.cases.models import Duty
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor
from liren.workorders.models import WorkOrder


class PartyHasWork(Conflict):
    """Somebody waits for it."""

    code = "cases.party_has_work"
    sentence = sentence("{count} open orders lie there. Please have them handed over first.")


@transaction.atomic
def end_party(*, party: Party, by: Actor, now: datetime) -> Party:
    """End a party that has nothing left to do, and with it its duties."""
    ended = accounts.end_party(party=party, by=by, now=now)
    if waiting := WorkOrder.objects.open().filter(party=party).count():
        raise PartyHasWork(count=waiting)
    _end_duties(party, by, now)
    return ended


def _end_duties(party: Party, by: Actor, now: datetime) -> None:
    """Its entries of the duty list end today; those that had not begun go."""
    today = timezone.localdate(now)
    running = Duty.objects.filter(party=party).filter(
        Q(until_date__isnull=True) | Q(until_date__gt=today)
    )
    lines = [
        audit.Line("cases.duty_ended", audit.subject_of(duty), {"until": today.isoformat()})
        for duty in running
    ]
    running.filter(from_date__gt=today).delete()
    running.update(until_date=today)
    audit.record_all(lines, by=by, at=now)
