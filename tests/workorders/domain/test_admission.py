"""What may be asked of a community at once, what waits, and how it is counted."""

from datetime import date

import pytest

from liren.workorders.domain.admission import (
    TRANSITIONS,
    Asked,
    Entry,
    InstructionMovedOn,
    Stage,
    Step,
    Tally,
    after,
    first_step,
    tallies,
)

DAY = date(2026, 11, 16)


def test_what_the_list_holds_today_goes_at_once_and_all_else_waits() -> None:
    assert first_step(Entry(DAY), DAY) is Step.ISSUE
    assert first_step(Entry(DAY, DAY), DAY) is Step.ISSUE
    assert first_step(Entry(date(2026, 11, 17)), DAY) is Step.HOLD
    assert first_step(Entry(date(2026, 1, 1), date(2026, 11, 15)), DAY) is Step.HOLD
    assert first_step(None, DAY) is Step.HOLD


def test_a_decision_is_taken_once() -> None:
    assert set(TRANSITIONS) == set(Stage)
    assert after(Stage.WAITING, Step.APPROVE) == Stage.ISSUED
    with pytest.raises(InstructionMovedOn):
        after(Stage.REFUSED, Step.APPROVE)
    with pytest.raises(InstructionMovedOn):
        after(Stage.ISSUED, Step.REFUSE)


def test_counted_by_asker_whoever_asked_most_outside_first() -> None:
    asked = [
        Asked(1, "done", is_outside=False),
        Asked(1, "waiting", is_outside=True),
        Asked(2, "refused", is_outside=True),
        Asked(2, "issued", is_outside=True),
        Asked(2, "done", is_outside=True),
    ]
    assert tallies(asked) == [
        Tally(2, asked=3, listed=0, waiting=0, approved=2, refused=1),
        Tally(1, asked=2, listed=1, waiting=1, approved=0, refused=0),
    ]
