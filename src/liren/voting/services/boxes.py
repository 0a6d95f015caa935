"""Paper: taken in by its number while the vote is open, counted as envelopes after it has closed,
and only then opened and typed in by two who do not see what the other typed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from liren.accounts.models import User
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import Actor
from liren.voting.domain.choices import Answers, check_answers
from liren.voting.domain.codes import read_paper_number
from liren.voting.domain.phases import Act
from liren.voting.domain.profiles import Channel
from liren.voting.models import Ballot, Box, Letter, Proxy, Sheet, SheetEntry, Void, Vote, Voter
from liren.voting.selectors.taking_part import papers, standing_ballots
from liren.voting.selectors.votes import rules_of
from liren.voting.services.access import begin
from liren.voting.services.casting import matters_of, plain_answers, put_in, seal_sheet
from liren.voting.services.letters import RECEIPT
from liren.voting.services.proving import NotBegun, NotOnline, VoteOver


class PaperUnknown(Invalid):
    """The number is on no paper of this vote."""

    code = "voting.paper_unknown"
    sentence = sentence(
        "No paper of this vote has the number “{number}”. Please read it once more."
    )


class PaperReplaced(Conflict):
    """Another paper was printed in its place."""

    code = "voting.paper_replaced"
    sentence = sentence("This paper was replaced by a newer one, and only the newer one holds.")


class TooLateForBox(Conflict):
    """After the envelopes were counted nothing more goes into a box."""

    code = "voting.box_counted"
    sentence = sentence("The envelopes of this box are counted; nothing more can be put in.")


class EnvelopesUnexplained(Invalid):
    """The count differs from what was taken in."""

    code = "voting.envelopes_differ"
    sentence = sentence(
        "{counted} envelopes were counted, and {expected} were taken in. "
        "Count again, or write down how the difference came about."
    )


class EnvelopesFirst(Conflict):
    """No paper is unfolded before the envelopes are counted."""

    code = "voting.envelopes_first"
    sentence = sentence("Count the envelopes of this box first; only then are they opened.")


class SamePersonTwice(NotAllowed):
    """Two must type, not one twice."""

    code = "voting.same_person_twice"
    sentence = sentence(
        "You typed this paper already. Somebody else has to type it the second time."
    )


class EntryDiffers(Conflict):
    """The two typed different things: both are dropped, and the paper is looked at again."""

    code = "voting.entry_differs"
    sentence = sentence(
        "The two entries of paper {number} differ. Both were put aside: look at the paper "
        "together, then type it again, each of you."
    )


class EnteredAlready(Conflict):
    """It is in."""

    code = "voting.entered_already"
    sentence = sentence("This paper is entered already.")


class BoxUnfinished(Conflict):
    """Papers are missing, or the photo."""

    code = "voting.box_unfinished"
    sentence = sentence("{count} papers of this box are not entered by two yet.")


class BoxFinished(Conflict):
    """Its photo is kept, and not changed for another."""

    code = "voting.box_finished"
    sentence = sentence("This box is finished already.")


class PhotoOrReason(Invalid):
    """A photo of the signed sheet, or why there is none."""

    code = "voting.photo_or_reason"
    sentence = sentence("Please add the photo of the counted papers, or write why there is none.")


class ProxyMissing(Conflict):
    """Nobody was registered to vote for this home."""

    code = "voting.proxy_missing"
    sentence = sentence("No written proxy is registered for {home}. Register it first.")


@transaction.atomic
def begin_box(*, vote: Vote, by: Actor, now: datetime) -> Box:
    """Put up one more box."""
    held = begin(vote, Act.TAKE_IN, by=by)
    box = _new_box(held, by, now)
    audit.record("voting.box_begun", box, by=by, at=now)
    return box


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A paper as it is handed in; from a proxy when one was registered and brings it."""

    number: str
    is_by_proxy: bool = False
    box: Box | None = None


@transaction.atomic
def take_in(*, vote: Vote, envelope: Envelope, by: Actor, now: datetime) -> Ballot:
    """Take a closed envelope in by its number: its home has voted, and nobody sees what.

    After the close this is what lay in the box in time; it counts as received at the close.
    """
    held = begin(vote, Act.TAKE_IN, by=by)
    letter = _letter(held, envelope.number)
    voter, box = letter.voter, _box_for(held, envelope.box, by, now)
    earlier = Ballot.objects.filter(letter=letter).order_by("id").first()
    received = earlier.received_at if earlier else min(now, held.closes_at or now)
    proxy = _proxy(voter) if envelope.is_by_proxy else None
    channel = Channel.PROXY if proxy else Channel.PAPER
    _check_time(held, channel, received)
    ballot = Ballot(
        vote=held,
        voter=voter,
        channel=channel.value,
        spoken_by=[voter.speaker] if voter.speaker else voter.owners,
        received_at=received,
        taken_at=now,
        taken_by=by.audit_name,
        letter=letter,
        proxy=proxy,
        box=box,
    )
    put_in(ballot)
    audit.record("voting.envelope_taken_in", ballot, by=by, at=now, channel=ballot.channel)
    return ballot


def _letter(vote: Vote, typed: str) -> Letter:
    number = read_paper_number(vote.pk, typed) or 0  # papers are numbered from one
    rows = Letter.objects.select_related("voter").filter(vote=vote, number=number)
    letter = rows.first()
    if letter is None:
        raise PaperUnknown(number=typed.replace("\0", "")[:20])
    if letter.ended_at is not None:
        raise PaperReplaced
    return letter


