"""Elections: up to k ticks, both majorities for each name, ties that nobody breaks in secret."""

from dataclasses import replace

import pytest

from liren.voting.domain.ballots import Ballot, Choice
from liren.voting.domain.counting import Outcome, Result, count
from liren.voting.domain.matters import Basis, Item, Matter
from liren.voting.domain.profiles import profile
from liren.voting.domain.reasons import Why
from tests.voting.domain.made import ballot, roll, ticked

COMMITTEE = Matter(
    basis=Basis.OWNERS,
    item=Item.COMMITTEE,
    candidates=("ann", "bo", "cai", "dan"),
    seats=2,
    most_picks=2,
)


def elected(*ballots: Ballot, matter: Matter = COMMITTEE, count_of: int = 9) -> Result:
    return count(roll(count_of), ballots, matter, profile())


def tied(outcome: Outcome) -> set[str]:
    return {s.candidate for s in outcome.standings if s.is_tied}


def test_seats_go_to_those_whom_more_than_half_ticked() -> None:
    picks = [("ann", "bo"), ("ann", "bo"), ("ann", "bo"), ("ann", "bo"), ("cai",), ("ann", "dan")]
    result = elected(*(ticked(n, f"p{n}", *names) for n, names in enumerate(picks)))
    assert result.outcome.elected == ("ann", "bo")
    ann = result.outcome.standings[0]
    assert (ann.rank, ann.votes.heads, [t.part for t in ann.approval]) == (1, 5, [50_000, 5])


def test_exactly_half_is_not_elected() -> None:
    result = elected(*(ticked(n, f"p{n}", "ann" if n < 3 else "bo") for n in range(6)))
    assert result.outcome.elected == () and not result.has_passed


def test_without_a_quorum_nobody_is_elected() -> None:
    assert elected(*(ticked(n, f"p{n}", "ann") for n in range(5))).outcome.elected == ()


def test_equals_for_the_last_seat_wait_for_a_decision() -> None:
    ballots = [ticked(n, f"p{n}", "ann", "bo", "cai") for n in range(7)]
    three = replace(COMMITTEE, most_picks=3)
    result = elected(*ballots, matter=three)
    assert result.outcome.elected == () and tied(result.outcome) == {"ann", "bo", "cai"}
    more = elected(*ballots, ticked(7, "p7", "ann"), matter=three)
    assert more.outcome.elected == ("ann",) and tied(more.outcome) == {"bo", "cai"}


def test_equal_heads_are_ranked_by_area() -> None:
    whole = roll(9, areas=[20_000])
    ballots = [ticked(n, f"p{n}", "bo" if n else "ann", "cai") for n in range(8)]
    matter = replace(COMMITTEE, seats=1, most_picks=2)
    result = count(whole, [ticked(0, "p0", "ann"), *ballots[1:]], matter, profile())
    assert result.outcome.standings[0].candidate == "bo"
    assert [s.rank for s in result.outcome.standings] == [1, 1, 3, 4]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (ticked(0, "p0", "ann", "bo", "cai"), Why.TOO_MANY_PICKS),
        (ticked(0, "p0", "eve"), Why.UNKNOWN_CANDIDATE),
        (ticked(0, "p0"), Why.SPOILED),
        (ballot(0, "p0", Choice.AGREE), Why.SPOILED),
        (replace(ticked(0, "p0", "ann"), choice=Choice.ABSTAIN), Why.SPOILED),
    ],
)
def test_what_an_election_cannot_count(made: Ballot, why: Why) -> None:
    assert [r.why for r in elected(made).rejected] == [why]


def test_a_tick_is_no_answer_to_a_question() -> None:
    question = Matter(basis=Basis.OWNERS, item=Item.MANAGER)
    assert [r.why for r in elected(ticked(0, "p0", "ann"), matter=question).rejected] == [
        Why.SPOILED
    ]


def test_an_abstention_takes_part() -> None:
    result = elected(ballot(0, "p0", Choice.ABSTAIN))
    assert not result.rejected and result.totals.taking_part.heads == 1


def test_an_election_names_each_candidate_once() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        replace(COMMITTEE, candidates=("ann", "ann"))
    with pytest.raises(ValueError, match="has seats"):
        replace(COMMITTEE, seats=0)
