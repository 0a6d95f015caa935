"""A ballot is cast: one row that says who and how, one sealed row that says what.

Nothing here takes a permission: whoever casts on line has proven who they are, and nobody has a
right to vote in another's place. What was sealed is opened by the count alone.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction

from liren.core import audit, crypto
from liren.core.errors import Conflict, sentence
from liren.core.permissions import VISITOR
from liren.core.prepared import Prepared, Slot
from liren.voting.domain.choices import Answers, check_answers
from liren.voting.domain.matters import Matter
from liren.voting.domain.profiles import Channel
from liren.voting.domain.receipts import SECRET_BYTES, receipt_code
from liren.voting.models import Access, Ballot, Sheet, Vote
from liren.voting.selectors.votes import questions_of
from liren.voting.services.proving import (
    PROOF_LASTS,
    AlreadyVoted,
    check_letter,
    check_open,
    check_silent,
)

SHEET = "ballot sheet"
# Casting only reads the vote's row: those who cast do not wait for each other, and whoever would
# close or call off waits for all of them.
VOTE_HELD = Prepared(
    lambda: Vote.objects.filter(pk=Slot("pk", models.BigIntegerField())), shared=True
)


class ProofOver(Conflict):
    """The digits were too long ago, or were used."""

    code = "voting.proof_over"
    sentence = sentence("That took longer than half an hour. Please begin again with the letter.")


@dataclass(frozen=True)
class Receipt:
    """What a voter takes home; the code is shown once and kept nowhere in clear."""

    ballot: Ballot
    code: str


def matters_of(vote: Vote) -> dict[int, Matter]:
    """What is asked, by number."""
    return {question.number: question.matter for question in questions_of(vote)}


@transaction.atomic
def cast_ballot(*, access: Access, answers: Answers, now: datetime) -> Receipt:
    """Cast the ballot of a home on line, once."""
    vote = VOTE_HELD.first(pk=access.voter.vote_id)
    assert vote is not None  # a voter keeps its vote from being taken away
    check_open(vote, now)
    check_answers(answers, matters_of(vote), on_paper=False)
    proven = Access.objects.filter(pk=access.pk, used_at__isnull=True, proven_at__lte=now)
    usable = proven.filter(proven_at__gte=now - PROOF_LASTS, letter__ended_at__isnull=True)
    if not usable.update(used_at=now):
        check_silent(access.voter)  # a second window, a second tap
        check_letter(access.letter_id)
        raise ProofOver
    ballot = Ballot(
        vote=vote,
        voter=access.voter,
        channel=Channel.ONLINE.value,
        spoken_by=[access.owner],
        received_at=now,
        taken_at=now,
        taken_by=VISITOR.audit_name,
        letter=access.letter,
    )
    secret = secrets.token_bytes(SECRET_BYTES)
    put_in(ballot)
    seal_sheet(ballot, answers, secret, by=VISITOR.audit_name, now=now)
    audit.record("voting.ballot_cast", ballot, by=VISITOR, at=now, channel=ballot.channel)
    return Receipt(ballot, receipt_code(secret))


def put_in(ballot: Ballot) -> Ballot:
    """Store a ballot, if its home has not spoken; the database decides between two at once."""
    last = Ballot.objects.filter(voter=ballot.voter).select_related("void").order_by("-id").first()
    if last is not None:
        if not hasattr(last, "void"):
            raise AlreadyVoted(home=ballot.voter.label)
        ballot.replaces = last.void
    try:
        with transaction.atomic():
            ballot.save(force_insert=True)
    except IntegrityError as taken:
        raise AlreadyVoted(home=ballot.voter.label) from taken
    return ballot


def seal_sheet(ballot: Ballot, answers: Answers, secret: bytes, *, by: str, now: datetime) -> Sheet:
    """Seal what a ballot says, bound to its own row."""
    said = {str(number): list(chosen) for number, chosen in answers.items()}
    text = json.dumps({"answers": said, "secret": secret.hex()}, ensure_ascii=False)
    salt = secrets.token_hex(16)
    sealed = crypto.seal(text, purpose=SHEET, row=f"{ballot.pk}:{salt}")
    sheet = Sheet(ballot=ballot, sealed=sealed, salt=salt, entered_by=by, entered_at=now)
    sheet.save(force_insert=True)
    return sheet


def plain_answers(answers: Answers) -> bytes:
    """Answers as bytes that are the same for the same answers."""
    said = {str(number): sorted(chosen) for number, chosen in answers.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
