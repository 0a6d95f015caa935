"""Rules as files: what to watch, for how long, how bad it is, who is asked first.

A rule is one TOML file that can be exported and taken in elsewhere. Moments are meant in the
time of Shanghai.
"""

import tomllib
from typing import Annotated, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from liren.core.errors import Invalid, sentence

from .conditions import Condition
from .findings import Found, Severity
from .readings import REPORTED, Measure

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,48}$")]
Name = Annotated[str, Field(min_length=1, max_length=80)]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Rung = Literal[
    "family", "buddy", "neighbour", "committee", "property", "street", "fire", "ambulance"
]
BY_CLOCK = ("absent", "learned", "offline", "custom")
FROM_A_METER = (Measure.WATER_USED, Measure.WATER_TOTAL)
LARGEST = 8_000  # letters of a file


class RuleUnreadable(Invalid):
    """The file is no rule: where, and why."""

    code = "sensing.rule_unreadable"
    sentence = sentence("This is no rule that we can read: {reason}")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quiet(_Table):
    """Hours in which nothing is raised; what still holds at their end is raised then."""

    begin: ClockTime
    end: ClockTime


class Step(_Table):
    """How bad it is after it has lasted so long."""

    after_minutes: int = Field(gt=0, le=14 * 24 * 60)
    severity: Severity


class Rule(_Table):
    """One rule; `found` is what its alerts are called."""

    key: Key
    name: Name
    name_en: Name
    source: str = Field(default="", max_length=400)
    measure: Measure
    found: Found
    condition: Annotated[Condition, Field(discriminator="kind")]
    quiet: Quiet | None = None
    wait_minutes: int = Field(default=0, ge=0, le=7 * 24 * 60)
    fold_minutes: int = Field(default=0, ge=0, le=24 * 60)  # alarms so near are one event
    severity: Severity = Severity.URGENT
    steps: tuple[Step, ...] = Field(default=(), max_length=4)
    ladder: tuple[Rung, ...] = Field(default=(), max_length=8)
    minds_away: bool = True  # nothing is raised while the home is known to be empty

    @field_validator("steps")
    @classmethod
    def _go_up(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        minutes = [step.after_minutes for step in steps]
        if minutes != sorted(set(minutes)):
            raise ValueError("each step comes later than the one before")
        return steps

    @property
    def counts(self) -> tuple[Measure, ...]:
        """The measures whose readings it counts; what is used can be had from a counter."""
        return FROM_A_METER if self.measure is Measure.WATER_USED else (self.measure,)

    @property
    def minds_heartbeats(self) -> bool:
        """Whether it must know that the device is awake, because it is judged by the clock."""
        return self.condition.kind in BY_CLOCK and self.measure not in REPORTED


def read_rule(text: str) -> Rule:
    """The rule of a TOML file; refused with the place and the cause."""
    if len(text) > LARGEST:
        raise RuleUnreadable(reason=f"{len(text)} > {LARGEST}")
    try:
        return Rule.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise RuleUnreadable(reason=_first(error)) from error
    # A number of thousands of digits is TOML, and yet more than Python reads.
    except (ValueError, RecursionError) as error:
        raise RuleUnreadable(reason=str(error).partition(";")[0]) from error


def rule_text(rule: Rule) -> str:
    """The file of a rule, as `read_rule` takes it; what it left to us is written out."""
    return tomli_w.dumps(rule.model_dump(mode="json", exclude_none=True))


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
