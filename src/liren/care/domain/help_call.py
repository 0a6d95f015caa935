"""A help call as a value: whom the ladder tells next, and what stops it.

The times follow the plan, not the moment of the look: after an outage everybody who should have
been told by now is told at once, and looking twice changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from liren.core.errors import Conflict, sentence


class Rung(StrEnum):
    """Who is asked, in this order."""

    FAMILY = "family"
    BUDDY = "buddy"
    NEIGHBOUR = "neighbour"
    COMMITTEE = "committee"
    AMBULANCE = "ambulance"


# Whoever has nobody still has these.
ALWAYS = (Rung.COMMITTEE, Rung.AMBULANCE)
TAKE_BACK = timedelta(seconds=15)  # a hand that trembles touches the wrong place


class Stage(StrEnum):
    """Where a call stands."""

    PRESSED = "pressed"  # nobody was disturbed yet, and it can be taken back
    CALLING = "calling"
    COMING = "coming"
    ENDED = "ended"
    TAKEN_BACK = "taken_back"


class Move(StrEnum):
    """What moves a call on."""

    TAKE_BACK = "take_back"
    TELL = "tell"  # the clock: the next of the ladder
    GO = "go"
    GIVE_UP = "give_up"
    AT_DOOR = "at_door"


TRANSITIONS: dict[Stage, dict[Move, Stage]] = {
    Stage.PRESSED: {
        Move.TAKE_BACK: Stage.TAKEN_BACK,
        Move.TELL: Stage.CALLING,
        Move.GO: Stage.COMING,
        Move.AT_DOOR: Stage.ENDED,
    },
    Stage.CALLING: {Move.TELL: Stage.CALLING, Move.GO: Stage.COMING, Move.AT_DOOR: Stage.ENDED},
    Stage.COMING: {
        Move.TELL: Stage.CALLING,
        Move.GO: Stage.COMING,
        Move.GIVE_UP: Stage.CALLING,
        Move.AT_DOOR: Stage.ENDED,
    },
    Stage.ENDED: {},
    Stage.TAKEN_BACK: {},
}
OPEN = frozenset({Stage.PRESSED, Stage.CALLING, Stage.COMING})


class MoveNotOpen(Conflict):
    """The stage does not allow the move."""

    code = "care.move_not_open"
    sentence = sentence("This call has moved on. Look at it again.")


def after(stage: str, move: Move) -> Stage:
    """The stage a move leads to; refused when it is not open."""
    found = TRANSITIONS[Stage(stage)].get(move)
    if found is None:
        raise MoveNotOpen(stage=str(stage), move=str(move))
    return found


@dataclass(frozen=True)
class Step:
    """One rung, and how long it is waited before the next is told."""

    rung: Rung
    minutes: int


@dataclass(frozen=True)
class State:
    """A call between two looks."""

    stage: Stage
    ladder: tuple[Step, ...]
    arrival: timedelta
    told: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True)
class Look:
    """What one look at the clock found: whom to tell now, and whether an arrival ran out.

    `again`: everybody was told before, and whoever went does not come; nobody would hear of it.
    """

    state: State
    told: tuple[Rung, ...] = ()
    ran_out: bool = False
    again: bool = False


def ladder_of(present: Collection[Rung], minutes: Mapping[Rung, int]) -> tuple[Step, ...]:
    """The steps in their order; a rung without anybody costs no time."""
    return tuple(Step(r, minutes[r]) for r in Rung if r in present or r in ALWAYS)


def begin(ladder: Iterable[Step], arrival: timedelta, now: datetime, *, wait: bool) -> State:
    """A call that was just made; `wait` leaves the seconds in which it can be taken back."""
    first = now + TAKE_BACK if wait else now
    return State(Stage.PRESSED, tuple(ladder), arrival, next_at=first)


def look(state: State, now: datetime) -> Look:
    """Go as far down the ladder as the time says."""
    told: list[Rung] = []
    ran_out = again = False
    while state.stage in OPEN and (due := state.next_at) is not None and due <= now:
        ran_out |= state.stage is Stage.COMING
        stage = after(state.stage, Move.TELL)
        if state.told >= len(state.ladder):
            state, again = replace(state, stage=stage, next_at=None), True
            continue
        step, count = state.ladder[state.told], state.told + 1
        told.append(step.rung)
        then = due + timedelta(minutes=step.minutes)
        next_at = then if count < len(state.ladder) else None
        state = replace(state, stage=stage, told=count, next_at=next_at)
    return Look(state, tuple(told), ran_out, again and not told)


def go(state: State, now: datetime) -> State:
    """Somebody is on the way: the next step waits, and the first to go sets the arrival clock."""
    stage = after(state.stage, Move.GO)
    if state.stage is Stage.COMING:
        return state
    return replace(state, stage=stage, next_at=now + state.arrival)


def give_up(state: State, now: datetime, *, others: bool) -> State:
    """Somebody cannot come after all; where nobody else goes, the ladder goes on at once."""
    stage = after(state.stage, Move.GIVE_UP)
    return state if others else replace(state, stage=stage, next_at=now)


def at_door(state: State) -> State:
    """Somebody was at the door: only this ends a call that disturbed anybody."""
    return replace(state, stage=after(state.stage, Move.AT_DOOR), next_at=None)


def take_back(state: State, now: datetime) -> State:
    """The second tap, within its seconds."""
    if state.next_at is not None and state.next_at <= now:
        raise MoveNotOpen(stage=state.stage, move=Move.TAKE_BACK)
    return replace(state, stage=after(state.stage, Move.TAKE_BACK), next_at=None)
