"""The ladder of a help call: whatever happens in whatever order, somebody is always next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from liren.care.domain import help_call as rules
from liren.care.domain.help_call import OPEN, Look, Move, Rung, Stage, State, Step

START = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
MINUTES = {Rung.FAMILY: 3, Rung.BUDDY: 3, Rung.NEIGHBOUR: 3, Rung.COMMITTEE: 5, Rung.AMBULANCE: 1}
ARRIVAL = timedelta(minutes=10)
FULL = rules.ladder_of(set(Rung), MINUTES)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def calling() -> State:
    return rules.look(rules.begin(FULL, ARRIVAL, START, wait=False), START).state


def test_a_rung_without_anybody_costs_no_time() -> None:
    ladder = rules.ladder_of({Rung.BUDDY}, MINUTES)
    assert [step.rung for step in ladder] == [Rung.BUDDY, Rung.COMMITTEE, Rung.AMBULANCE]


def test_family_does_not_answer_and_the_buddy_goes() -> None:
    state = calling()
    assert rules.look(state, at(2.9)).told == ()
    later = rules.look(state, at(3))
    assert later.told == (Rung.BUDDY,)
    coming = rules.go(later.state, at(4))
    assert coming.stage is Stage.COMING
    assert rules.look(coming, at(13.9)).told == (), "the next step waits while somebody goes"
    assert rules.at_door(coming).stage is Stage.ENDED


def test_when_the_arrival_runs_out_the_ladder_goes_on() -> None:
    coming = rules.go(rules.look(calling(), at(3)).state, at(4))
    found = rules.look(coming, at(14))
    assert (found.told, found.ran_out) == ((Rung.NEIGHBOUR,), True)
    assert found.state.stage is Stage.CALLING


def test_after_an_outage_everybody_due_is_told_at_once() -> None:
    found = rules.look(calling(), at(600))
    assert found.told == (Rung.BUDDY, Rung.NEIGHBOUR, Rung.COMMITTEE, Rung.AMBULANCE)
    assert found.state.next_at is None


def test_a_second_to_go_does_not_put_off_the_first() -> None:
    coming = rules.go(calling(), at(1))
    assert rules.go(coming, at(8)) == coming


def test_whoever_gives_up_alone_sets_the_ladder_going_at_once() -> None:
    coming = rules.go(calling(), at(1))
    assert rules.give_up(coming, at(2), others=True) == coming
    assert rules.look(rules.give_up(coming, at(2), others=False), at(2)).told == (Rung.BUDDY,)


def test_it_is_taken_back_within_its_seconds_and_not_later() -> None:
    pressed = rules.begin(FULL, ARRIVAL, START, wait=True)
    assert rules.look(pressed, START + timedelta(seconds=14)).told == ()
    taken = rules.take_back(pressed, START + timedelta(seconds=14))
    assert rules.look(taken, at(600)).told == ()
    for late in (START + rules.TAKE_BACK, at(5)):
        with pytest.raises(rules.MoveNotOpen):
            rules.take_back(pressed, late)
    with pytest.raises(rules.MoveNotOpen):
        rules.take_back(calling(), START)


@pytest.mark.parametrize("stage", [Stage.ENDED, Stage.TAKEN_BACK])
@pytest.mark.parametrize("move", list(Move))
def test_what_is_over_stays_over(stage: Stage, move: Move) -> None:
    with pytest.raises(rules.MoveNotOpen):
        rules.after(stage, move)


@given(
    minutes=st.lists(st.integers(1, 60), min_size=2, max_size=5),
    looks=st.lists(st.integers(0, 40_000), max_size=20),
    going=st.booleans(),
)
def test_how_often_one_looks_changes_nothing(
    minutes: list[int], looks: list[int], going: bool
) -> None:
    ladder = tuple(Step(r, m) for r, m in zip(Rung, minutes, strict=False))
    begun = rules.begin(ladder, ARRIVAL, START, wait=True)
    begun = rules.go(begun, START) if going else begun
    state = begun
    told: tuple[Rung, ...] = ()
    for second in sorted(looks):
        found = rules.look(state, START + timedelta(seconds=second))
        state, told = found.state, (*told, *found.told)
    once = rules.look(begun, START + timedelta(seconds=max(looks, default=0)))
    assert looks == [] or (state, told) == (once.state, once.told)


class Ladder(RuleBasedStateMachine):
    """Anybody does anything at any time, and the clock looks now and then."""

    @initialize(wait=st.booleans(), rungs=st.sets(st.sampled_from(list(Rung))))
    def begin(self, wait: bool, rungs: set[Rung]) -> None:
        self.now, self.going, self.said = START, 0, [Rung.FAMILY][:0]
        self.state = rules.begin(rules.ladder_of(rungs, MINUTES), ARRIVAL, START, wait=wait)

    @rule(seconds=st.integers(0, 1500))
    def look(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        found: Look = rules.look(self.state, self.now)
        self.said += found.told
        self.state = found.state
        if found.ran_out:
            self.going = 0

    @precondition(lambda self: self.state.stage in OPEN)
    @rule()
    def go(self) -> None:
        self.state = rules.go(self.state, self.now)
        self.going += 1

    @precondition(lambda self: self.state.stage is Stage.COMING and self.going > 0)
    @rule()
    def give_up(self) -> None:
        self.going -= 1
        self.state = rules.give_up(self.state, self.now, others=self.going > 0)

    @precondition(lambda self: self.state.stage in OPEN)
    @rule()
    def at_door(self) -> None:
        self.state = rules.at_door(self.state)

    @precondition(lambda self: self.state.stage is Stage.PRESSED)
    @rule()
    def take_back(self) -> None:
        if self.state.next_at is not None and self.now < self.state.next_at:
            self.state = rules.take_back(self.state, self.now)

    @invariant()
    def somebody_is_next(self) -> None:
        """An open call has a clock running, or everybody was told."""
        if self.state.stage in OPEN:
            assert self.state.next_at or self.state.told == len(self.state.ladder)
        else:
            assert self.state.next_at is None

    @invariant()
    def each_rung_is_told_once_and_in_order(self) -> None:
        assert self.said == [step.rung for step in self.state.ladder][: self.state.told]

    @invariant()
    def whoever_goes_stops_the_ladder(self) -> None:
        if self.state.stage is Stage.COMING:
            assert self.state.next_at is not None


TestLadder = Ladder.TestCase
