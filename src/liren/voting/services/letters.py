"""Letters: printed with a code that is kept as a hash only, and the proof that they arrived."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor
from liren.voting.domain.codes import access_code, digits_of, paper_number
from liren.voting.domain.phases import Act
from liren.voting.domain.receipts import SECRET_BYTES, receipt_code
from liren.voting.models import Letter, LetterDelivery, Vote, Voter
from liren.voting.selectors.taking_part import standing_ballots
from liren.voting.services.access import begin

RECEIPT = "ballot receipt"
MOST_AT_ONCE = 200


class NothingToPrint(Conflict):
    """Nobody there waits for a letter."""

    code = "voting.nothing_to_print"
    sentence = sentence("Everybody there has voted, or nobody there votes.")


class TooManyLetters(Invalid):
    """More than one file holds."""

    code = "voting.too_many_letters"
    sentence = sentence("At most {most} letters at once; please print building by building.")


class DeliveryUnclear(Invalid):
    """No way, or nobody."""

    code = "voting.delivery_unclear"
    sentence = sentence("Please say how the letter was delivered.")


@dataclass(frozen=True)
class Printed:
    """A letter with what stands on it alone; it cannot be printed a second time."""

    letter: Letter
    voter: Voter
    code: str
    receipt: str


def code_hash(code: str) -> bytes:
    """What is kept of an access code."""
    return crypto.mac(digits_of(code).encode(), purpose="vote access code")


def number_of(letter: Letter) -> str:
    """The number as it stands on the paper."""
    return paper_number(letter.vote_id, letter.number)


@transaction.atomic
def print_letters(
    *, vote: Vote, voters: Sequence[Voter], by: Actor, now: datetime
) -> list[Printed]:
    """Make new letters for those who have not voted; an earlier letter and its paper end."""
    held = begin(vote, Act.PRINT, by=by)
    if len(voters) > MOST_AT_ONCE:
        raise TooManyLetters(most=MOST_AT_ONCE)
    ids = [voter.pk for voter in voters]
    spoken = set(standing_ballots().filter(voter__in=ids).values_list("voter_id", flat=True))
    waiting = [v for v in voters if v.vote_id == held.pk and v.owners and v.pk not in spoken]
    if not waiting:
        raise NothingToPrint
    earlier = Letter.objects.filter(voter__in=waiting, ended_at__isnull=True)
    again = earlier.update(ended_at=now)
    # A number is never given twice: a paper from before a thaw must not speak for another home.
    numbers = Letter.objects.filter(vote=held).aggregate(last=Max("number"))
    last = max(held.papers, numbers["last"] or 0)
    held.papers = last + len(waiting)
    held.save(update_fields=["papers"])
    made = [_printed(held, voter, last + n, by, now) for n, voter in enumerate(waiting, 1)]
    Letter.objects.bulk_create([one.letter for one in made], batch_size=500)
    audit.record("voting.letters_printed", held, by=by, at=now, count=len(made), again=again)
    return made


def _printed(vote: Vote, voter: Voter, number: int, by: Actor, now: datetime) -> Printed:
    code, secret, salt = access_code(), secrets.token_bytes(SECRET_BYTES), secrets.token_hex(16)
    letter = Letter(
        vote=vote,
        voter=voter,
        number=number,
        code_hash=code_hash(code),
        receipt_sealed=crypto.seal(secret.hex(), purpose=RECEIPT, row=salt),
        salt=salt,
        printed_at=now,
        printed_by=by.audit_name,
    )
    return Printed(letter, voter, code, receipt_code(secret))


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """How a letter reached whom; nobody named means all owners of the home."""

    way: str
    note: str = ""
    owners: Sequence[str] = ()


@transaction.atomic
def note_delivery(
    *, vote: Vote, voters: Iterable[Voter], delivered: Delivered, by: Actor, now: datetime
) -> int:
    """Keep the proof that letters arrived, or were tried; says how many."""
    if delivered.way not in LetterDelivery.Way.values:
        raise DeliveryUnclear
    held = begin(vote, Act.DELIVER, by=by)
    rows = [
        LetterDelivery(
            voter=voter,
            way=delivered.way,
            owners=list(delivered.owners) or [*voter.owners, *voter.others],
            note=delivered.note.strip()[:200],
            by=by.audit_name,
            at=now,
        )
        for voter in voters
        if voter.vote_id == held.pk
    ]
    LetterDelivery.objects.bulk_create(rows, batch_size=500)
    audit.record("voting.delivery_noted", held, by=by, at=now, count=len(rows), way=delivered.way)
    return len(rows)
