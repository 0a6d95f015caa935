"""The table of a case's stages."""

import pytest

from liren.cases.domain.workflow import ENDED, TRANSITIONS, Stage, Step, StepNotOpen, after


def test_every_stage_stands_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Stage)


def test_every_step_is_open_somewhere() -> None:
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(Step)


def test_every_stage_can_be_reached() -> None:
    reached = {Stage.REPORTED}
    while more := {end for stage in reached for end in TRANSITIONS[stage].values()} - reached:
        reached |= more
    assert reached == set(Stage)


def test_only_a_closed_case_comes_back() -> None:
    assert {stage for stage in ENDED if TRANSITIONS[stage]} == {Stage.CLOSED}


def test_a_step_that_is_not_open_is_refused() -> None:
    with pytest.raises(StepNotOpen):
        after(Stage.REPORTED, Step.APPROVE)
