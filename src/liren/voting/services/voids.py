"""A mistaken ballot is taken out by two officers, with a reason; it stays to be seen as void."""

from datetime import datetime

from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.voting.domain.phases import Act
from liren.voting.models import Ballot, Void, VoidRequest
from liren.voting.services.access import begin


class VoidWithoutReason(Invalid):
    """A void has a reason."""

    code = "voting.void_without_reason"
    sentence = sentence("Please write why the ballot must be voided; it is published as void.")


class VoidAsked(Conflict):
    """It waits for the second officer already, or is void."""

    code = "voting.void_asked"
    sentence = sentence("This ballot is void, or waits for the second officer already.")


class SecondOfficer(NotAllowed):
    """Two decide, not one twice."""

    code = "voting.second_officer"
    sentence = sentence("You asked for this yourself. Somebody else has to decide.")


@transaction.atomic
def ask_void(*, ballot: Ballot, reason: str, by: User, now: datetime) -> VoidRequest:
    """The first officer says why."""
    begin(ballot.vote, Act.VOID, by=by)
    if not reason.strip():
        raise VoidWithoutReason
    if Void.objects.filter(ballot=ballot).exists():
        raise VoidAsked
    row = VoidRequest(ballot=ballot, reason=reason.strip()[:300], user=by, at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as asked:
        raise VoidAsked from asked
    audit.record("voting.void_asked", ballot, by=by, at=now)
    return row


@transaction.atomic
def confirm_void(*, request: VoidRequest, by: User, now: datetime) -> Void:
    """The second officer agrees: the ballot is void, and its home may vote again."""
    begin(request.ballot.vote, Act.VOID, by=by)
    row = VoidRequest.objects.select_for_update().get(pk=request.pk)
    if row.user_id == by.pk:
        raise SecondOfficer
    if row.refused_at is not None or Void.objects.filter(ballot_id=row.ballot_id).exists():
        raise VoidAsked
    void = Void(ballot=request.ballot, reason=row.reason, first_id=row.user_id, second=by, at=now)
    try:
        with transaction.atomic():
            void.save(force_insert=True)
    except IntegrityError as done:
        raise VoidAsked from done
    audit.record("voting.ballot_voided", request.ballot, by=by, at=now)
    return void


@transaction.atomic
def refuse_void(*, request: VoidRequest, by: User, now: datetime) -> None:
    """The second officer does not agree, or the first took it back: the ballot stands."""
    begin(request.ballot.vote, Act.VOID, by=by)
    waiting = VoidRequest.objects.filter(pk=request.pk, refused_at__isnull=True)
    if not waiting.filter(ballot__void__isnull=True).update(
        refused_at=now, refused_by=by.audit_name
    ):
        raise VoidAsked  # a colleague was quicker
    audit.record("voting.void_refused", request.ballot, by=by, at=now)
