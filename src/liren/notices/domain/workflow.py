"""The life of an announcement, as a table."""

from enum import StrEnum

from liren.core.errors import Conflict, sentence


class Stage(StrEnum):
    """Where an announcement stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Step(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    PUBLISH = "publish"
    DISCARD = "discard"
    END = "end"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[Stage, dict[Step, Stage]] = {
    Stage.DRAFT: {
        Step.EDIT: Stage.DRAFT,
        Step.PUBLISH: Stage.PUBLISHED,
        Step.DISCARD: Stage.DISCARDED,
    },
    Stage.PUBLISHED: {Step.END: Stage.ENDED, Step.WITHDRAW: Stage.WITHDRAWN},
    Stage.ENDED: {},
    Stage.WITHDRAWN: {},
    Stage.DISCARDED: {},
}


class StepNotOpen(Conflict):
    """The announcement stands where the step cannot be taken."""

    code = "notices.step_not_open"
    sentence = sentence(
        "This announcement is published or closed already. Look at it again before you go on."
    )


def after(stage: str, step: Step) -> Stage:
    """The stage a step leads to; refused when it is not open."""
    found = TRANSITIONS[Stage(stage)].get(step)
    if found is None:
        raise StepNotOpen(stage=stage, step=str(step))
    return found
