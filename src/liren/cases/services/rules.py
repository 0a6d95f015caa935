"""Class and place to party: the rules by which work finds who does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party
from liren.cases.models import Category, DispatchRule
from liren.cases.permissions import CasePermission
from liren.core import audit
from liren.core.permissions import Actor, require
from liren.places.models import Place


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """Matters of a class (of all classes, if none) at a place go to a party."""

    category: Category | None
    place: Place
    party: Party
    automatic: bool = False
    source: str = ""


@transaction.atomic
def add_rules(new: Sequence[NewRule], *, by: Actor, now: datetime) -> list[DispatchRule]:
    """Add rules; a rule for the same class and place is replaced, so there is never a tie."""
    for rule in new:
        require(by, CasePermission.SETUP, at=rule.place)
    rows = []
    for rule in new:
        row = DispatchRule(
            category=rule.category, party=rule.party, automatic=rule.automatic, source=rule.source
        )
        row.put_at(rule.place)
        rows.append(row)
    DispatchRule.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["category", "place"],
        update_fields=["party", "automatic", "source"],
    )
    lines = [
        audit.Line("cases.rule_set", audit.subject_of(rule.place), {"to": rule.party.key})
        for rule in new
    ]
    audit.record_all(lines, by=by, at=now)
    return rows


@transaction.atomic
def remove_rule(*, rule: DispatchRule, by: Actor, now: datetime) -> None:
    """Take a rule away."""
    require(by, CasePermission.SETUP, at=rule.place)
    audit.record("cases.rule_removed", rule, by=by, at=now)
    rule.delete()
