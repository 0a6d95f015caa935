"""The life of a vote as two tables."""

import pytest

from liren.voting.domain import phases
from liren.voting.domain.phases import ACTS, TRANSITIONS, Act, ActNotOpen, Phase, Step, StepNotOpen


def test_every_phase_has_its_steps_and_acts() -> None:
    assert set(TRANSITIONS) == set(ACTS) == set(Phase)
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(Step)
    assert {act for acts in ACTS.values() for act in acts} == set(Act)


def test_a_ballot_is_cast_in_one_phase_only() -> None:
    assert [phase for phase in Phase if Act.CAST in ACTS[phase]] == [Phase.OPEN]
    assert [phase for phase in Phase if Act.ENTER in ACTS[phase]] == [Phase.CLOSED]


def test_after_opening_neither_roll_nor_question_nor_times_change() -> None:
    fixed = {Act.EDIT, Act.CHANGE_ROLL, Act.SCHEDULE, Act.OBJECT}
    for phase in (Phase.OPEN, Phase.CLOSED, Phase.COUNTED, Phase.CALLED_OFF):
        assert not ACTS[phase] & fixed
    assert not ACTS[Phase.READY] & {Act.EDIT, Act.CHANGE_ROLL}


def test_there_is_no_way_back_from_an_open_vote() -> None:
    seen, waiting = set[Phase](), [Phase.OPEN]
    while waiting:
        phase = waiting.pop()
        seen.add(phase)
        waiting += [after for after in TRANSITIONS[phase].values() if after not in seen]
    assert seen == {Phase.OPEN, Phase.CLOSED, Phase.COUNTED, Phase.CALLED_OFF}


def test_what_is_not_open_is_refused() -> None:
    with pytest.raises(StepNotOpen):
        phases.after(Phase.DRAFT, Step.OPEN)
    with pytest.raises(ActNotOpen):
        phases.check(Phase.CLOSED, Act.CAST)
    assert phases.after(Phase.CLOSED, Step.COUNT) is Phase.COUNTED
