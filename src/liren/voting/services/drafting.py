"""Drafts: what is asked, of whom, by which rules, and when."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor, require
from liren.places.models import Place
from liren.voting.domain.ballots import Choice
from liren.voting.domain.columns import plain
from liren.voting.domain.matters import Bar
from liren.voting.domain.matters import Basis as Basis  # said by whoever drafts
from liren.voting.domain.matters import Item as Item
from liren.voting.domain.phases import Act
from liren.voting.domain.profiles import NATIONAL, profiles
from liren.voting.domain.profiles import Channel as Channel
from liren.voting.models import Question, Vote
from liren.voting.permissions import VotePermission
from liren.voting.selectors.votes import PURPOSE
from liren.voting.services.access import begin

MOST_QUESTIONS = 12
MOST_CANDIDATES = 40


class TitleMissing(Invalid):
    """A vote has a title."""

    code = "voting.title_missing"
    sentence = sentence("Please write what the vote is about, in one line.")


class QuestionsMissing(Invalid):
    """A vote asks something, and no more than fits on a paper."""

    code = "voting.questions_missing"
    sentence = sentence("Please write at least one question, and {most} at most.")


class QuestionUnclear(Invalid):
    """A question cannot be decided as it stands."""

    code = "voting.question_unclear"
    sentence = sentence(
        "Question {number}: an election needs names that differ, seats, and how many may be ticked."
    )


class RuleUnknown(Invalid):
    """A rule, a bar or a way that does not exist."""

    code = "voting.rule_unknown"
    sentence = sentence("“{text}” is no rule that we know. Write a share like 1/2 or 2/3.")


@dataclass(frozen=True, kw_only=True)
class NewQuestion:
    """One matter as it is written; candidates as (name, about)."""

    text: str
    text_en: str = ""
    explanation: str = ""
    item: Item | None = None
    candidates: Sequence[tuple[str, str]] = ()
    seats: int = 0
    most_picks: int = 0


@dataclass(frozen=True, kw_only=True)
class NewVote:
    """A vote as it is written."""

    title: str
    title_en: str = ""
    text: str = ""
    basis: Basis = Basis.OWNERS
    is_secret: bool = False
    quorum: str = ""
    approval: str = ""
    profile: str = NATIONAL
    own_rules: dict[str, Any] = field(default_factory=dict)
    channels: Sequence[Channel] = (Channel.ONLINE, Channel.PAPER, Channel.PROXY)
    explains_silence: bool = False
    questions: Sequence[NewQuestion] = ()


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """By which day the roll is judged, and when one can vote."""

    record_date: date | None
    opens_at: datetime | None
    closes_at: datetime | None


class ClosesTooEarly(Invalid):
    """It ends before it begins."""

    code = "voting.closes_too_early"
    sentence = sentence("The vote must close after it opens.")


class OpensTooEarly(Invalid):
    """The past cannot be scheduled."""

    code = "voting.opens_too_early"
    sentence = sentence("The vote cannot open in the past.")


@transaction.atomic
def draft_vote(*, new: NewVote, place: Place, by: Actor, now: datetime) -> Vote:
    """Begin a vote; nobody sees it but those who prepare it."""
    require(by, VotePermission.PREPARE, at=place)
    _check(new)
    salt = crypto.seal(secrets.token_hex(32), purpose=PURPOSE, row="vote")
    row = Vote(salt_sealed=salt, made_at=now, made_by=by.audit_name, **_values(new))
    row.put_at(place)
    row.save()
    _write_questions(row, new)
    audit.record("voting.drafted", row, by=by, at=now)
    return row


@transaction.atomic
def edit_vote(
    *, vote: Vote, new: NewVote, by: Actor, now: datetime, place: Place | None = None
) -> Vote:
    """Write a draft anew, for another place too; what was posted has to be taken back first."""
    held = begin(vote, Act.EDIT, by=by)
    _check(new)
    if place is not None:
        require(by, VotePermission.PREPARE, at=place)
        held.put_at(place)
    for name, value in _values(new).items():
        setattr(held, name, value)
    held.save()
    held.questions.all().delete()
    _write_questions(held, new)
    audit.record("voting.edited", held, by=by, at=now)
    return held


@transaction.atomic
def schedule_vote(*, vote: Vote, schedule: Schedule, by: Actor, now: datetime) -> Vote:
    """Say when it opens and closes; once it has opened, nobody can."""
    held = begin(vote, Act.SCHEDULE, by=by)
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens and closes and closes <= opens:
        raise ClosesTooEarly
    if opens and opens < now and opens != held.opens_at:
        raise OpensTooEarly
    if held.frozen_at is None or (opens and closes):  # what is frozen keeps having times
        held.opens_at, held.closes_at = opens, closes
    if held.frozen_at is None:
        held.record_date = schedule.record_date
    held.save(update_fields=["opens_at", "closes_at", "record_date"])
    audit.record("voting.scheduled", held, by=by, at=now, opens=str(opens), closes=str(closes))
    return held


def _values(new: NewVote) -> dict[str, Any]:
    is_owners = new.basis is Basis.OWNERS
    return {
        "title": new.title.strip()[:80],
        "title_en": new.title_en.strip()[:160],
        "text": new.text.strip(),
        "basis": new.basis.value,
        "is_secret": new.is_secret,
        "quorum": "" if is_owners else new.quorum,
        "approval": "" if is_owners else new.approval,
        "profile_key": new.profile,
        "own_rules": new.own_rules,
        "channels": [channel.value for channel in new.channels],
        "explains_silence": new.explains_silence,
    }


def _check(new: NewVote) -> None:
    if not new.title.strip():
        raise TitleMissing
    if not 0 < len(new.questions) <= MOST_QUESTIONS:
        raise QuestionsMissing(most=MOST_QUESTIONS)
    if new.profile not in profiles():
        raise RuleUnknown(text=new.profile)
    for bar in filter(None, (new.quorum, new.approval)):
        try:
            Bar.of(bar)
        except (ValueError, ZeroDivisionError) as unknown:
            raise RuleUnknown(text=bar[:12]) from unknown
    for number, question in enumerate(new.questions, 1):
        names = [plain(name.strip()[:40]) for name, _about in question.candidates]
        is_election = bool(names)
        has_numbers = question.seats > 0 and question.most_picks > 0
        if is_election != has_numbers or len(set(names)) != len(names) or "" in names:
            raise QuestionUnclear(number=number)
        if set(names) & set(Choice):  # "abstain" is an answer, and so nobody's name
            raise QuestionUnclear(number=number)
        if len(names) > MOST_CANDIDATES or not question.text.strip():
            raise QuestionUnclear(number=number)


def _write_questions(vote: Vote, new: NewVote) -> None:
    is_owners = new.basis is Basis.OWNERS
    Question.objects.bulk_create(
        Question(
            vote=vote,
            number=number,
            text=one.text.strip()[:300],
            text_en=one.text_en.strip()[:400],
            explanation=one.explanation.strip(),
            item=(one.item or Item.OTHER) if is_owners else None,
            candidates=[
                {"name": name.strip()[:40], "about": about.strip()[:200]}
                for name, about in one.candidates
            ],
            seats=one.seats,
            most_picks=one.most_picks,
        )
        for number, one in enumerate(new.questions, 1)
    )
