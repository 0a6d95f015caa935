"""A vote goes from phase to phase; each step is one of the table in `domain/phases`."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor
from liren.voting.domain.phases import Step
from liren.voting.domain.publication import roll_fingerprint, roll_rows
from liren.voting.domain.snapshots import profile_data
from liren.voting.events import RollPosted, VoteCalledOff, VoteClosed, VoteOpened
from liren.voting.models import Access, Letter, LetterDelivery, ObserverNote, Proxy, Vote, Voter
from liren.voting.selectors import readiness
from liren.voting.selectors.rolls import as_roll
from liren.voting.selectors.votes import due_to_close, due_to_open, rules_of, salt_of
from liren.voting.services.access import advance
from liren.voting.services.heads import make_voters
from liren.voting.services.telling import LANGUAGE


class NotReady(Conflict):
    """Something that the law or the rules ask for is missing; the page lists it."""

    code = "voting.not_ready"
    sentence = sentence(
        "{count} things are still missing. They are listed here, with where to mend."
    )


class NotYet(Conflict):
    """The clock does not allow it."""

    code = "voting.not_yet"
    sentence = sentence("This is not possible before its time. It happens by itself then.")


class BeforeRecordDate(Conflict):
    """Who owns on that day has the vote, and nobody knows that before."""

    code = "voting.before_record_date"
    sentence = sentence(
        "The roll is frozen as of {day}, not earlier: until then homes may change hands."
    )


class TimeOver(Conflict):
    """It would close at the moment in which it opens."""

    code = "voting.time_over"
    sentence = sentence("The time to vote was over at {closes}. Please set new times first.")


class ReasonMissing(Invalid):
    """Everybody reads why."""

    code = "voting.reason_missing"
    sentence = sentence("Please write why; everybody reads it.")


@transaction.atomic
def post_roll(*, vote: Vote, by: Actor, now: datetime) -> Vote:
    """Hang question and roll out for everybody: the days of notice begin."""
    held = advance(vote, Step.POST, by=by)
    _require_ready(held)
    held.posted_at = now
    held.save(update_fields=["phase", "posted_at"])
    publish(RollPosted(vote_id=held.pk))
    audit.record("voting.roll_posted", held, by=by, at=now)
    return held


@transaction.atomic
def take_back(*, vote: Vote, reason: str, by: Actor, now: datetime) -> Vote:
    """Back to a draft, to change what is asked; the days of notice begin anew afterwards."""
    _require_reason(reason)
    held = advance(vote, Step.TAKE_BACK, by=by)
    held.posted_at = None
    held.save(update_fields=["phase", "posted_at"])
    _write_down(held, sentence("What was posted is taken back: {reason}"), reason, by, now)
    audit.record("voting.taken_back", held, by=by, at=now, reason=reason.strip()[:200])
    return held


@transaction.atomic
def freeze_roll(*, vote: Vote, by: Actor, now: datetime) -> Vote:
    """Fix roll and rules as of the record date, with a fingerprint; nobody changes them after."""
    held = advance(vote, Step.FREEZE, by=by)
    _require_ready(held)
    if held.record_date is not None and timezone.localdate(now) < held.record_date:
        raise BeforeRecordDate(day=f"{held.record_date:%Y-%m-%d}")
    version, rules = held.roll, rules_of(vote)
    assert version is not None  # an empty roll is not ready
    roll = as_roll(version, held)
    version.fingerprint = roll_fingerprint(roll_rows(roll, salt_of(held)))
    version.frozen_at = held.frozen_at = now
    version.save(update_fields=["fingerprint", "frozen_at"])
    held.profile = profile_data(rules)
    held.save(update_fields=["phase", "frozen_at", "profile"])
    make_voters(held, roll, rules)
    data = {"version": version.number, "fingerprint": version.fingerprint}
    audit.record("voting.roll_frozen", held, by=by, at=now, **data)
    return held


@transaction.atomic
def thaw_roll(*, vote: Vote, reason: str, by: Actor, now: datetime) -> Vote:
    """Before it has opened, go back to mend the roll; letters that were printed end."""
    _require_reason(reason)
    held = advance(vote, Step.THAW, by=by)
    held.versions.filter(frozen_at__isnull=False).update(fingerprint="", frozen_at=None)
    for model in (Access, LetterDelivery):
        model.objects.filter(voter__vote=held).delete()
    for owned in (Proxy, Letter, Voter):
        owned.objects.filter(vote=held).delete()
    held.frozen_at, held.profile = None, {}
    held.save(update_fields=["phase", "frozen_at", "profile"])
    _write_down(held, sentence("The frozen roll is opened again: {reason}"), reason, by, now)
    audit.record("voting.roll_thawed", held, by=by, at=now, reason=reason.strip()[:200])
    return held


@transaction.atomic
def open_vote(*, vote: Vote, by: Actor, now: datetime) -> Vote:
    """Open it; from now on neither roll nor questions change."""
    held = advance(vote, Step.OPEN, by=by)
    if held.opens_at is None or held.closes_at is None or now < held.opens_at:
        raise NotYet
    if now > held.closes_at:
        raise TimeOver(closes=f"{timezone.localtime(held.closes_at):%Y-%m-%d %H:%M}")
    _require_ready(held)
    held.opened_at = now
    held.save(update_fields=["phase", "opened_at"])
    publish(VoteOpened(vote_id=held.pk))
    audit.record("voting.opened", held, by=by, at=now)
    return held


@transaction.atomic
def close_vote(*, vote: Vote, by: Actor, now: datetime) -> Vote:
    """Close it when its time is over, and for nobody earlier."""
    held = advance(vote, Step.CLOSE, by=by)
    if held.closes_at is None or now <= held.closes_at:
        raise NotYet
    held.closed_at = now
    held.save(update_fields=["phase", "closed_at"])
    publish(VoteClosed(vote_id=held.pk))
    audit.record("voting.closed", held, by=by, at=now)
    return held


@transaction.atomic
def call_off(*, vote: Vote, reason: str, by: Actor, now: datetime) -> Vote:
    """Call it off; nothing of it is counted, and everybody reads why."""
    _require_reason(reason)
    held = advance(vote, Step.CALL_OFF, by=by)
    held.called_off_at, held.called_off_reason = now, reason.strip()[:200]
    held.save(update_fields=["phase", "called_off_at", "called_off_reason"])
    publish(VoteCalledOff(vote_id=held.pk))
    audit.record("voting.called_off", held, by=by, at=now)
    return held


def follow_the_clock(*, now: datetime) -> int:
    """Open what is ready and due, close what is over; says how many moved."""
    moved = 0
    for row in due_to_close(now):
        close_vote(vote=row, by=SYSTEM, now=now)
        moved += 1
    for row in due_to_open(now):
        if not readiness.blocking(row):
            open_vote(vote=row, by=SYSTEM, now=now)
            moved += 1
    return moved


def _require_ready(vote: Vote) -> None:
    """By the row that is stored: the step itself is not taken yet."""
    if left := readiness.blocking(Vote.objects.select_related("roll").get(pk=vote.pk)):
        raise NotReady(count=len(left))


def _write_down(vote: Vote, words: str, reason: str, by: Actor, now: datetime) -> None:
    """Into the log that everybody reads, in the language of the place."""
    with override(LANGUAGE):
        text = gettext(words).format(reason=reason.strip()[:200])
        observer = gettext("The office")
    ObserverNote.objects.create(
        vote=vote, observer=observer, text=text, by=by.audit_name, at=now, is_step=True
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
