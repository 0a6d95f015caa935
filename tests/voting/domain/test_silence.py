"""The "not returned" clause: off by default, never a ballot, and shown for what it is."""

from dataclasses import replace
from datetime import date

import pytest

from liren.voting.domain.ballots import Choice
from liren.voting.domain.counting import Weight, count
from liren.voting.domain.profiles import Clause, SilenceEffect, profile, profiles
from liren.voting.domain.reasons import Why
from tests.voting.domain.made import CLOSES, MANAGER, VOIDED, ballot, roll, votes

WITH_MAJORITY = Clause(
    text="逾期未返回的，计入多数意见",
    adopted_date=date(2025, 6, 1),
    effect=SilenceEffect.WITH_MAJORITY,
)
TAKES_PART = replace(WITH_MAJORITY, effect=SilenceEffect.TAKES_PART)
EXPLAINED = replace(MANAGER, is_silence_explained=True)
ALL = frozenset(f"p{n}" for n in range(12))


def test_no_place_ships_with_the_clause() -> None:
    assert all(rules.clause is None for rules in profiles().values())


def test_the_silent_join_the_majority_and_it_is_said_that_they_decided() -> None:
    whole = replace(roll(12), delivered=ALL)
    result = count(whole, votes(5, 1), EXPLAINED, replace(profile(), clause=WITH_MAJORITY))
    assert not result.outcome.has_passed and result.has_passed
    assert result.silence is not None and result.silence.is_decisive
    assert result.silence.joined is Choice.AGREE
    assert result.silence.outcome.totals.of(Choice.AGREE) == Weight(11, 110_000)
    assert len(result.accepted) == 6 and result.totals.taking_part == Weight(6, 60_000)


def test_taking_part_alone_weighs_against() -> None:
    whole = replace(roll(12), delivered=ALL)
    result = count(whole, votes(5, 3), EXPLAINED, replace(profile(), clause=TAKES_PART))
    assert result.outcome.has_passed and not result.has_passed
    assert result.silence is not None and result.silence.joined is None


@pytest.mark.parametrize(
    ("clause", "matter"),
    [
        (None, EXPLAINED),
        (WITH_MAJORITY, MANAGER),
        (replace(WITH_MAJORITY, text=" "), EXPLAINED),
        (replace(WITH_MAJORITY, adopted_date=None), EXPLAINED),
    ],
)
def test_without_its_conditions_the_clause_does_nothing(
    clause: Clause | None, matter: object
) -> None:
    assert matter in (EXPLAINED, MANAGER)
    chosen = EXPLAINED if matter is EXPLAINED else MANAGER
    whole = replace(roll(12), delivered=ALL)
    result = count(whole, votes(5, 1), chosen, replace(profile(), clause=clause))
    assert result.silence is None and not result.has_passed


def test_only_those_to_whom_delivery_is_proven_and_who_sent_nothing_are_silent() -> None:
    matter = replace(EXPLAINED, closes_at=CLOSES)
    whole = replace(roll(7), delivered=ALL - {"p5"})
    late = replace(ballot(3, "p3"), received_at=CLOSES.replace(year=2027))
    spoiled = ballot(4, "p4", Choice.SPOILED)
    elsewhere = replace(ballot(9, "p2"), void=VOIDED)
    ballots = [ballot(0, "p0"), ballot(1, "p1"), late, spoiled, elsewhere]
    result = count(whole, ballots, matter, replace(profile(), clause=WITH_MAJORITY))
    assert result.silence is not None
    assert [head.key for head in result.silence.heads] == ["6"]
    assert {r.why for r in result.rejected} == {Why.LATE, Why.SPOILED, Why.VOIDED}


def test_two_officers_cannot_make_a_yes_of_somebodys_no() -> None:
    whole = replace(roll(6), delivered=ALL)
    no = replace(ballot(5, "p5", Choice.OPPOSE), void=VOIDED)
    result = count(whole, [*votes(3, 2), no], EXPLAINED, replace(profile(), clause=WITH_MAJORITY))
    assert result.silence is not None and not result.silence.heads


def test_where_heads_and_area_differ_there_is_no_majority_to_join() -> None:
    whole = replace(roll(6, areas=[10_000, 10_000, 90_000]), delivered=ALL)
    ballots = [ballot(0, "p0"), ballot(1, "p1"), ballot(2, "p2", Choice.OPPOSE)]
    result = count(whole, ballots, EXPLAINED, replace(profile(), clause=WITH_MAJORITY))
    assert result.silence is not None and result.silence.joined is None
