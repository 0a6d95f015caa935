"""What was proposed is decided by the owner; what waits too long climbs one level."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.accounts.selectors import parties_of
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM, Actor, require
from liren.people.domain import values
from liren.people.domain.elements import Kind
from liren.people.events import ProposalDecided
from liren.people.models import Fact, Proposal, Record, State, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import MODELS, element, kind_of, said_in, text_of
from liren.people.services.putting import PersonGone
from liren.people.services.storing import ANSWER_WITHIN, Store
from liren.places.models import Place

CLIMBS_AT_ONCE = 500


class ProposalDecidedAlready(Conflict):
    """Somebody was quicker."""

    code = "people.proposal_decided"
    sentence = sentence("This proposal was decided already.")


class ReasonMissing(Invalid):
    """Whoever rejects says why."""

    code = "people.reason_missing"
    sentence = sentence("Please say why in a few words.")


class NotTheOwner(NotAllowed):
    """The element belongs to a department that is on this site."""

    code = "people.not_the_owner"
    sentence = sentence("This is for the department to decide that owns the entry.")


@dataclass(frozen=True)
class _Held:
    """A proposal held for its decision, with the record it is about."""

    proposal: Proposal
    fact: Fact
    record: Record


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: Actor, now: datetime) -> Record:
    """The owner says that it is so: the value goes into the record, its source stays."""
    held = _hold(proposal, by, now)
    of = element(f"{held.fact.subject}.{held.fact.element}")
    text = said_in(held.fact)
    value = values.from_text(of, text)
    if of.kind is Kind.PLACE:
        value = Place.objects.get(pk=value)
    elif of.kind is Kind.RECORD:
        value = MODELS[of.field].objects.get(pk=value)  # type: ignore[attr-defined]  # every record has its manager
    store = Store(held.fact.source, by, now)
    store.hold([held.record])
    with writing():
        # The row of the proposal becomes the fact: it must not stand beside a second one.
        Fact.objects.filter(pk=held.fact.pk).update(state=State.PAST)
        if text_of(held.record, of) != text:
            store.change(held.record, {of: value}, held.fact.base, held.fact.observed_on)
        store.flush()
        _decide(held, "", by, now)
        store.finish()
    return held.record


@transaction.atomic
def reject_proposal(*, proposal: Proposal, reason: str, by: Actor, now: datetime) -> Proposal:
    """The owner says that it is not so, and why."""
    if not reason.strip():
        raise ReasonMissing()
    held = _hold(proposal, by, now)
    with writing():
        Fact.objects.filter(pk=held.fact.pk).update(state=State.REJECTED)
        _decide(held, reason.strip()[:200], by, now)
    return held.proposal


@transaction.atomic
def climb(now: datetime) -> int:
    """Overdue proposals go to the office above, with a new term; says how many."""
    rows = Proposal.objects.select_for_update(of=("self",)).filter(
        decided_at__isnull=True, due_at__lte=now, place__parent__isnull=False
    )
    late = list(rows.select_related("place__parent").order_by("due_at", "id")[:CLIMBS_AT_ONCE])
    due = work_calendar().add_working_days(now, ANSWER_WITHIN).at
    for row in late:
        above = row.place.parent
        assert above is not None
        community = row.community_path
        row.put_at(above)
        row.community_path = community
        row.department = ""
        row.level += 1
        row.due_at = due
    columns = ["place", "place_path", "department", "level", "due_at"]
    with writing():
        Proposal.objects.bulk_update(late, columns, batch_size=100)
    lines = [
        audit.Line("people.proposal_climbed", audit.subject_of(row), {"level": row.level})
        for row in late
    ]
    audit.record_all(lines, by=SYSTEM, at=now)
    return len(late)


def _hold(proposal: Proposal, by: Actor, now: datetime) -> _Held:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("fact", "place")
    row = rows.get(pk=proposal.pk)
    if row.department and not _works_for(by, row, now):
        raise NotTheOwner()
    own = PeoplePermission.DECIDE_OWN if row.department else PeoplePermission.DECIDE
    require(by, own, at=row.place)
    if row.decided_at is not None:
        raise ProposalDecidedAlready()
    model = MODELS[row.fact.subject]
    record = model._default_manager.select_for_update().get(pk=row.fact.subject_id)
    if row.fact.state != State.PROPOSED:
        raise PersonGone()
    return _Held(row, row.fact, record)


def _works_for(by: Actor, row: Proposal, now: datetime) -> bool:
    if by is SYSTEM:
        return True
    own = parties_of(by, now) if isinstance(by, User) else []
    return any(
        party.duty == row.department and row.record_path.startswith(party.place_path)
        for party in own
    )


def _decide(held: _Held, reason: str, by: Actor, now: datetime) -> None:
    row = held.proposal
    row.decided_at, row.decided_by, row.reason = now, by.audit_name[:120], reason
    row.save(update_fields=["decided_at", "decided_by", "reason"])
    accepted = not reason
    publish(ProposalDecided(proposal_id=row.pk, accepted=accepted))
    action = "people.proposal_accepted" if accepted else "people.proposal_rejected"
    line = audit.Line(
        action,
        f"people.{kind_of(held.record)}:{held.record.pk}",
        {"elements": [held.fact.element], "proposal": row.pk},
    )
    audit.record_all([line], by=by, at=now)
