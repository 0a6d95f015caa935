"""The whistle's rules: what may be said when, promised times, precedents."""

from datetime import datetime, timedelta

import pytest

from liren.cases.domain.whistle import (
    ANSWERS,
    TRANSITIONS,
    CallStage,
    Move,
    MoveNotOpen,
    Ruled,
    TooFarOff,
    after,
    answers_open,
    coming_at,
    precedents,
)
from tests.factories.neighbourhood import SHANGHAI

NIGHT = datetime(2026, 11, 16, 23, 40, tzinfo=SHANGHAI)
HERE, NEXT = "00000001" * 5, "00000001" * 3 + "00000002" * 2


def test_every_stage_has_a_row_and_ends_are_ends() -> None:
    assert set(TRANSITIONS) == set(CallStage)
    assert {stage for stage, moves in TRANSITIONS.items() if not moves} == {
        CallStage.RELEASED,
        CallStage.ENDED,
    }


def test_whoever_was_told_it_is_theirs_cannot_say_not_ours_again() -> None:
    assert answers_open(CallStage.CALLED) == ANSWERS
    assert answers_open(CallStage.BOUND) == (Move.COMING, Move.THERE)
    with pytest.raises(MoveNotOpen):
        after(CallStage.BOUND, Move.NOT_OURS)


def test_only_a_dispute_is_ruled() -> None:
    assert after(CallStage.DISPUTED, Move.THEIRS) == CallStage.BOUND
    assert after(CallStage.DISPUTED, Move.INSTEAD) == CallStage.RELEASED
    for stage in set(CallStage) - {CallStage.DISPUTED}:
        with pytest.raises(MoveNotOpen):
            after(stage, Move.RELEASE)


def test_a_time_is_the_next_such_time_over_midnight_too() -> None:
    assert coming_at(23, 55, now=NIGHT) == NIGHT.replace(minute=55)
    assert coming_at(0, 10, now=NIGHT) == NIGHT.replace(hour=0, minute=10) + timedelta(days=1)


def test_what_was_a_minute_ago_is_now_and_this_afternoon_is_too_far() -> None:
    assert coming_at(23, 39, now=NIGHT) == NIGHT
    with pytest.raises(TooFarOff):
        coming_at(15, 0, now=NIGHT)


def ruled(pk: int, category: int, place: str, party: int) -> Ruled:
    return Ruled(pk, category, place, party, NIGHT + timedelta(minutes=pk))


def test_a_precedent_is_of_the_class_and_of_the_place_or_the_party() -> None:
    both, place, party = ruled(1, 5, HERE, 7), ruled(2, 5, HERE, 8), ruled(3, 5, NEXT, 7)
    neither, other_class = ruled(4, 5, NEXT, 8), ruled(5, 6, HERE, 7)
    found = precedents(
        [neither, other_class, place, both, party], category=5, place_path=HERE, parties=[7]
    )
    assert found == [both, party, place], "the likest first, then the latest"


def test_without_a_class_there_is_no_precedent() -> None:
    assert precedents([ruled(1, 5, HERE, 7)], category=None, place_path=HERE, parties=[7]) == []
