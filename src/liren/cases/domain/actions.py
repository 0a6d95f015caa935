"""What a person can do with a case now, the most likely first.

The table of the workflow says what the stage allows, the caller what the person's permissions
allow, and the order whose turn it is. The services ask again; this only decides what is offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from liren.cases.domain.workflow import ENDED, Stage, Step, is_open


class Act(StrEnum):
    """One thing that can be done on a case's page; each has a form and a service."""

    DISPATCH = "dispatch"
    FILE = "file"
    REFUSE = "refuse"
    ASK_EXISTENCE = "ask_existence"
    CONFIRM = "confirm"
    DENY = "deny"
    ACCEPT = "accept"
    FINISH = "finish"
    RETURN = "return"
    ASK_TIME = "ask_time"
    ANSWER_TIME = "answer_time"
    HAND_OVER = "hand_over"
    ADD_PART = "add_part"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SUSPEND = "suspend"
    RESUME = "resume"
    CORRECT = "correct"
    ANSWER = "answer"
    MERGE = "merge"
    UNMERGE = "unmerge"
    EXCLUDE = "exclude"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Where a case stands, and who looks at it.

    `permitted` are the acts that the person's permissions allow here, at any stage; `order_kind`
    and `order_status` are those of the order it waits for; `is_mine` says whether that order was
    given to a party the person works for.
    """

    stage: Stage
    permitted: frozenset[Act]
    order_kind: str = ""
    order_status: str = ""
    is_mine: bool = False
    asked_time: bool = False
    needs_look: bool = False  # the class asks for a look on the spot before it is filed
    is_excluded: bool = False


# A stage's steps in the order in which they are likely; what else is possible follows.
_LIKELY: dict[Stage, tuple[Act, ...]] = {
    Stage.REPORTED: (Act.DISPATCH, Act.FILE, Act.ASK_EXISTENCE, Act.REFUSE),
    Stage.VERIFYING: (Act.CONFIRM, Act.DENY),
    Stage.FILED: (Act.DISPATCH, Act.SUSPEND, Act.REFUSE),
    Stage.HANDLING: (
        Act.ANSWER_TIME,
        Act.ACCEPT,
        Act.FINISH,
        Act.RETURN,
        Act.ASK_TIME,
        Act.HAND_OVER,
        Act.ADD_PART,
        Act.SUSPEND,
    ),
    Stage.SUSPENDED: (Act.RESUME,),
    Stage.CHECKING: (Act.APPROVE, Act.SEND_BACK),
    Stage.MERGED: (Act.UNMERGE,),
}
_ALWAYS = (Act.CORRECT, Act.ANSWER, Act.MERGE, Act.NOTE, Act.EXCLUDE)

_STEPS: dict[Act, Step] = {
    Act.FILE: Step.FILE,
    Act.REFUSE: Step.REFUSE,
    Act.ASK_EXISTENCE: Step.ASK_EXISTENCE,
    Act.CONFIRM: Step.CONFIRM_EXISTENCE,
    Act.DENY: Step.DENY_EXISTENCE,
    Act.FINISH: Step.FINISH,
    Act.RETURN: Step.RETURN,
    Act.APPROVE: Step.APPROVE,
    Act.SEND_BACK: Step.REWORK,
    Act.SUSPEND: Step.SUSPEND,
    Act.RESUME: Step.RESUME,
    Act.MERGE: Step.MERGE,
}
_OF_THE_PARTY = frozenset({Act.ACCEPT, Act.FINISH, Act.RETURN, Act.ASK_TIME})


def actions_for(situation: Situation) -> tuple[Act, ...]:
    """Everything that can be done, the likely one first."""
    wanted = [*_LIKELY.get(situation.stage, ()), *_ALWAYS]
    allowed = [act for act in wanted if act in situation.permitted and _fits(act, situation)]
    first = _sooner(allowed, situation)
    return (*first, *(act for act in allowed if act not in first))


def likely_action(situation: Situation) -> Act | None:
    """The one that stands on the row of the inbox; none where there is nothing to decide."""
    first = next(iter(actions_for(situation)), None)
    return first if first in _LIKELY.get(situation.stage, ()) else None


def _fits(act: Act, now: Situation) -> bool:
    """Whether the stage and the order whose turn it is allow it."""
    if act in _STEPS and not is_open(now.stage, _STEPS[act]):
        return False
    if act in _OF_THE_PARTY:
        return now.is_mine and _fits_order(act, now)
    if act is Act.ANSWER_TIME:
        return now.asked_time
    if act in (Act.HAND_OVER, Act.ADD_PART):
        return now.order_kind == "handle" and now.order_status != "paused"
    if act in (Act.CORRECT, Act.ANSWER):
        return now.stage not in ENDED
    if act is Act.EXCLUDE:
        return not now.is_excluded and now.stage not in (Stage.MERGED, Stage.REFUSED)
    return True


def _fits_order(act: Act, now: Situation) -> bool:
    if now.order_kind != "handle" or now.order_status == "paused":
        return False
    if act is Act.ACCEPT:
        return now.order_status == "issued"
    if act is Act.ASK_TIME:
        return not now.asked_time
    return True


def _sooner(allowed: Iterable[Act], now: Situation) -> list[Act]:
    """What this very case asks for before the usual order of its stage."""
    looks_first = now.stage is Stage.REPORTED and now.needs_look
    return [act for act in allowed if looks_first and act is Act.ASK_EXISTENCE]
