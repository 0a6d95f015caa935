"""The life of an alert, as a table, and what can have come of it."""

from enum import StrEnum

from liren.core.errors import Conflict, Invalid, sentence


class Stage(StrEnum):
    """Where an alert stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    HANDLED = "handled"
    CLOSED = "closed"


class Act(StrEnum):
    """What can be done with an alert."""

    ACKNOWLEDGE = "acknowledge"
    HANDLE = "handle"
    CLOSE = "close"


TRANSITIONS: dict[Stage, dict[Act, Stage]] = {
    Stage.RAISED: {
        Act.ACKNOWLEDGE: Stage.ACKNOWLEDGED,
        Act.HANDLE: Stage.HANDLED,
        Act.CLOSE: Stage.CLOSED,
    },
    Stage.ACKNOWLEDGED: {Act.HANDLE: Stage.HANDLED, Act.CLOSE: Stage.CLOSED},
    Stage.HANDLED: {Act.CLOSE: Stage.CLOSED},
    Stage.CLOSED: {},
}


class Result(StrEnum):
    """What it turned out to be; the word before the colon says whether somebody was needed."""

    AWAY = "false:away"
    DEVICE = "false:device"
    COOKING = "false:cooking"
    CLEANING = "false:cleaning"
    TEST = "false:test"
    MISTAKEN = "false:mistaken"
    HELPED = "true:helped"
    HOSPITAL = "true:hospital"
    FIRE = "true:fire"
    REPAIRED = "true:repaired"
    ADVISED = "true:advised"
    OTHER = "true:other"

    @property
    def is_false(self) -> bool:
        """Whether nobody was needed."""
        return self.value.startswith("false:")


class ActNotOpen(Conflict):
    """The alert's stage does not allow the act, often because a colleague was quicker."""

    code = "sensing.act_not_open"
    sentence = sentence("Somebody was quicker: this alert stands elsewhere now. Look at it again.")


class ResultMissing(Invalid):
    """Whoever closes says what it was."""

    code = "sensing.result_missing"
    sentence = sentence("Please choose what it turned out to be.")


def after(stage: str, act: Act) -> Stage:
    """The stage an act leads to; refused when it is not open."""
    found = TRANSITIONS[Stage(stage)].get(act)
    if found is None:
        raise ActNotOpen(stage=str(stage), act=str(act))
    return found


def result_of(text: str) -> Result:
    """The result of that code."""
    try:
        return Result(text)
    except ValueError:
        raise ResultMissing() from None
