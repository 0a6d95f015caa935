"""The tables of a topic's life: complete, without dead ends, and with nothing open at the end."""

import pytest

from liren.deliberation.domain.phases import (
    ACTS,
    ALWAYS,
    BEGINS,
    COUNTED,
    ENDED,
    LINE,
    ONLY_IN,
    ROUTES,
    TRANSITIONS,
    Act,
    ActNotOpen,
    Mode,
    Phase,
    Step,
    StepNotOpen,
    after,
    check,
    is_open,
    steps_from,
)


def test_every_phase_has_its_row_in_both_tables() -> None:
    assert set(TRANSITIONS) == set(ACTS) == set(Phase)


def test_every_step_is_named_after_where_it_leads() -> None:
    leads: dict[Step, set[Phase]] = {}
    for steps in TRANSITIONS.values():
        for step, to in steps.items():
            leads.setdefault(step, set()).add(to)
    assert set(leads) == set(Step)
    assert all(len(places) == 1 for places in leads.values())


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_leads_from_the_first_words_to_an_end(mode: Mode) -> None:
    seen, waiting = set[Phase](), [Phase.RAISED]
    while waiting:
        phase = waiting.pop()
        if phase in seen:
            continue
        seen.add(phase)
        following = [after(phase, step, mode) for step in steps_from(phase, mode)]
        assert following or phase in ENDED, f"{mode} is stuck in {phase}"
        waiting += following
    assert seen == ROUTES[mode]
    assert set(LINE[mode]) <= ROUTES[mode]


def test_nothing_but_defending_ones_words_is_open_after_the_end() -> None:
    for phase in ENDED:
        assert ACTS[phase] == ALWAYS
        assert not TRANSITIONS[phase]


def test_ballots_are_given_in_phases_that_are_counted_and_nowhere_else() -> None:
    assert {phase for phase in Phase if Act.CAST in ACTS[phase]} == COUNTED
    assert {phase for phase in Phase if Act.COUNT in ACTS[phase]} == COUNTED


def test_what_belongs_to_one_mode_is_open_in_no_other() -> None:
    for act, only in ONLY_IN.items():
        for mode in Mode:
            assert mode == only or not any(is_open(phase, act, mode) for phase in Phase)


def test_each_mode_begins_with_its_own_step() -> None:
    for mode, step in BEGINS.items():
        assert after(Phase.RAISED, step, mode) in ROUTES[mode]


def test_a_step_of_another_mode_is_refused() -> None:
    with pytest.raises(StepNotOpen):
        after(Phase.RAISED, Step.CALL, Mode.OPEN)
    with pytest.raises(StepNotOpen):
        after(Phase.CLOSED, Step.REVISE, Mode.OPEN)


def test_an_act_of_another_phase_is_refused() -> None:
    with pytest.raises(ActNotOpen):
        check(Phase.VOTE, Act.STATE, Mode.OPEN)