def _proxy(voter: Voter) -> Proxy:
    found = Proxy.objects.filter(voter=voter, ended_at__isnull=True).first()
    if found is None:
        raise ProxyMissing(home=voter.label)
    return found


def _check_time(vote: Vote, channel: Channel, received: datetime) -> None:
    if vote.opens_at and received < vote.opens_at:
        raise NotBegun(opens=f"{vote.opens_at:%Y-%m-%d %H:%M}")
    if vote.closes_at and received > vote.closes_at:
        raise VoteOver(closed=f"{vote.closes_at:%Y-%m-%d %H:%M}")
    if channel not in vote.channels or channel not in rules_of(vote).channels:
        raise NotOnline


def _box_for(vote: Vote, box: Box | None, by: Actor, now: datetime) -> Box:
    found = (
        box or Box.objects.filter(vote=vote, counted_at__isnull=True).order_by("-number").first()
    )
    if found is None:
        return _new_box(vote, by, now)
    if found.vote_id != vote.pk or found.counted_at is not None:
        raise TooLateForBox
    return found


def _new_box(vote: Vote, by: Actor, now: datetime) -> Box:
    last = Box.objects.filter(vote=vote).aggregate(last=Max("number"))["last"] or 0
    return Box.objects.create(vote=vote, number=last + 1, begun_at=now, begun_by=by.audit_name)


@transaction.atomic
def count_envelopes(*, box: Box, envelopes: int, difference: str, by: Actor, now: datetime) -> Box:
    """Write down how many envelopes lie in a box, before any is opened."""
    begin(box.vote, Act.COUNT_ENVELOPES, by=by)
    held = Box.objects.select_for_update().get(pk=box.pk)
    if held.counted_at is not None:
        raise TooLateForBox
    expected = standing_ballots().filter(box=held).count()
    if envelopes != expected and not difference.strip():
        raise EnvelopesUnexplained(counted=envelopes, expected=expected)
    held.envelopes, held.expected = envelopes, expected
    held.difference = difference.strip()[:400] if envelopes != expected else ""
    held.counted_by, held.counted_at = by.audit_name, now
    held.save()
    data = {"envelopes": envelopes, "expected": expected}
    audit.record("voting.envelopes_counted", held, by=by, at=now, **data)
    return held


def enter_sheet(*, ballot: Ballot, answers: Answers, by: User, now: datetime) -> Sheet | None:
    """Type what a paper says; at the second time, by somebody else, it is sealed if they agree."""
    sheet, differs = _enter(ballot, answers, by, now)
    if differs:  # said after the transaction: that they differed has to stay on record
        raise EntryDiffers(number=ballot.letter.number if ballot.letter else ballot.pk)
    return sheet


@transaction.atomic
def _enter(ballot: Ballot, answers: Answers, by: User, now: datetime) -> tuple[Sheet | None, bool]:
    vote = begin(ballot.vote, Act.ENTER, by=by)
    _check_entry(ballot, by)
    check_answers(answers, matters_of(vote), on_paper=True)
    digest = crypto.mac(plain_answers(answers), purpose=f"sheet entry {ballot.pk}")
    first = ballot.entries.filter(differed_at__isnull=True).select_related("user").first()
    turn = 2 if first else 1
    if first and not crypto.same(bytes(first.digest), digest):
        ballot.entries.filter(differed_at__isnull=True).update(differed_at=now)
        entry = SheetEntry(ballot=ballot, turn=2, user=by, digest=digest, at=now, differed_at=now)
        entry.save()
        audit.record("voting.entries_differ", ballot, by=by, at=now)
        return None, True
    try:
        with transaction.atomic():
            SheetEntry.objects.create(ballot=ballot, turn=turn, user=by, digest=digest, at=now)
    except IntegrityError as taken:
        raise SamePersonTwice from taken
    sheet = None
    if first:
        sealed = bytes(ballot.letter.receipt_sealed) if ballot.letter else b""
        salt = ballot.letter.salt if ballot.letter else ""
        secret = bytes.fromhex(crypto.unseal(sealed, purpose=RECEIPT, row=salt))
        names = f"{first.user.audit_name}, {by.audit_name}"
        sheet = seal_sheet(ballot, answers, secret, by=names, now=now)
    audit.record("voting.sheet_entered", ballot, by=by, at=now, turn=turn)
    return sheet, False


def _check_entry(ballot: Ballot, by: User) -> None:
    if not Box.objects.filter(ballots=ballot, counted_at__isnull=False).exists():
        raise EnvelopesFirst
    is_void = Void.objects.filter(ballot=ballot).exists()
    if is_void or Sheet.objects.filter(ballot=ballot).exists():
        raise EnteredAlready
    if ballot.entries.filter(differed_at__isnull=True, user=by).exists():
        raise SamePersonTwice


@transaction.atomic
def finish_box(*, box: Box, photo: str, reason: str, by: Actor, now: datetime) -> Box:
    """All papers are in, and the photograph is kept."""
    begin(box.vote, Act.ENTER, by=by)
    held = Box.objects.select_for_update().get(pk=box.pk)
    if held.counted_at is None:
        raise EnvelopesFirst
    if held.finished_at is not None:
        raise BoxFinished
    left = sum(not paper.is_entered for paper in papers(held))
    if left:
        raise BoxUnfinished(count=left)
    if not photo and not reason.strip():
        raise PhotoOrReason
    held.photo, held.no_photo_reason = photo, "" if photo else reason.strip()[:200]
    held.finished_at, held.finished_by = now, by.audit_name
    held.save()
    audit.record("voting.box_finished", held, by=by, at=now)
    return held
