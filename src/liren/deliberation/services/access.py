"""May this person, and does the phase have it open: asked first by every write, and for everybody.

Both are asked of the row as it is now, which is then held until the transaction ends: a talk does
not end, nor a ballot close, between the question and the change. What residents do is theirs by
living there; no grant replaces it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from liren.accounts.models import User
from liren.core.errors import Conflict, NotAllowed, sentence
from liren.core.permissions import SYSTEM, Actor, require
from liren.deliberation.domain import phases
from liren.deliberation.domain.phases import TRANSITIONS, Act, Phase, Step
from liren.deliberation.models import Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.topics import is_over
from liren.people.models import Person
from liren.people.selectors import person_of
from liren.places.models import Place

# What only those can do who live at the place. APPEAL is its author's, WORK the party's in charge.
RESIDENTS = frozenset(
    {Act.SUPPORT, Act.STATE, Act.JUDGE, Act.NEED, Act.CAST, Act.PROPOSE, Act.EVALUATE}
)
# What the homes say decides these, and no role does.
BY_EVALUATION = frozenset({Step.CLOSE, Step.REVISE})
NEEDS: Mapping[Act | Step, TalkPermission] = MappingProxyType(
    {
        Act.ANSWER: TalkPermission.LEAD,
        Act.ENTER_STATEMENT: TalkPermission.ENTER,
        Act.ENTER_NEED: TalkPermission.ENTER,
        Act.ENTER_PROJECT: TalkPermission.ENTER,
        Act.ENTER_EVALUATION: TalkPermission.ENTER,
        Act.TAKE_PAPER: TalkPermission.ENTER,
        Act.CONFIRM_PAPER: TalkPermission.ENTER,
        Act.ANSWER_NEED: TalkPermission.PREPARE,
        Act.EDIT_LIST: TalkPermission.PREPARE,
        Act.SET_ROUND: TalkPermission.PREPARE,
        Act.SIT: TalkPermission.PREPARE,
        Act.DRAFT_VOTE: TalkPermission.PREPARE,
        Act.PLAN_MEASURE: TalkPermission.PREPARE,
        Act.CHECK_PROJECT: TalkPermission.CHECK,
        Act.COUNT: TalkPermission.LEAD,
        Act.DRAW_LOT: TalkPermission.LEAD,
        Act.MODERATE: TalkPermission.MODERATE,
        Act.RULE_APPEAL: TalkPermission.MODERATE,
        **dict.fromkeys(frozenset(Step) - BY_EVALUATION, TalkPermission.LEAD),
    }
)


class NotAResident(NotAllowed):
    """Those who live there speak; and of this account it is not known that it does."""

    code = "deliberation.not_a_resident"
    sentence = sentence(
        "This is for those who live here, and we do not know your home yet. Ring the office or "
        "come by: once your number stands with your home, you can take part."
    )


class TimeOver(Conflict):
    """The end that was announced has come, and the next step has not."""

    code = "deliberation.time_over"
    sentence = sentence(
        "The time for this is over. If something is missing, ring the office: it can still write "
        "down what you say, or give everybody more time."
    )


def begin(topic: Topic, act: Act, *, by: Actor) -> Topic:
    """May you, can it: the topic as it is now, held."""
    require(by, NEEDS[act], at=topic.place)
    held = hold(topic)
    phases.check(held.phase, act, held.mode)
    return held


def begin_at_home(topic: Topic, act: Act, *, by: Actor, now: datetime) -> tuple[Topic, Person]:
    """The same for what is done by whoever lives there, until the announced end; with the person.

    What was said before the end can still be entered by the office until the next step.
    """
    person = resident(by, topic.place)
    held = hold(topic)
    phases.check(held.phase, act, held.mode)
    if act is not Act.CAST and is_over(held, now):  # a ballot's end has words of its own
        raise TimeOver
    return held, person


def hold(topic: Topic) -> Topic:
    """The topic as it is now; whoever else would write waits."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(pk=topic.pk)


def resident(by: Actor, place: Place) -> Person:
    """The person behind an account, if they live at the place; refused otherwise."""
    person = person_of(by) if isinstance(by, User) else None
    if person is None or not person.place_path.startswith(place.path):
        raise NotAResident
    return person


def may(by: Actor, act: Act | Step, place: Place) -> bool:
    """Whether somebody could do it, in whatever phase has it open."""
    if act in RESIDENTS:
        return _lives_at(by, place)
    if act is Act.COMMENT:
        return _lives_at(by, place) or by.has_perm(TalkPermission.PREPARE, place)
    needed = NEEDS.get(act)
    return needed is not None and by is not SYSTEM and by.has_perm(needed, place)


def _lives_at(by: Actor, place: Place) -> bool:
    try:
        resident(by, place)
    except NotAResident:
        return False
    return True


@dataclass(frozen=True)
class Row:
    """One act of the table: what it is, who may do it, and in which phases it is open."""

    act: str
    who: str  # a permission, or who else
    phases: tuple[str, ...]


OTHERS: Mapping[Act, str] = MappingProxyType(
    {
        Act.COMMENT: "resident, deliberation.prepare",
        Act.ANSWER_NEED: "deliberation.prepare, the party asked",
        Act.APPEAL: "whoever said it",
        Act.WORK: "the party in charge",
    }
)


def table() -> list[Row]:
    """Every act and step with who may do it and where it is open; nobody acts outside."""
    acts = [
        Row(act.value, _who(act), tuple(p for p in Phase if act in phases.ACTS[p])) for act in Act
    ]
    steps = [
        Row(f"→ {step}", _who(step), tuple(p for p in Phase if step in TRANSITIONS[p]))
        for step in Step
    ]
    return [*acts, *steps]


def _who(act: Act | Step) -> str:
    if act in RESIDENTS:
        return "resident"
    if act in BY_EVALUATION:
        return "nobody: the evaluation"
    return OTHERS[act] if isinstance(act, Act) and act in OTHERS else str(NEEDS[act])
