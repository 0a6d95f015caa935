"""The table of an order's life."""

import pytest

from liren.workorders.domain.workflow import OPEN, TRANSITIONS, Act, ActNotOpen, Status, after


def test_every_status_stands_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Status)


def test_an_end_is_an_end() -> None:
    assert {status for status, acts in TRANSITIONS.items() if acts} == OPEN


def test_every_act_is_open_somewhere() -> None:
    assert {act for acts in TRANSITIONS.values() for act in acts} == set(Act)


def test_what_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(ActNotOpen):
        after(Status.DONE, Act.FINISH)
