"""What an automatic rule covers is handed on at once, by the rule and with its reason."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from liren.accounts.selectors import PartyEnded
from liren.cases.models import Case, Duty
from liren.cases.selectors.rules import suggested_parties
from liren.cases.services.dispatch import dispatch_case
from liren.core.permissions import SYSTEM


def dispatch_by_rule(cases: Sequence[Case], *, now: datetime) -> int:
    """Dispatch new cases whose class is settled and needs nobody to look first; says how many."""
    settled = {
        case.pk: case for case in cases if case.category and not case.category.needs_existence_check
    }
    if not settled or not Duty.objects.filter(automatic=True).exists():
        return 0
    chosen = {
        pk: suggestion
        for pk, suggestion in suggested_parties(list(settled.values())).items()
        if suggestion.is_automatic
    }
    done = 0
    for pk, suggestion in chosen.items():
        why = {"rule": suggestion.why, **suggestion.data}
        # A party that ends at this moment must not cost a resident the report.
        with suppress(PartyEnded):
            dispatch_case(case=settled[pk], to=suggestion.party, by=SYSTEM, now=now, why=why)
            done += 1
    return done
