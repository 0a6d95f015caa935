"""Meetings: called with notice, minutes by item and speaker, decisions with a quorum, posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain.phases import Act
from liren.deliberation.domain.templates import Kind, needed, require_quorum, require_turn
from liren.deliberation.models import Attendance, Decision, Minute, SheetPhoto, Sitting, Topic
from liren.deliberation.selectors.sittings import kinds_held, rule_of
from liren.deliberation.services.access import begin
from liren.deliberation.services.pictures import keep_picture
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import WordsMissing, for_everybody, note_step, office_of

MOST_ITEMS = 20
MOST_PHOTOS = 10
LONGEST_MINUTE = 1000


class KindNotHere(Conflict):
    """The way that was chosen has no such sitting now."""

    code = "deliberation.sitting_not_here"
    sentence = sentence("The way that was chosen has no such meeting at this point.")


class NoticeTooShort(Invalid):
    """People need time to come."""

    code = "deliberation.notice_too_short"
    sentence = sentence("Those invited hear of it {days} days before. The first day is {day}.")


class NotOver(Conflict):
    """Minutes are of what was."""

    code = "deliberation.sitting_not_over"
    sentence = sentence("The meeting has not begun yet.")


class Posted(Conflict):
    """What everybody read is not changed."""

    code = "deliberation.sitting_posted"
    sentence = sentence("The minutes are posted, or the meeting was called off.")


class NothingDecided(Conflict):
    """Minutes are posted with what was decided, also when it was nothing."""

    code = "deliberation.nothing_decided"
    sentence = sentence("Write down what was decided first; also that nothing was.")


class HandsWrong(Invalid):
    """No more hands than people."""

    code = "deliberation.hands_wrong"
    sentence = sentence("{hands} hands were counted, and {present} people were there.")


class PresentAlready(Conflict):
    """Everybody signs once."""

    code = "deliberation.present_already"
    sentence = sentence("This person is on the list already.")


@dataclass(frozen=True, kw_only=True)
class NewSitting:
    """When, where, about what, and who is invited."""

    kind: Kind
    starts_at: datetime
    where: str
    agenda: Sequence[str]
    invited: int
    invited_words: str


@transaction.atomic
def call_sitting(*, topic: Topic, new: NewSitting, by: Actor, now: datetime) -> Sitting:
    """Call a meeting with the days of notice that the community has settled."""
    held = begin(topic, Act.SIT, by=by)
    rule = rule_of(held, new.kind)
    if rule is None or rule.phase != held.phase:
        raise KindNotHere
    require_turn(held.template, new.kind, kinds_held(held))
    first = timezone.localdate(now) + timedelta(days=rule.notice_days)
    if timezone.localdate(new.starts_at) < first or new.starts_at <= now:
        raise NoticeTooShort(days=rule.notice_days, day=first.isoformat())
    agenda = [for_everybody(item, most=120) for item in new.agenda if item.strip()][:MOST_ITEMS]
    if not agenda:
        raise WordsMissing
    row = Sitting.objects.create(
        topic=held,
        kind=new.kind.value,
        starts_at=new.starts_at,
        where=_where(new.where),
        agenda=agenda,
        invited=max(0, new.invited),
        invited_words=for_everybody(new.invited_words, most=200),
        quorum=str(rule.quorum),
        called_at=now,
        called_by=by.audit_name,
    )
    party = office_of(by, held.place)
    note_step(held, "sitting", by=by, now=now, words=new.starts_at.isoformat(), of=party)
    tell_followers(held, "sitting", now=now, words=new.starts_at)
    audit.record("deliberation.sitting_called", row, by=by, at=now, kind=row.kind)
    return row


@transaction.atomic
def call_off_sitting(*, sitting: Sitting, words: str, by: Actor, now: datetime) -> Sitting:
    """Call it off, and say why."""
    row = _open(sitting, by)
    row.called_off = for_everybody(words, most=200)
    row.save(update_fields=["called_off"])
    party = office_of(by, row.topic.place)
    note_step(row.topic, "sitting_off", by=by, now=now, words=row.called_off, of=party)
    tell_followers(row.topic, "sitting_off", now=now, words=row.called_off)
    audit.record("deliberation.sitting_called_off", row, by=by, at=now)
    return row


@transaction.atomic
def note_present(*, sitting: Sitting, name: str, role: str, by: Actor, now: datetime) -> Attendance:
    """Write down who came; the list is for the office, the number for everybody."""
    row = _begun(sitting, by, now)
    if not name.strip():
        raise WordsMissing
    try:
        with transaction.atomic():
            found = Attendance.objects.create(
                sitting=row,
                name=name.strip()[:40],
                role=role.strip()[:40],
                by=by.audit_name,
                at=now,
            )
    except IntegrityError as twice:
        raise PresentAlready from twice
    audit.record("deliberation.present_noted", row, by=by, at=now)
    return found


@transaction.atomic
def take_minute(
    *, sitting: Sitting, item: int, speaker: str, text: str, by: Actor, now: datetime
) -> Minute:
    """Write down what somebody said to an item; in public, speakers are named by what they are."""
    row = _begun(sitting, by, now)
    found = Minute.objects.create(
        sitting=row,
        item=min(max(1, item), len(row.agenda)),
        speaker=for_everybody(speaker, most=40),
        text=for_everybody(text, most=LONGEST_MINUTE),
        by=by.audit_name,
        at=now,
    )
    audit.record("deliberation.minute_taken", row, by=by, at=now)
    return found


@dataclass(frozen=True, kw_only=True)
class NewDecision:
    """What was decided, and the hands."""

    text: str
    yes: int
    no: int = 0
    abstained: int = 0


@transaction.atomic
def write_decision(*, sitting: Sitting, new: NewDecision, by: Actor, now: datetime) -> Decision:
    """Write down a decision; it is carried by more than half of those present."""
    row = _begun(sitting, by, now)
    present = Attendance.objects.filter(sitting=row).count()
    require_quorum(present, row.invited, Fraction(row.quorum))
    hands = new.yes + new.no + new.abstained
    if min(new.yes, new.no, new.abstained) < 0 or hands > present:
        raise HandsWrong(hands=hands, present=present)
    found = Decision.objects.create(
        sitting=row,
        text=for_everybody(new.text, most=LONGEST_MINUTE),
        yes=new.yes,
        no=new.no,
        abstained=new.abstained,
        is_carried=new.yes * 2 > present,
        by=by.audit_name,
        at=now,
    )
    audit.record("deliberation.decision_written", row, by=by, at=now, carried=found.is_carried)
    return found


@transaction.atomic
def add_sheet(*, sitting: Sitting, upload: "File[Any]", by: Actor, now: datetime) -> SheetPhoto:
    """Keep a photo of the sign-in sheet; it holds names, so only those at the desk see it."""
    row = _open(sitting, by)
    if row.photos.count() >= MOST_PHOTOS:
        raise Posted
    photo = SheetPhoto.objects.create(
        sitting=row, file=keep_picture(upload), by=by.audit_name, at=now
    )
    audit.record("deliberation.sheet_added", row, by=by, at=now)
    return photo


@transaction.atomic
def post_minutes(*, sitting: Sitting, by: Actor, now: datetime) -> Sitting:
    """Let everybody read minutes and decisions; from then on nobody changes them."""
    row = _begun(sitting, by, now)
    could_decide = row.present.count() >= needed(row.invited, Fraction(row.quorum))
    if could_decide and not row.decisions.exists():
        raise NothingDecided
    row.posted_at = now
    row.save(update_fields=["posted_at"])
    note_step(row.topic, "minutes", by=by, now=now, of=office_of(by, row.topic.place))
    tell_followers(row.topic, "minutes", now=now)
    audit.record("deliberation.minutes_posted", row, by=by, at=now)
    return row


def _where(text: str) -> str:
    """Where it is; the number of a room points to nobody."""
    if not text.strip():
        raise WordsMissing
    return text.strip()[:80]


def _open(sitting: Sitting, by: Actor) -> Sitting:
    begin(sitting.topic, Act.SIT, by=by)
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("topic__place")
    row = rows.get(pk=sitting.pk)
    if row.posted_at is not None or row.called_off:
        raise Posted
    return row


def _begun(sitting: Sitting, by: Actor, now: datetime) -> Sitting:
    row = _open(sitting, by)
    if now < row.starts_at:
        raise NotOver
    return row
