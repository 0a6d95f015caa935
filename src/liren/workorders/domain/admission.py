"""准入, admission: what street and district may ask of a community.

What stands in the list of what may be asked becomes an order at once. Anything else waits until
the street has approved it; approved or refused, there is a reason, and it is counted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liren.core.errors import Conflict, sentence


class Stage(StrEnum):
    """Where an instruction stands."""

    ASKED = "asked"
    WAITING = "waiting"
    ISSUED = "issued"
    DONE = "done"
    RETURNED = "returned"
    REFUSED = "refused"


class Step(StrEnum):
    """What moves an instruction on."""

    ISSUE = "issue"
    HOLD = "hold"
    APPROVE = "approve"
    REFUSE = "refuse"
    FINISH = "finish"
    RETURN = "return"


TRANSITIONS: dict[Stage, dict[Step, Stage]] = {
    Stage.ASKED: {Step.ISSUE: Stage.ISSUED, Step.HOLD: Stage.WAITING},
    Stage.WAITING: {Step.APPROVE: Stage.ISSUED, Step.REFUSE: Stage.REFUSED},
    Stage.ISSUED: {Step.FINISH: Stage.DONE, Step.RETURN: Stage.RETURNED},
    Stage.DONE: {},
    Stage.RETURNED: {},
    Stage.REFUSED: {},
}


class InstructionMovedOn(Conflict):
    """Its stage does not allow the step, often because a colleague was quicker."""

    code = "workorders.instruction_moved_on"
    sentence = sentence("This instruction has been decided or settled already. Look at it again.")


def after(stage: str, step: Step) -> Stage:
    """The stage a step leads to; refused when it is not open."""
    found = TRANSITIONS[Stage(stage)].get(step)
    if found is None:
        raise InstructionMovedOn(stage=str(stage), step=str(step))
    return found


@dataclass(frozen=True)
class Entry:
    """An entry of the list as the rule sees it: since when, and until when."""

    from_date: date
    until_date: date | None = None


def first_step(entry: Entry | None, day: date) -> Step:
    """Straight to the community what the list allows today; all else waits."""
    if entry is None or entry.from_date > day:
        return Step.HOLD
    return Step.HOLD if entry.until_date and entry.until_date < day else Step.ISSUE


@dataclass(frozen=True)
class Asked:
    """One instruction as it is counted; `is_outside` when it had to wait."""

    asker: int
    stage: str
    is_outside: bool


@dataclass(frozen=True)
class Tally:
    """What one asker asked of communities, and what became of what was outside the list."""

    asker: int
    asked: int
    listed: int
    waiting: int
    approved: int
    refused: int


def tallies(asked: Iterable[Asked]) -> list[Tally]:
    """Counted by asker, whoever asked for most outside the list first."""
    counted: dict[int, Counter[str]] = {}
    for one in asked:
        counted.setdefault(one.asker, Counter())[_outcome(one)] += 1
    found = [
        Tally(
            asker,
            asked=sum(counts.values()),
            listed=counts["listed"],
            waiting=counts["waiting"],
            approved=counts["approved"],
            refused=counts["refused"],
        )
        for asker, counts in counted.items()
    ]
    return sorted(found, key=lambda tally: (tally.listed - tally.asked, tally.asker))


def _outcome(one: Asked) -> str:
    if not one.is_outside:
        return "listed"
    if one.stage == Stage.WAITING:
        return "waiting"
    return "refused" if one.stage == Stage.REFUSED else "approved"
