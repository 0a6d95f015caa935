"""The steps of a topic that the committee takes, each with what has to be there before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.deliberation.domain.phases import (
    COUNTED,
    TIMED,
    Mode,
    Phase,
    Step,
    StepNotOpen,
    after,
)
from liren.deliberation.domain.templates import SittingsMissing, Template, missing
from liren.deliberation.models import ListItem, Measure, Outcome, Round, Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.ballots import unplanned_winners
from liren.deliberation.selectors.sittings import has_sat, kinds_held
from liren.deliberation.selectors.talk import unanswered_needs
from liren.deliberation.selectors.topics import rules_at
from liren.deliberation.services import orders
from liren.deliberation.services.access import BY_EVALUATION, NEEDS, hold
from liren.deliberation.services.maps import draw_map
from liren.deliberation.services.measures import begin_measures
from liren.deliberation.services.phase import enter_phase
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.topics import LONGEST_ANSWER, write_answer
from liren.deliberation.services.words import for_everybody, note_step, office_of


class NotYet(Conflict):
    """An announced end is kept, for everybody."""

    code = "deliberation.not_yet"
    sentence = sentence("It was announced until {until}. Nobody ends it before.")


class EndMissing(Invalid):
    """Neighbours know how long they can take part."""

    code = "deliberation.end_missing"
    sentence = sentence("Please say until when neighbours can take part; it lies in the future.")


class NothingToTick(Conflict):
    """A list or a ballot has lines."""

    code = "deliberation.nothing_to_tick"
    sentence = sentence("At least two things are needed that can be ticked.")


class NotCounted(Conflict):
    """What was ticked is counted first."""

    code = "deliberation.not_counted"
    sentence = sentence("The ballots are counted first; then everybody sees what came out.")


class TieOpen(Conflict):
    """Equals are told apart before neighbours, not by the program."""

    code = "deliberation.tie_open"
    sentence = sentence("{count} projects are as good as each other. Draw the lot in public first.")


class VoteOpen(Conflict):
    """The vote decides, and it has not yet."""

    code = "deliberation.vote_open"
    sentence = sentence("The vote decides, and it is not counted yet, or went the other way.")


class PlanEmpty(Conflict):
    """A plan has measures."""

    code = "deliberation.plan_empty"
    sentence = sentence("There is no measure yet. Each has a party in charge and a day.")


class WorkOpen(Conflict):
    """Neighbours evaluate what is done."""

    code = "deliberation.work_open"
    sentence = sentence("{count} measures are not done yet.")


class EvaluationDecides(Conflict):
    """No measure closes without its neighbours, nor against them."""

    code = "deliberation.evaluation_decides"
    sentence = sentence("What neighbours say decides this, when the evaluation has ended.")


class NeedsOpen(Conflict):
    """Every need is answered before a plan follows."""

    code = "deliberation.needs_open"
    sentence = sentence("{count} needs have no answer yet. Each gets one before the plan.")


class WinnersOpen(Conflict):
    """What won is done."""

    code = "deliberation.winners_open"
    sentence = sentence("{count} projects that won have no measure yet. Each gets one.")


class ChecksOpen(Conflict):
    """Every proposal gets its answer before the ballot."""

    code = "deliberation.checks_open"
    sentence = sentence("{count} proposals are not checked yet. Each gets its answer first.")


class RoundMissing(Conflict):
    """Money, rule and voters are settled before anybody is asked."""

    code = "deliberation.round_missing"
    sentence = sentence("Please settle the sum, the rule and who votes, before the call.")


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a step is taken with: words for everybody, and an end where the phase has one."""

    step: Step
    words: str = ""
    until: datetime | None = None
    mode: Mode | None = None  # only when a topic is taken up
    template: Template | None = None  # until a meeting is needed, at the latest


@transaction.atomic
def move_topic(*, topic: Topic, move: Move, by: Actor, now: datetime) -> Topic:
    """Take a topic one step on; refused with what is missing."""
    if move.step in BY_EVALUATION:
        raise EvaluationDecides
    require(by, NEEDS[move.step], at=topic.place)
    held = hold(topic)
    _choose_way(held, move)
    phase = after(held.phase, move.step, held.mode)
    _require_ended(held, now)
    _GUARDS.get(Phase(held.phase), _nothing)(held, move)
    until = _end_of(held, phase, move, now)
    words = for_everybody(move.words, most=LONGEST_ANSWER) if move.words.strip() else ""
    _on_leaving(held, phase, words, by, now)
    enter_phase(held, phase, by=by, now=now, until=until, words=words)
    if phase == Phase.PUBLICATION:
        begin_measures(held, by=by, now=now)
    audit.record("deliberation.topic_moved", held, by=by, at=now, phase=str(phase))
    return held


def _choose_way(topic: Topic, move: Move) -> None:
    """How it is talked over and decided is chosen when it is taken up, and then stays.

    What homes brought onto the agenda by themselves gets its way when it comes before a meeting.
    """
    if topic.phase == Phase.RAISED:
        topic.mode = move.mode or topic.mode
    if topic.phase == Phase.RAISED or may_choose_way(topic, move.step):
        topic.template = move.template or topic.template


def may_choose_way(topic: Topic, step: Step) -> bool:
    """Whether nobody has chosen yet how it is decided."""
    return step is Step.MEET and topic.template == Template.PLAIN


