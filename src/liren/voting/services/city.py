"""Ballots of the city's own e-voting system are taken over from its file, line by line.

What stands is in; a line that cannot be read, or whose home has spoken, goes back to the sender in
their own workbook with the reason. The same file sent again takes nothing twice.
"""

import secrets
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from liren.core import audit, crypto
from liren.core.errors import LirenError, sentence
from liren.core.permissions import Actor
from liren.core.tables import open_table
from liren.voting.domain.city_lines import CityBallot, read_city
from liren.voting.domain.columns import LineFault, plain
from liren.voting.domain.phases import Act
from liren.voting.domain.profiles import Channel, CoOwners
from liren.voting.domain.reasons import REASONS, Why
from liren.voting.domain.receipts import SECRET_BYTES
from liren.voting.models import Ballot, CityFile, RollOwner, Vote, Voter
from liren.voting.selectors.rolls import FILE
from liren.voting.selectors.votes import rules_of
from liren.voting.services.access import begin
from liren.voting.services.casting import matters_of, put_in, seal_sheet
from liren.voting.services.proving import AlreadyVoted, NotOnline, may_speak
from liren.voting.services.rolls import Headed, returned

MOST_FAULTS = 2000
ALREADY = sentence("A vote was already cast for this home.")


class _Unfit(LirenError):
    """A line that can be read and cannot stand."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


@transaction.atomic
def take_over(*, vote: Vote, path: Path, name: str, by: Actor, now: datetime) -> CityFile:
    """Take over what the city's system sent."""
    held = begin(vote, Act.TAKE_OVER, by=by)
    if Channel.CITY not in held.channels or Channel.CITY not in rules_of(held).channels:
        raise NotOnline
    table = open_table(path)
    rows = [Headed(1, table.header), *(Headed(row.line, row.cells) for row in table.rows())]
    reading = read_city(rows, matters_of(held))
    known = set(Ballot.objects.filter(vote=held).exclude(city_serial="")
                .values_list("city_serial", flat=True))  # fmt: skip
    taker, faults, taken = _Taker(held, by, now), list(reading.faults), 0
    fresh = [one for one in reading.ballots if one.serial not in known]
    for one in fresh:
        try:
            taker.take(one)
            taken += 1
        except AlreadyVoted:
            faults.append(LineFault(one.line, ALREADY, {}))
        except _Unfit as unfit:
            faults.append(LineFault(one.line, unfit.words, {}))
    file = CityFile(
        vote=held, name=name[-120:], at=now, by=by.audit_name, taken=taken,
        known=len(reading.ballots) - len(fresh), salt=secrets.token_hex(16),
        is_workbook=table.is_workbook,
        faults=_told(faults),
    )  # fmt: skip
    if faults:
        marked = returned(table, rows, faults)
        file.returned_sealed = crypto.seal(marked.hex(), purpose=FILE, row=file.salt)
    file.save()
    data = {"taken": taken, "faults": len(faults)}
    audit.record("voting.city_file_taken_over", held, by=by, at=now, **data)
    return file


def _told(faults: list[LineFault]) -> list[list[object]]:
    """The first so many; the returned workbook has them all."""
    in_order = sorted(faults, key=lambda fault: fault.line)
    return [[f.line, f.sentence, dict(f.data)] for f in in_order[:MOST_FAULTS]]


class _Taker:
    """Finds who votes for each line, with the whole roll read once."""

    def __init__(self, vote: Vote, by: Actor, now: datetime) -> None:
        self.vote, self.by, self.now = vote, by, now
        self.needs_named = rules_of(vote).co_owners is CoOwners.NAMED
        self.by_home = {
            home: voter for voter in Voter.objects.filter(vote=vote) for home in voter.units
        }
        names = RollOwner.objects.filter(version=vote.roll).values_list("key", "name")
        self.names = {key: plain(name) for key, name in names}

    def take(self, one: CityBallot) -> None:
        """Put one ballot in, as it was cast there."""
        voter = self.by_home.get(one.home)
        if voter is None:
            raise _Unfit(REASONS[Why.NOT_AN_OWNER])
        owners = [k for k in voter.owners if self.names.get(k) == plain(one.owner)]
        if not owners:
            raise _Unfit(REASONS[Why.NOT_AN_OWNER])
        owner = next((k for k in owners if may_speak(voter, k, self.needs_named)), None)
        if owner is None:  # it would not stand in the count, and keep the named one out
            raise _Unfit(REASONS[Why.NOT_THE_NAMED if voter.speaker else Why.NOBODY_NAMED])
        received = timezone.make_aware(one.at)
        if self.vote.opens_at and received < self.vote.opens_at:
            raise _Unfit(REASONS[Why.TOO_EARLY])
        if self.vote.closes_at and received > self.vote.closes_at:
            raise _Unfit(REASONS[Why.LATE])
        ballot = Ballot(
            vote=self.vote,
            voter=voter,
            channel=Channel.CITY.value,
            spoken_by=[owner],
            received_at=received,
            taken_at=self.now,
            taken_by=self.by.audit_name,
            city_serial=one.serial,
        )
        put_in(ballot)
        secret = secrets.token_bytes(SECRET_BYTES)
        seal_sheet(ballot, one.answers, secret, by=self.by.audit_name, now=self.now)
