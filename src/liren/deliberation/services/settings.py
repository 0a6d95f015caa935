"""What a community has settled for its topics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor, require
from liren.deliberation.domain.templates import Kind, read_setting
from liren.deliberation.models import TalkRules
from liren.deliberation.permissions import TalkPermission
from liren.places.models import Place


class NumbersWrong(Invalid):
    """A number that no neighbourhood can live with."""

    code = "deliberation.numbers_wrong"
    sentence = sentence(
        "Homes go from 1 to 1000; days for an answer from 1 to 60, of a talk and of an "
        "evaluation from 1 to 90, of publication from 0 to 60."
    )


@dataclass(frozen=True, kw_only=True)
class NewRules:
    """The numbers; `sittings` as kind → (days of notice, share of those invited)."""

    support_homes: int
    answer_days: int
    discussion_days: int
    publication_days: int
    evaluation_days: int
    fewest_evaluations: int
    sittings: Mapping[Kind, tuple[int, str]] = field(default_factory=dict)


@transaction.atomic
def set_rules(*, place: Place, new: NewRules, by: Actor, now: datetime) -> TalkRules:
    """Settle the numbers; they hold for what comes, not for what was announced before."""
    require(by, TalkPermission.RULES, at=place)
    bounds = (
        (new.support_homes, 1, 1000),
        (new.answer_days, 1, 60),
        (new.discussion_days, 1, 90),
        (new.publication_days, 0, 60),
        (new.evaluation_days, 1, 90),
        (new.fewest_evaluations, 1, 1000),
    )
    if any(not least <= number <= most for number, least, most in bounds):
        raise NumbersWrong
    row = TalkRules.objects.select_for_update().filter(place=place).first() or TalkRules()
    row.put_at(place)
    row.support_homes, row.answer_days = new.support_homes, new.answer_days
    row.discussion_days = new.discussion_days
    row.publication_days, row.evaluation_days = new.publication_days, new.evaluation_days
    row.fewest_evaluations = new.fewest_evaluations
    row.sittings = {kind.value: read_setting(*pair) for kind, pair in new.sittings.items()}
    row.changed_at, row.changed_by = now, by.audit_name
    row.save()
    audit.record("deliberation.rules_set", row, by=by, at=now)
    return row
