"""The life of a vote, as two tables: which step leads where, and which acts each phase has open.

A draft is posted with its roll, and notice runs; the roll is frozen at the record date; the vote
opens and closes by its times; then it is counted, once, and everybody sees the result at the same
moment. What was posted is changed only by taking it back, and what has opened not at all.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from liren.core.errors import Conflict, sentence


class Phase(StrEnum):
    """Where a vote stands."""

    DRAFT = "draft"
    POSTED = "posted"
    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    CALLED_OFF = "called_off"


class Step(StrEnum):
    """What moves a vote on."""

    POST = "post"
    TAKE_BACK = "take_back"
    FREEZE = "freeze"
    THAW = "thaw"
    OPEN = "open"
    CLOSE = "close"
    COUNT = "count"
    CALL_OFF = "call_off"


class Act(StrEnum):
    """What can be done while a vote stands where it stands."""

    EDIT = "edit"
    SCHEDULE = "schedule"
    CHANGE_ROLL = "change_roll"
    OBJECT = "object"
    ANSWER = "answer"
    PRINT = "print"
    DELIVER = "deliver"
    NAME_PROXY = "name_proxy"
    CAST = "cast"
    TAKE_IN = "take_in"
    TAKE_OVER = "take_over"
    VOID = "void"
    COUNT_ENVELOPES = "count_envelopes"
    ENTER = "enter"
    OBSERVE = "observe"


TRANSITIONS: dict[Phase, dict[Step, Phase]] = {
    Phase.DRAFT: {Step.POST: Phase.POSTED, Step.CALL_OFF: Phase.CALLED_OFF},
    Phase.POSTED: {
        Step.TAKE_BACK: Phase.DRAFT,
        Step.FREEZE: Phase.READY,
        Step.CALL_OFF: Phase.CALLED_OFF,
    },
    Phase.READY: {
        Step.THAW: Phase.POSTED,
        Step.OPEN: Phase.OPEN,
        Step.CALL_OFF: Phase.CALLED_OFF,
    },
    Phase.OPEN: {Step.CLOSE: Phase.CLOSED, Step.CALL_OFF: Phase.CALLED_OFF},
    Phase.CLOSED: {Step.COUNT: Phase.COUNTED, Step.CALL_OFF: Phase.CALLED_OFF},
    Phase.COUNTED: {},
    Phase.CALLED_OFF: {},
}

# Paper that lay in the box when the vote closed is taken in when the box is opened, after it.
ACTS: Mapping[Phase, frozenset[Act]] = MappingProxyType(
    {
        Phase.DRAFT: frozenset({Act.EDIT, Act.SCHEDULE, Act.CHANGE_ROLL, Act.OBSERVE}),
        Phase.POSTED: frozenset(
            {Act.SCHEDULE, Act.CHANGE_ROLL, Act.OBJECT, Act.ANSWER, Act.OBSERVE}
        ),
        Phase.READY: frozenset({Act.SCHEDULE, Act.PRINT, Act.DELIVER, Act.NAME_PROXY, Act.OBSERVE}),
        Phase.OPEN: frozenset(
            {Act.PRINT, Act.DELIVER, Act.NAME_PROXY, Act.CAST, Act.TAKE_IN, Act.TAKE_OVER}
            | {Act.VOID, Act.OBSERVE}
        ),
        Phase.CLOSED: frozenset(
            {Act.TAKE_IN, Act.TAKE_OVER, Act.VOID, Act.COUNT_ENVELOPES, Act.ENTER, Act.OBSERVE}
        ),
        Phase.COUNTED: frozenset({Act.OBSERVE}),
        Phase.CALLED_OFF: frozenset(),
    }
)
PUBLIC = frozenset(Phase) - {Phase.DRAFT}
FROZEN = frozenset({Phase.READY, Phase.OPEN, Phase.CLOSED, Phase.COUNTED})
BEGUN = frozenset({Phase.OPEN, Phase.CLOSED, Phase.COUNTED})


class StepNotOpen(Conflict):
    """The vote stands where this step cannot be taken."""

    code = "voting.step_not_open"
    sentence = sentence("The vote stands elsewhere by now. Look at it again before you go on.")


class ActNotOpen(Conflict):
    """The phase does not have this act open, for anybody."""

    code = "voting.act_not_open"
    sentence = sentence("This cannot be done in the phase in which the vote is now, by nobody.")


def after(phase: str, step: Step) -> Phase:
    """The phase a step leads to; refused when it is not open."""
    found = TRANSITIONS[Phase(phase)].get(step)
    if found is None:
        raise StepNotOpen(phase=str(phase), step=str(step))
    return found


def check(phase: str, act: Act) -> None:
    """Refuse what the phase does not have open."""
    if not is_open(phase, act):
        raise ActNotOpen(phase=str(phase), act=str(act))


def is_open(phase: str, act: Act) -> bool:
    """Whether the phase has the act open."""
    return act in ACTS[Phase(phase)]
