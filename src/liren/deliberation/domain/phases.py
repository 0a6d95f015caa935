"""The life of a topic, as tables: which step leads where, and which acts each phase has open.

A topic is raised, talked over, decided, carried out, published, watched, evaluated, and revised if
it did not help. How it is talked over is its mode: an open talk in short statements, a list to
tick (打钩), needs with answers (回应), or a budget to be shared (征集). What a phase has not got
open is open to nobody: there is no role that acts outside the phase.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from liren.core.errors import Conflict, sentence


class Phase(StrEnum):
    """Where a topic stands."""

    RAISED = "raised"
    DISCUSSION = "discussion"
    TICKING = "ticking"
    PROPOSALS = "proposals"
    CHECK = "check"
    BALLOT = "ballot"
    MEETING = "meeting"
    VOTE = "vote"
    MEASURES = "measures"
    PUBLICATION = "publication"
    PROGRESS = "progress"
    EVALUATION = "evaluation"
    REVISION = "revision"
    CLOSED = "closed"
    DECLINED = "declined"


class Mode(StrEnum):
    """How a topic is talked over."""

    OPEN = "open"
    TICK = "tick"
    RESPONSE = "response"
    BUDGET = "budget"


class Step(StrEnum):
    """What moves a topic on; each is named after where it leads."""

    DISCUSS = "discuss"
    SHOW_LIST = "show_list"
    CALL = "call"
    CHECK = "check"
    OPEN_BALLOT = "open_ballot"
    MEET = "meet"
    ASK_VOTE = "ask_vote"
    PLAN = "plan"
    PUBLISH = "publish"
    BEGIN = "begin"
    ASK_EVALUATION = "ask_evaluation"
    CLOSE = "close"
    REVISE = "revise"
    DECLINE = "decline"


class Act(StrEnum):
    """What can be done while a topic stands where it stands."""

    SUPPORT = "support"
    ANSWER = "answer"
    COMMENT = "comment"
    STATE = "state"
    ENTER_STATEMENT = "enter_statement"
    JUDGE = "judge"
    NEED = "need"
    ENTER_NEED = "enter_need"
    ANSWER_NEED = "answer_need"
    EDIT_LIST = "edit_list"
    CAST = "cast"
    TAKE_PAPER = "take_paper"
    CONFIRM_PAPER = "confirm_paper"
    PROPOSE = "propose"
    ENTER_PROJECT = "enter_project"
    CHECK_PROJECT = "check_project"
    SET_ROUND = "set_round"
    COUNT = "count"
    DRAW_LOT = "draw_lot"
    SIT = "sit"
    DRAFT_VOTE = "draft_vote"
    PLAN_MEASURE = "plan_measure"
    WORK = "work"
    EVALUATE = "evaluate"
    ENTER_EVALUATION = "enter_evaluation"
    MODERATE = "moderate"
    APPEAL = "appeal"
    RULE_APPEAL = "rule_appeal"


TRANSITIONS: dict[Phase, dict[Step, Phase]] = {
    Phase.RAISED: {
        Step.DISCUSS: Phase.DISCUSSION,
        Step.SHOW_LIST: Phase.TICKING,
        Step.CALL: Phase.PROPOSALS,
        Step.DECLINE: Phase.DECLINED,
    },
    Phase.DISCUSSION: {
        Step.MEET: Phase.MEETING,
        Step.ASK_VOTE: Phase.VOTE,
        Step.PLAN: Phase.MEASURES,
        Step.DECLINE: Phase.DECLINED,
    },
    Phase.TICKING: {
        Step.MEET: Phase.MEETING,
        Step.ASK_VOTE: Phase.VOTE,
        Step.PLAN: Phase.MEASURES,
        Step.DECLINE: Phase.DECLINED,
    },
    Phase.PROPOSALS: {Step.CHECK: Phase.CHECK, Step.DECLINE: Phase.DECLINED},
    Phase.CHECK: {Step.OPEN_BALLOT: Phase.BALLOT, Step.DECLINE: Phase.DECLINED},
    Phase.BALLOT: {Step.PLAN: Phase.MEASURES, Step.DECLINE: Phase.DECLINED},
    Phase.MEETING: {
        Step.ASK_VOTE: Phase.VOTE,
        Step.PLAN: Phase.MEASURES,
        Step.DECLINE: Phase.DECLINED,
    },
    Phase.VOTE: {Step.PLAN: Phase.MEASURES, Step.DECLINE: Phase.DECLINED},
    Phase.MEASURES: {Step.PUBLISH: Phase.PUBLICATION},
    Phase.PUBLICATION: {Step.BEGIN: Phase.PROGRESS},
    Phase.PROGRESS: {Step.ASK_EVALUATION: Phase.EVALUATION},
    Phase.EVALUATION: {Step.CLOSE: Phase.CLOSED, Step.REVISE: Phase.REVISION},
    Phase.REVISION: {Step.PUBLISH: Phase.PUBLICATION},
    Phase.CLOSED: {},
    Phase.DECLINED: {},
}

# A hidden word can be defended wherever it was hidden, also after all is over.
ALWAYS = frozenset({Act.APPEAL, Act.RULE_APPEAL, Act.MODERATE})
_TALK = frozenset({Act.COMMENT, Act.ANSWER})
ACTS: Mapping[Phase, frozenset[Act]] = MappingProxyType(
    {
        Phase.RAISED: ALWAYS | _TALK | {Act.SUPPORT, Act.EDIT_LIST, Act.SET_ROUND},
        Phase.DISCUSSION: ALWAYS
        | _TALK
        | {Act.STATE, Act.ENTER_STATEMENT, Act.JUDGE, Act.NEED, Act.ENTER_NEED, Act.ANSWER_NEED},
        Phase.TICKING: ALWAYS | _TALK | {Act.CAST, Act.TAKE_PAPER, Act.CONFIRM_PAPER, Act.COUNT},
        Phase.PROPOSALS: ALWAYS | _TALK | {Act.PROPOSE, Act.ENTER_PROJECT},
        Phase.CHECK: ALWAYS | _TALK | {Act.CHECK_PROJECT},
        Phase.BALLOT: ALWAYS
        | _TALK
        | {Act.CAST, Act.TAKE_PAPER, Act.CONFIRM_PAPER, Act.COUNT, Act.DRAW_LOT},
        Phase.MEETING: ALWAYS | _TALK | {Act.SIT, Act.ANSWER_NEED},
        Phase.VOTE: ALWAYS | {Act.DRAFT_VOTE},
        Phase.MEASURES: ALWAYS | _TALK | {Act.PLAN_MEASURE},
        Phase.PUBLICATION: ALWAYS | _TALK,
        Phase.PROGRESS: ALWAYS | _TALK | {Act.WORK, Act.SIT},
        Phase.EVALUATION: ALWAYS | {Act.EVALUATE, Act.ENTER_EVALUATION, Act.SIT},
        Phase.REVISION: ALWAYS | _TALK | {Act.PLAN_MEASURE},
        Phase.CLOSED: ALWAYS,
        Phase.DECLINED: ALWAYS,
    }
)

_AFTER = frozenset(
    {Phase.MEASURES, Phase.PUBLICATION, Phase.PROGRESS, Phase.EVALUATION, Phase.REVISION}
    | {Phase.CLOSED, Phase.DECLINED, Phase.RAISED}
)
ROUTES: Mapping[Mode, frozenset[Phase]] = MappingProxyType(
    {
        Mode.OPEN: _AFTER | {Phase.DISCUSSION, Phase.MEETING, Phase.VOTE},
        Mode.TICK: _AFTER | {Phase.TICKING, Phase.MEETING, Phase.VOTE},
        Mode.RESPONSE: _AFTER | {Phase.DISCUSSION, Phase.MEETING, Phase.VOTE},
        Mode.BUDGET: _AFTER | {Phase.PROPOSALS, Phase.CHECK, Phase.BALLOT},
    }
)
# What belongs to one way of talking is open in no other.
ONLY_IN: Mapping[Act, Mode] = MappingProxyType(
    {
        Act.STATE: Mode.OPEN,
        Act.ENTER_STATEMENT: Mode.OPEN,
        Act.JUDGE: Mode.OPEN,
        Act.NEED: Mode.RESPONSE,
        Act.ENTER_NEED: Mode.RESPONSE,
        Act.ANSWER_NEED: Mode.RESPONSE,
    }
)
BEGINS: Mapping[Mode, Step] = MappingProxyType(
    {
        Mode.OPEN: Step.DISCUSS,
        Mode.TICK: Step.SHOW_LIST,
        Mode.RESPONSE: Step.DISCUSS,
        Mode.BUDGET: Step.CALL,
    }
)
ENDED = frozenset({Phase.CLOSED, Phase.DECLINED})
# These have an announced end, before which nobody ends them.
TIMED = frozenset({Phase.DISCUSSION, Phase.TICKING, Phase.PROPOSALS, Phase.BALLOT})
COUNTED = frozenset({Phase.TICKING, Phase.BALLOT})
_CARRIED_OUT = (Phase.MEASURES, Phase.PUBLICATION, Phase.PROGRESS, Phase.EVALUATION)
# The phases as one line, for whoever wants to see how far a topic has come.
LINE: Mapping[Mode, tuple[Phase, ...]] = MappingProxyType(
    {
        mode: (Phase.RAISED, *middle, *_CARRIED_OUT)
        for mode, middle in {
            Mode.OPEN: (Phase.DISCUSSION, Phase.MEETING, Phase.VOTE),
            Mode.TICK: (Phase.TICKING, Phase.MEETING, Phase.VOTE),
            Mode.RESPONSE: (Phase.DISCUSSION, Phase.MEETING, Phase.VOTE),
            Mode.BUDGET: (Phase.PROPOSALS, Phase.CHECK, Phase.BALLOT),
        }.items()
    }
)


class StepNotOpen(Conflict):
    """The topic stands where this step cannot be taken."""

    code = "deliberation.step_not_open"
    sentence = sentence("The topic stands elsewhere by now. Look at it again before you go on.")


class ActNotOpen(Conflict):
    """The phase does not have this act open, for anybody."""

    code = "deliberation.act_not_open"
    sentence = sentence("This cannot be done in the phase in which the topic is now, by nobody.")


def after(phase: str, step: Step, mode: str) -> Phase:
    """The phase a step leads to; refused when it is not open, or not on this topic's way."""
    found = TRANSITIONS[Phase(phase)].get(step)
    if found is None or found not in ROUTES[Mode(mode)]:
        raise StepNotOpen(phase=str(phase), step=str(step))
    return found


def steps_from(phase: str, mode: str) -> tuple[Step, ...]:
    """The steps that are open, in the order of the table."""
    table = TRANSITIONS[Phase(phase)]
    return tuple(step for step, to in table.items() if to in ROUTES[Mode(mode)])


def is_open(phase: str, act: Act, mode: str) -> bool:
    """Whether phase and mode have the act open."""
    return act in ACTS[Phase(phase)] and ONLY_IN.get(act, mode) == mode


def check(phase: str, act: Act, mode: str) -> None:
    """Refuse what the phase does not have open."""
    if not is_open(phase, act, mode):
        raise ActNotOpen(phase=str(phase), act=str(act))
