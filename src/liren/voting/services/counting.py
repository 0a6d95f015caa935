"""The count: the one place where sheets are opened, once, after the vote has closed.

Result and files are made in one transaction, and everybody sees them at the same moment: no
officer knows a count before the neighbours do.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Conflict, LirenError, sentence
from liren.core.events import publish as tell
from liren.core.permissions import Actor
from liren.voting.domain import ballots as rules
from liren.voting.domain import counting
from liren.voting.domain.choices import Chosen, as_choice
from liren.voting.domain.matters import Matter
from liren.voting.domain.phases import Step
from liren.voting.domain.profiles import Channel
from liren.voting.domain.publication import publish
from liren.voting.domain.recount import verify
from liren.voting.domain.snapshots import result_data
from liren.voting.events import VoteCounted
from liren.voting.models import Ballot, Box, Question, Result, Sheet, Vote
from liren.voting.selectors.rolls import as_roll
from liren.voting.selectors.taking_part import void_requests
from liren.voting.selectors.votes import questions_of, rules_of, salt_of
from liren.voting.services.access import advance
from liren.voting.services.casting import SHEET


class BoxesOpen(Conflict):
    """Paper is not in yet."""

    code = "voting.boxes_open"
    sentence = sentence("{count} boxes are not finished. Every paper is entered before the count.")


class VoidsOpen(Conflict):
    """A second officer has not decided."""

    code = "voting.voids_open"
    sentence = sentence("{count} ballots wait for a second officer to say whether they are void.")


class SheetsMissing(Conflict):
    """A ballot without a sheet cannot be counted."""

    code = "voting.sheets_missing"
    sentence = sentence("{count} papers were taken in and not entered. Enter them first.")


class RecountDiffers(LirenError):
    """The published file does not come to what was counted: a defect, and nothing is published."""

    code = "voting.recount_differs"
    status = 500
    sentence = sentence("The check of the count failed; nothing was published. Please report it.")


@dataclass(frozen=True)
class _Opened:
    """A ballot with what was sealed."""

    row: Ballot
    answers: Mapping[str, Chosen]
    secret: bytes


@transaction.atomic
def count_vote(*, vote: Vote, by: Actor, now: datetime) -> list[Result]:
    """Count every question, check the files by recounting them, and publish."""
    held = advance(vote, Step.COUNT, by=by)
    _require_complete(held)
    opened = _open_sheets(held)
    results = [_count(held, question, opened, now) for question in questions_of(held)]
    held.counted_at = now
    held.save(update_fields=["phase", "counted_at"])
    tell(VoteCounted(vote_id=held.pk))
    roots = {f"root_{one.question.number}": one.root for one in results}
    audit.record("voting.counted", held, by=by, at=now, **roots)
    return results


def _require_complete(vote: Vote) -> None:
    if waiting := void_requests(vote).count():
        raise VoidsOpen(count=waiting)
    if unfinished := Box.objects.filter(vote=vote, finished_at__isnull=True).count():
        raise BoxesOpen(count=unfinished)
    bare = Ballot.objects.filter(vote=vote, sheet__isnull=True, void__isnull=True).count()
    if bare:
        raise SheetsMissing(count=bare)


def _open_sheets(vote: Vote) -> list[_Opened]:
    """Every ballot in the order of receipt. The caller holds the vote in its last step."""
    rows = Ballot.objects.filter(vote=vote).select_related("proxy", "void__first", "void__second")
    sheets = {sheet.ballot_id: sheet for sheet in Sheet.objects.filter(ballot__vote=vote)}
    return [_opened(row, sheets.get(row.pk)) for row in rows.order_by("id")]


def _opened(row: Ballot, sheet: Sheet | None) -> _Opened:
    if sheet is None:  # void before it was typed
        return _Opened(row, {}, b"")
    bound = f"{row.pk}:{sheet.salt}"
    said = json.loads(crypto.unseal(bytes(sheet.sealed), purpose=SHEET, row=bound))
    return _Opened(row, said["answers"], bytes.fromhex(said["secret"]))


def _count(vote: Vote, question: Question, opened: list[_Opened], now: datetime) -> Result:
    roll, matter, profile = as_roll(vote.roll, vote), question.matter, rules_of(vote)
    units = {voter.pk: voter.units for voter in vote.voters.all()}
    given = [_ballot(one, question.number, matter, units[one.row.voter_id]) for one in opened]
    result = counting.count(roll, given, matter, profile)
    file = publish(
        result,
        roll,
        question=question.text,
        secrets={str(one.row.pk): one.secret for one in opened},
        salt=salt_of(vote),
        is_secret=vote.is_secret,
    )
    text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
    if not verify(text).is_true:
        raise RecountDiffers
    row = Result(
        question=question,
        data=result_data(result),
        file=text,
        root=file["root"],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_at=now,
    )
    row.save(force_insert=True)
    return row


def _ballot(one: _Opened, number: int, matter: Matter, units: list[str]) -> rules.Ballot:
    row = one.row
    choice, picks = as_choice(one.answers.get(str(number), ()), matter)
    void = getattr(row, "void", None)
    return rules.Ballot(
        id=str(row.pk),
        number=row.pk,
        voters=frozenset(row.spoken_by),
        choice=choice,
        picks=picks,
        channel=Channel(row.channel),
        unit=units[0] if units and matter.basis != "persons" else "",
        received_at=row.received_at,
        proxy=_proxy(row),
        void=rules.Void(void.reason, (void.first.username, void.second.username)) if void else None,
    )


def _proxy(row: Ballot) -> rules.Proxy | None:
    if row.proxy is None:
        return None
    kinds = frozenset(row.proxy.kinds)
    return rules.Proxy(by=row.proxy.holder_key, is_written=row.proxy.is_written, kinds=kinds)
