"""Two who look like one: a person says whether they are, and may say otherwise later."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.ledgers.models import Outcome, PlanLine, Review, Stage, State
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services.importing_apply import join_one
from liren.ledgers.services.importing_states import hold
from liren.ledgers.services.importing_undo import part_one


class ReviewDecided(Conflict):
    """Somebody was quicker."""

    code = "ledgers.review_decided"
    sentence = sentence("Somebody has decided about these two already. Please look again.")


@transaction.atomic
def decide_review(
    *, review: Review, is_same: bool | None, was: bool | None, by: Actor, now: datetime
) -> Review:
    """One person, two persons, or open again; `was` is what the clerk saw."""
    require(by, LedgerPermission.IMPORT, at=review.ledger.place)
    ledger = hold(review.ledger, State.PLANNED, State.APPLIED)
    held = (
        Review.objects.select_for_update(of=("self",))
        .select_related("first", "second")
        .get(pk=review.pk)
    )
    if held.is_same != was:
        raise ReviewDecided()
    held.ledger = ledger
    if held.joined is not None:
        part_one(held, by=by, now=now)
    held.is_same = is_same
    held.decided_at = None if is_same is None else now
    held.decided_by = "" if is_same is None else by.audit_name[:120]
    held.save(update_fields=["is_same", "decided_at", "decided_by"])
    for line in (held.first, held.second):
        if line is not None:
            _let_go(line)
    if is_same:
        join_one(held, by=by, now=now)
    audit.record("ledgers.reviewed", held, by=by, at=now, same=is_same)
    return held


def _let_go(line: PlanLine) -> None:
    """A line waits as long as one of its pairs does."""
    if line.stage != Stage.READY or line.outcome not in (Outcome.REVIEW, Outcome.NEW):
        return
    pairs = Review.objects.filter(Q(first=line) | Q(second=line), is_same__isnull=True)
    line.outcome = Outcome.REVIEW if pairs.exists() else Outcome.NEW
    line.save(update_fields=["outcome"])
