"""Ticks are sealed when they are given, and opened by the count alone: on line and on paper.

The register's person is the one record of who has ticked: whoever did so on paper is refused on
line, and the other way round. A paper counts once two officers have typed the same from it.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, NotAllowed, NotFound, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain.lists import check_ticks
from liren.deliberation.domain.phases import Act
from liren.deliberation.models import Ballot, Outcome, Topic
from liren.deliberation.selectors.ballots import paper_of, voter_of
from liren.deliberation.selectors.topics import is_over
from liren.deliberation.services.access import NotAResident, begin, begin_at_home
from liren.deliberation.services.telling import follow
from liren.people.models import Person

PURPOSE = "tick ballot"


class TickedAlready(Conflict):
    """A voter speaks once, by whatever way."""

    code = "deliberation.ticked_already"
    sentence = sentence("You gave your ballot on line on {day}. Each person has one.")


class TickedOnPaper(TickedAlready):
    """The paper came first."""

    code = "deliberation.ticked_on_paper"
    sentence = sentence("A ballot on paper was taken in on {day}. Each person has one.")


class HomeTickedAlready(TickedAlready):
    """Somebody of the home did."""

    code = "deliberation.home_ticked_already"
    sentence = sentence("Your home gave its ballot on {day}. Each home has one.")


class BallotOver(Conflict):
    """The time is up, or it is counted."""

    code = "deliberation.ballot_over"
    sentence = sentence("The time for ticking is over.")


class PaperNumberMissing(Invalid):
    """Papers are numbered, so that none is typed twice."""

    code = "deliberation.paper_number_missing"
    sentence = sentence("Please type the number of the paper.")


class PaperTypedAlready(Conflict):
    """That number was entered."""

    code = "deliberation.paper_typed_already"
    sentence = sentence("The paper {number} was entered already.")


class PaperUnknown(NotFound):
    """No such paper waits."""

    code = "deliberation.paper_unknown"
    sentence = sentence("No paper of that number waits for a second look.")


class PaperDiffers(Conflict):
    """Two people read something different."""

    code = "deliberation.paper_differs"
    sentence = sentence(
        "This is not what the colleague typed from paper {number}. Look at it together: if the "
        "first entry is wrong, take it out and enter the paper again."
    )


class OwnPaper(NotAllowed):
    """Two pairs of eyes."""

    code = "deliberation.own_paper"
    sentence = sentence("You typed this paper yourself. A colleague has to do it a second time.")


@transaction.atomic
def cast(*, topic: Topic, ticks: Sequence[str], by: Actor, now: datetime) -> Ballot:
    """Give one's ballot on line; nobody reads it before the count."""
    held, person = begin_at_home(topic, Act.CAST, by=by, now=now)
    _require_time(held, now)
    check_ticks(ticks, paper_of(held))
    row = _ballot(held, person, ticks, Ballot.Channel.ONLINE, now)
    _keep(row, held)
    follow(held, person=person)
    audit.record("deliberation.ballot_cast", held, by=by, at=now)
    return row


@transaction.atomic
def take_paper(
    *, topic: Topic, person: Person, number: str, ticks: Sequence[str], by: Actor, now: datetime
) -> Ballot:
    """Type a paper that somebody brought; it waits for a colleague to type it again."""
    held = begin(topic, Act.TAKE_PAPER, by=by)
    if Outcome.objects.filter(topic=held).exists():
        raise BallotOver
    if not number.strip():
        raise PaperNumberMissing
    if not person.place_path.startswith(held.place_path):
        raise NotAResident
    check_ticks(ticks, paper_of(held))
    row = _ballot(held, person, ticks, Ballot.Channel.PAPER, now)
    row.paper, row.entered_by = number.strip()[:20], by.audit_name
    if Ballot.objects.filter(topic=held, paper=row.paper).exists():
        raise PaperTypedAlready(number=row.paper)
    _keep(row, held)
    follow(held, person=person)
    audit.record("deliberation.paper_taken", held, by=by, at=now, paper=row.paper)
    return row


@transaction.atomic
def confirm_paper(
    *, topic: Topic, number: str, ticks: Sequence[str], by: Actor, now: datetime
) -> Ballot:
    """Type a paper a second time; only what two have read alike is counted."""
    held = begin(topic, Act.CONFIRM_PAPER, by=by)
    row = _waiting(held, number)
    if row.entered_by == by.audit_name:
        raise OwnPaper
    if sorted(ticks) != sorted(open_ballot(row)):
        raise PaperDiffers(number=row.paper)
    row.confirmed_by, row.confirmed_at = by.audit_name, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("deliberation.paper_confirmed", held, by=by, at=now, paper=row.paper)
    return row


@transaction.atomic
def drop_paper(*, topic: Topic, number: str, by: Actor, now: datetime) -> None:
    """Take out an entry that nobody has confirmed, to type the paper anew."""
    held = begin(topic, Act.CONFIRM_PAPER, by=by)
    row = _waiting(held, number)
    audit.record("deliberation.paper_dropped", held, by=by, at=now, paper=row.paper)
    row.delete()


def _waiting(topic: Topic, number: str) -> Ballot:
    rows = Ballot.objects.select_for_update().filter(topic=topic, paper=number.strip())
    row = rows.filter(confirmed_by="", channel=Ballot.Channel.PAPER).first()
    if row is None:
        raise PaperUnknown
    return row


def _require_time(topic: Topic, now: datetime) -> None:
    if is_over(topic, now) or Outcome.objects.filter(topic=topic).exists():
        raise BallotOver


def _ballot(
    topic: Topic, person: Person, ticks: Sequence[str], channel: str, now: datetime
) -> Ballot:
    salt = secrets.token_hex(16)
    text = json.dumps(list(ticks))
    return Ballot(
        topic=topic,
        voter=voter_of(topic, person),
        person=person,
        home_id=person.place_id,
        channel=channel,
        sealed=crypto.seal(text, purpose=PURPOSE, row=f"{topic.pk}:{salt}"),
        salt=salt,
        at=now,
    )


def _keep(row: Ballot, topic: Topic) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        earlier = Ballot.objects.filter(topic=topic, voter=row.voter).first()
        if earlier is None:  # the same paper, typed by two at once
            raise PaperTypedAlready(number=row.paper) from twice
        raise already(earlier) from twice


def already(earlier: Ballot) -> TickedAlready:
    """Why a second ballot of this voter is refused."""
    day = f"{timezone.localtime(earlier.at):%m-%d}"
    if earlier.voter.startswith("home"):
        return HomeTickedAlready(day=day)
    on_paper = earlier.channel == Ballot.Channel.PAPER
    return TickedOnPaper(day=day) if on_paper else TickedAlready(day=day)


def open_ballot(row: Ballot) -> list[str]:
    """What was ticked. Only for the count, and to compare a paper that is typed again."""
    text = crypto.unseal(bytes(row.sealed), purpose=PURPOSE, row=f"{row.topic_id}:{row.salt}")
    return [str(key) for key in json.loads(text)]