def _require_ended(topic: Topic, now: datetime) -> None:
    is_timed = topic.phase in TIMED or topic.phase == Phase.PUBLICATION
    if is_timed and topic.open_until and now < topic.open_until:
        raise NotYet(until=f"{timezone.localtime(topic.open_until):%Y-%m-%d %H:%M}")


def _end_of(topic: Topic, phase: Phase, move: Move, now: datetime) -> datetime | None:
    rules = rules_at(topic.place)
    if phase in TIMED:
        if move.until is None or move.until <= now:
            raise EndMissing
        return move.until
    if phase == Phase.PUBLICATION:
        return now + timedelta(days=rules.publication_days)
    if phase == Phase.EVALUATION:
        return now + timedelta(days=rules.evaluation_days)
    return None


def _on_leaving(topic: Topic, phase: Phase, words: str, by: Actor, now: datetime) -> None:
    """What a topic takes along from the phase it leaves."""
    if topic.phase == Phase.RAISED:
        write_answer(topic, words, by=by, now=now)
    elif phase in (Phase.DECLINED, Phase.MEASURES):
        topic.decision = for_everybody(words, most=LONGEST_ANSWER)
        if topic.answered_at is None:  # what is decided answers it, too
            write_answer(topic, words, by=by, now=now)
    if topic.mode == Mode.RESPONSE and phase not in (Phase.DISCUSSION, Phase.MEETING):
        orders.withdraw_needs(topic, by=by, now=now)
    if topic.phase == Phase.DISCUSSION and topic.mode == Mode.OPEN:
        draw_map(topic, now=now)


def _nothing(topic: Topic, move: Move) -> None:
    """Nothing has to be there before."""


def _raised(topic: Topic, move: Move) -> None:
    if move.step is Step.SHOW_LIST and ListItem.objects.filter(topic=topic).count() < 2:
        raise NothingToTick
    if move.step is Step.CALL and not Round.objects.filter(topic=topic).exists():
        raise RoundMissing


def _checked(topic: Topic, move: Move) -> None:
    if move.step is not Step.OPEN_BALLOT:
        return
    projects = topic.projects.filter(is_hidden=False)
    if projects.filter(check_state="waits").exists():
        raise ChecksOpen(count=projects.filter(check_state="waits").count())
    if projects.filter(check_state="feasible").count() < 2:
        raise NothingToTick


def _counted(topic: Topic, move: Move) -> None:
    outcome = Outcome.objects.filter(topic=topic).first()
    if outcome is None:
        raise NotCounted
    if undecided := outcome.data.get("undecided"):
        raise TieOpen(count=len(undecided))


def _talked(topic: Topic, move: Move) -> None:
    if topic.mode != Mode.RESPONSE or move.step in (Step.MEET, Step.DECLINE):
        return
    if left := unanswered_needs(topic):
        raise NeedsOpen(count=left)


def _sat(topic: Topic, move: Move) -> None:
    if move.step is Step.DECLINE and has_sat(topic):
        return
    _talked(topic, move)
    _require_sat(topic)


def _require_sat(topic: Topic) -> None:
    left = missing(topic.template, topic.phase, kinds_held(topic))
    if left:
        raise SittingsMissing(count=len(left))


def _voted(topic: Topic, move: Move) -> None:
    passed = topic.vote_outcome == Topic.VoteOutcome.PASSED
    lost = topic.vote_outcome in (Topic.VoteOutcome.FAILED, Topic.VoteOutcome.CALLED_OFF)
    if (move.step is Step.PLAN and not passed) or (move.step is Step.DECLINE and not lost):
        raise VoteOpen


def _planned(topic: Topic, move: Move) -> None:
    if not Measure.objects.filter(topic=topic, revision=topic.revision).exists():
        raise PlanEmpty
    if left := unplanned_winners(topic):
        raise WinnersOpen(count=len(left))


def _worked(topic: Topic, move: Move) -> None:
    rows = Measure.objects.filter(topic=topic, revision=topic.revision, done_at__isnull=True)
    if left := rows.count():
        raise WorkOpen(count=left)
    _require_sat(topic)


_GUARDS: Mapping[Phase, Callable[[Topic, Move], None]] = MappingProxyType(
    {
        Phase.RAISED: _raised,
        Phase.DISCUSSION: _talked,
        Phase.CHECK: _checked,
        **dict.fromkeys(COUNTED, _counted),
        Phase.MEETING: _sat,
        Phase.VOTE: _voted,
        Phase.MEASURES: _planned,
        Phase.REVISION: _planned,
        Phase.PROGRESS: _worked,
    }
)


@transaction.atomic
def extend_phase(*, topic: Topic, until: datetime, words: str, by: Actor, now: datetime) -> Topic:
    """Give neighbours more time; less is given to nobody."""
    require(by, TalkPermission.LEAD, at=topic.place)
    held = hold(topic)
    is_over = held.phase in COUNTED and Outcome.objects.filter(topic=held).exists()
    if held.phase not in TIMED or is_over:
        raise StepNotOpen
    if held.open_until is None or until <= max(held.open_until, now):
        raise EndMissing
    held.open_until = until
    held.save(update_fields=["open_until"])
    said = for_everybody(words, most=LONGEST_ANSWER)
    note_step(held, "extended", by=by, now=now, words=said, of=office_of(by, held.place))
    tell_followers(held, "extended", now=now, words=until)
    audit.record("deliberation.phase_extended", held, by=by, at=now, until=until.isoformat())
    return held
