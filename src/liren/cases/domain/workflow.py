"""The report loop as a table: GB/T 30428.8's seven stages as a case lives them.

Collecting and filing are REPORTED, VERIFYING and FILED; dispatch leads to HANDLING (with
SUSPENDED for what cannot be solved now); feedback leads to CHECKING; CLOSED is judged by the
resident and may be reopened once.
"""

from enum import StrEnum

from liren.core.errors import Conflict, sentence


class Stage(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    VERIFYING = "verifying"
    FILED = "filed"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    CHECKING = "checking"
    CLOSED = "closed"
    REFUSED = "refused"
    MERGED = "merged"


class Step(StrEnum):
    """What moves a case on."""

    ASK_EXISTENCE = "ask_existence"
    CONFIRM_EXISTENCE = "confirm_existence"
    DENY_EXISTENCE = "deny_existence"
    FILE = "file"
    REFUSE = "refuse"
    DISPATCH = "dispatch"
    RETURN = "return"
    FINISH = "finish"
    APPROVE = "approve"
    REWORK = "rework"
    REASSIGN = "reassign"
    SUSPEND = "suspend"
    RESUME = "resume"
    REOPEN = "reopen"
    MERGE = "merge"


TRANSITIONS: dict[Stage, dict[Step, Stage]] = {
    Stage.REPORTED: {
        Step.ASK_EXISTENCE: Stage.VERIFYING,
        Step.FILE: Stage.FILED,
        Step.REFUSE: Stage.REFUSED,
        Step.MERGE: Stage.MERGED,
    },
    Stage.VERIFYING: {
        Step.CONFIRM_EXISTENCE: Stage.FILED,
        Step.DENY_EXISTENCE: Stage.REPORTED,
        Step.MERGE: Stage.MERGED,
    },
    Stage.FILED: {
        Step.DISPATCH: Stage.HANDLING,
        Step.SUSPEND: Stage.SUSPENDED,
        Step.REFUSE: Stage.REFUSED,
        Step.MERGE: Stage.MERGED,
    },
    Stage.HANDLING: {
        Step.FINISH: Stage.CHECKING,
        Step.RETURN: Stage.FILED,
        Step.SUSPEND: Stage.SUSPENDED,
        Step.MERGE: Stage.MERGED,
    },
    Stage.SUSPENDED: {Step.RESUME: Stage.FILED},
    Stage.CHECKING: {
        Step.APPROVE: Stage.CLOSED,
        Step.REWORK: Stage.HANDLING,
        Step.REASSIGN: Stage.FILED,
    },
    Stage.CLOSED: {Step.REOPEN: Stage.FILED},
    Stage.REFUSED: {},
    Stage.MERGED: {},
}

WAITING = frozenset({Stage.REPORTED, Stage.VERIFYING, Stage.FILED})
ENDED = frozenset({Stage.CLOSED, Stage.REFUSED, Stage.MERGED})
OPEN = frozenset(Stage) - ENDED


class StepNotOpen(Conflict):
    """The stage does not allow the step, often because a colleague was quicker."""

    code = "cases.step_not_open"
    sentence = sentence("The case has moved on in the meantime. Look at it again.")


def after(stage: str, step: Step) -> Stage:
    """The stage a step leads to; refused when it is not open."""
    found = TRANSITIONS[Stage(stage)].get(step)
    if found is None:
        raise StepNotOpen(stage=str(stage), step=str(step))
    return found


def is_open(stage: str, step: Step) -> bool:
    """Whether the step can be taken from this stage."""
    return step in TRANSITIONS[Stage(stage)]
