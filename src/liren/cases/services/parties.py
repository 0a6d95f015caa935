"""A party is no more: what it still had to do, and the rules that led to it."""

from datetime import datetime

from django.db import transaction

from liren.accounts import services as accounts
from liren.accounts.models import Party
from liren.cases.models import DispatchRule
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
    """End a party that has nothing left to do, and the rules that named it."""
    ended = accounts.end_party(party=party, by=by, now=now)
    if waiting := WorkOrder.objects.open().filter(party=party).count():
        raise PartyHasWork(count=waiting)
    rules = DispatchRule.objects.filter(party=party)
    gone = [audit.Line("cases.rule_removed", audit.subject_of(rule)) for rule in rules]
    rules.delete()
    audit.record_all(gone, by=by, at=now)
    return ended
