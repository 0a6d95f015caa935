"""What a rule can ask of readings."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from . import custom

Hours = Field(gt=0, le=31 * 24)


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(_Condition):
    """A single reading: an alarm, a press, a level. It is over when a reading says so, if ever."""

    kind: Literal["event"] = "event"
    at_least: float = 1
    clears: bool = True  # False: only people end it


class Low(_Condition):
    """Less than so much in a window; nothing at all is `absent`."""

    kind: Literal["low"] = "low"
    window_hours: float = Hours
    below: float = Field(gt=0)


class High(_Condition):
    """More than so much in a window."""

    kind: Literal["high"] = "high"
    window_hours: float = Hours
    above: float = Field(gt=0)


class Continuous(_Condition):
    """Every reading of a window shows use."""

    kind: Literal["continuous"] = "continuous"
    window_hours: float = Hours


class Sudden(_Condition):
    """A window with so many times the home's usual amount, and at least so much."""

    kind: Literal["sudden"] = "sudden"
    window_hours: float = Hours
    times: float = Field(gt=1)
    at_least: float = Field(gt=0)


class Absent(_Condition):
    """Nothing for so many hours, as far as the device is known to have been awake."""

    kind: Literal["absent"] = "absent"
    hours: float = Hours


class Repeated(_Condition):
    """So many readings above nothing in a window."""

    kind: Literal["repeated"] = "repeated"
    window_minutes: float = Field(gt=0, le=7 * 24 * 60)
    count: int = Field(ge=2, le=1000)


class Offline(_Condition):
    """Not heard for longer than so many expected intervals, and at least so many minutes."""

    kind: Literal["offline"] = "offline"
    intervals: float = Field(default=3, ge=1, le=1000)
    minutes: float = Field(default=0, ge=0)


class Learned(_Condition):
    """A silence longer than any that began at about this hour in the last weeks (`rhythm`)."""

    kind: Literal["learned"] = "learned"
    days: int = Field(default=21, ge=7, le=60)
    around_hours: float = Field(default=6, ge=0, le=12)
    margin_hours: float = Field(default=3, ge=0, le=12)
    near_hours: float = Field(default=10, ge=1, le=24)  # shorter silences teach nothing
    shortest_hours: float = Field(default=11.5, ge=1, le=48)
    longest_hours: float = Field(default=22, ge=1, le=72)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.shortest_hours > self.longest_hours:
            raise ValueError("shortest_hours is more than longest_hours")
        return self


class Custom(_Condition):
    """A sentence in CEL over `value`, `used`, `sum`, `count`, `silent_hours`, `hour`, `weekday`."""

    kind: Literal["custom"] = "custom"
    window_hours: float = Hours
    when: str

    @field_validator("when")
    @classmethod
    def _can_be_run(cls, text: str) -> str:
        custom.compiled(text)
        return text


Condition = (
    Event | Low | High | Continuous | Sudden | Absent | Repeated | Offline | Learned | Custom
)
