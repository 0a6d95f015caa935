"""Rules on budgets: announced results, exactness, ties, and why not mine."""

import random
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liren.deliberation.domain import equal_shares as rule_of_shares
from liren.deliberation.domain.budget import (
    ANSWERS,
    Award,
    BrokenBy,
    Precedence,
    Tie,
    WhyNot,
    most_votes,
)
from liren.deliberation.domain.equal_shares import equal_shares
from liren.deliberation.domain.pabulib import read_pb
from liren.deliberation.domain.projects import Ballot, BallotsUnfit, Instance, Project
from tests.deliberation.domain.made import instance, town

WARSAW = ("warszawa_2017_rejon-f", "warszawa_2018_zacisze", "warszawa_2019_radosc")


def budget_file(shared_data: Path, name: str) -> Instance:
    return read_pb((shared_data / "deliberation" / "pb" / f"{name}.pb").read_text("utf-8"))


def announced(whole: Instance) -> set[str]:
    return {project.key for project in whole.projects if project.is_announced}


@pytest.mark.shared_data
@pytest.mark.once
def test_wieliczka_gets_its_thirty_projects(shared_data: Path) -> None:
    whole = budget_file(shared_data, "wieliczka_2023_green-budget")
    start = time.process_time()
    award = equal_shares(whole)
    assert time.process_time() - start < 2
    assert set(award.winners) == announced(whole) and len(award.winners) == 30
    assert (award.cost, award.share, award.undecided) == (995_079, 315, ())


@pytest.mark.shared_data
@pytest.mark.once
@pytest.mark.parametrize("name", [*WARSAW, "krakow_2020_bienczyce"])
def test_most_votes_gives_what_the_cities_announced(shared_data: Path, name: str) -> None:
    whole = budget_file(shared_data, f"gpl3/poland_{name}")
    award = most_votes(whole)
    assert set(award.winners) == announced(whole) and not award.undecided


@pytest.mark.shared_data
@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "share", "cost"),
    list(zip(WARSAW, [488, 1062, 1223], [814_180, 507_265, 151_250], strict=True)),
)
def test_equal_shares_agrees_with_the_reference(
    shared_data: Path, name: str, share: int, cost: int
) -> None:
    award = equal_shares(budget_file(shared_data, f"gpl3/poland_{name}"))
    assert (award.share, award.cost) == (share, cost)


@pytest.mark.slow
@pytest.mark.once
def test_ten_thousand_voters_and_a_hundred_projects_take_seconds() -> None:
    whole = town(10_568, 106, budget=5_000_000)
    start = time.process_time()
    award = equal_shares(whole)
    assert time.process_time() - start < 10
    assert 0 < award.cost <= whole.budget and award.share is not None


def slow_run(whole: Instance, share: Fraction, order: Precedence) -> list[str]:
    """One run by the definition, in fractions throughout."""
    balances = {ballot.voter: share for ballot in whole.ballots}
    supporters = {
        key: [b.voter for b in whole.ballots if key in b.projects] for key in whole.by_key
    }
    bought: list[str] = []
    while True:
        ratios = {}
        for key, voters in supporters.items():
            cost = whole.by_key[key].cost
            if key in bought or not voters or sum(balances[v] for v in voters) < cost:
                continue
            left, held = Fraction(cost), sorted(balances[v] for v in voters)
            for at, balance in enumerate(held):
                if balance * (len(held) - at) >= left:
                    ratios[key] = left / (len(held) - at) / cost
                    break
                left -= balance
        if not ratios:
            return bought
        least = min(ratios.values())
        key = min((k for k, ratio in ratios.items() if ratio == least), key=order.order)
        for voter in supporters[key]:
            balances[voter] = max(Fraction(0), balances[voter] - least * whole.by_key[key].cost)
        bought.append(key)


def slow_equal_shares(whole: Instance) -> tuple[set[str], int]:
    order, share = Precedence(whole), whole.budget // len(whole.ballots)
    possible = {key for key in whole.by_key if whole.votes[key]}
    possible = {key for key in possible if whole.by_key[key].cost <= whole.budget}
    kept = {b.voter: tuple(k for k in b.projects if k in possible) for b in whole.ballots}
    ballots = tuple(type(b)(b.voter, kept[b.voter]) for b in whole.ballots)
    fair = Instance(whole.budget, whole.projects, ballots)
    bought = slow_run(fair, Fraction(share), order)
    while len(bought) < len(possible):
        raised = slow_run(fair, Fraction(share + 1), order)
        if whole.cost_of(raised) > whole.budget:
            break
        bought, share = raised, share + 1
    return set(bought), share


@st.composite
def budgets(draw: st.DrawFn) -> Instance:
    keys = "abcdef"[: draw(st.integers(1, 6))]
    costs = {key: draw(st.integers(1, 40)) for key in keys}
    words = draw(st.lists(st.sets(st.sampled_from(keys)), min_size=1, max_size=9))
    return instance(draw(st.integers(1, 90)), costs, *("".join(sorted(w)) for w in words))


@given(budgets())
def test_equal_shares_is_what_its_definition_says(whole: Instance) -> None:
    award = equal_shares(whole)
    assume(not award.undecided)
    winners, share = slow_equal_shares(whole)
    assert set(award.winners) == winners
    if len(winners) < sum(
        p.cost <= whole.budget and whole.votes[p.key] > 0 for p in whole.projects
    ):
        assert award.share == share


def test_balances_at_the_price_itself_do_not_go_round_for_ever() -> None:
    """Rounding had one voter short of the price, then not, then short again."""
    costs = {"a": 32, "b": 5, "c": 17, "d": 1, "e": 16, "f": 9}
    words = ("abcdef", "bcdef", "c", "e", "af", "abcdef", "ade", "ac")
    winners, share = slow_equal_shares(whole := instance(60, costs, *words))
    award = equal_shares(whole)
    assert (set(award.winners), award.share) == (winners, share)


@st.composite
def dear_budgets(draw: st.DrawFn) -> Instance:
    """Few voters and dear projects: hundreds of raises in a row change nothing."""
    keys = "abcdef"[: draw(st.integers(1, 6))]
    costs = {key: draw(st.integers(1, 600)) for key in keys}
    words = draw(st.lists(st.sets(st.sampled_from(keys)), min_size=1, max_size=5))
    return instance(draw(st.integers(1, 1200)), costs, *("".join(sorted(w)) for w in words))


@given(dear_budgets())
def test_raises_that_are_passed_over_would_have_changed_nothing(whole: Instance) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rule_of_shares, "CALM", 10**9)
        one_by_one = equal_shares(whole)
        patched.setattr(rule_of_shares, "CALM", 0)
        assert equal_shares(whole) == one_by_one


@pytest.mark.once
def test_three_voters_and_dear_projects_do_not_keep_anybody_waiting() -> None:
    """It took three minutes to raise three shares yuan by yuan."""
    dice = random.Random(2)
    costs = [dice.randrange(2, 40) * 1000 for _ in range(40)]
    projects = tuple(Project(str(n), cost, "x") for n, cost in enumerate(costs))
    keys = [project.key for project in projects]
    ballots = tuple(Ballot(str(n), tuple(dice.sample(keys, dice.randint(1, 5)))) for n in range(3))
    start = time.process_time()
    award = equal_shares(Instance(200_000, projects, ballots))
    assert time.process_time() - start < 5
    assert (award.share, award.cost) == (86_999, 197_000)


@given(budgets())
def test_nothing_is_overspent_and_every_project_is_answered(whole: Instance) -> None:
    for rule in (equal_shares, most_votes):
        award = rule(whole)
        assert award.cost == whole.cost_of(award.winners) <= whole.budget
        assert {*award.winners, *award.lost} == whole.by_key.keys()
        assert not set(award.winners) & award.lost.keys()
        for loss in award.lost.values():
            assert loss.why in ANSWERS
            if loss.why in (WhyNot.NOT_LEFT, WhyNot.NOT_CARRIED):
                assert loss.missing > 0 and loss.had >= 0


@given(budgets(), st.randoms())
def test_the_order_of_ballots_does_not_matter(whole: Instance, dice: object) -> None:
    backwards = Instance(whole.budget, whole.projects, tuple(reversed(whole.ballots)))
    for rule in (equal_shares, most_votes):
        assert rule(backwards) == rule(whole)


def test_equals_that_cannot_both_win_are_left_to_the_lot() -> None:
    whole = instance(10, {"a": 6, "b": 6, "c": 1}, "abc", "ab")
    for rule in (most_votes, equal_shares):
        award = rule(whole)
        assert award.undecided == ("a", "b") and "a" not in award.winners
        assert {award.lost[key].why for key in "ab"} == {WhyNot.UNDECIDED}
        assert Tie(("a", "b"), "a", BrokenBy.NOTHING) in award.ties
        drawn = rule(whole, lot=("b", "a"))
        assert "b" in drawn.winners and not drawn.undecided
        assert BrokenBy.LOT in {tie.broken_by for tie in drawn.ties}


def test_of_three_equals_for_two_places_none_is_sure() -> None:
    whole = instance(10, {"a": 5, "b": 5, "c": 5}, "a", "b", "c")
    assert most_votes(whole).undecided == ("a", "b", "c")
    assert most_votes(whole).winners == ()


def test_the_cheaper_of_equals_comes_first_and_it_is_said() -> None:
    whole = instance(10, {"a": 9, "b": 4}, "a", "b")
    award = most_votes(whole)
    assert award.winners == ("b",) and award.ties == (Tie(("b", "a"), "b", BrokenBy.COST),)
    assert award.lost["a"].missing == 3 and not award.undecided


def test_a_tie_that_changes_nothing_is_no_tie() -> None:
    award = most_votes(instance(10, {"a": 5, "b": 5}, "a", "b"))
    assert award.winners == ("a", "b") and not award.undecided


def test_why_not_mine() -> None:
    # Shares of 5: four pay 4.5 each for b, which leaves the supporters of a with 5 + 0.5 + 0.5.
    whole = instance(25, {"a": 9, "b": 18, "c": 26, "d": 1}, "a", "ab", "ab", "b", "b")
    award = equal_shares(whole)
    assert award.winners == ("b",) and award.share == 5
    reasons = {key: loss.why for key, loss in award.lost.items()}
    assert reasons == {"a": WhyNot.NOT_CARRIED, "c": WhyNot.NO_VOTES, "d": WhyNot.NO_VOTES}
    loss = award.lost["a"]
    assert [loss.votes, loss.had, loss.missing] == [3, 6, 3]
    dear = instance(5, {"a": 9, "b": 5}, "ab")
    assert most_votes(dear).lost["a"].why is equal_shares(dear).lost["a"].why is WhyNot.TOO_DEAR


def test_balances_that_end_at_nothing_are_exact() -> None:
    # After b two thirds are left to each of three, exactly what a costs; floats may lose it.
    whole = instance(3, {"a": 2, "b": 1}, "ab", "ab", "ab")
    award = equal_shares(whole)
    assert award.winners == ("b", "a") and not award.lost


def test_ballots_with_points_are_not_taken_for_ticks() -> None:
    whole = instance(10, {"a": 5}, "a")
    ranked = Instance(10, whole.projects, (type(whole.ballots[0])("v", ("a",), (3,)),))
    with pytest.raises(BallotsUnfit):
        equal_shares(ranked)
    assert most_votes(ranked).winners == ("a",)


def test_nobody_and_nothing() -> None:
    nobody = Instance(10, (), ())
    empty: Award = equal_shares(nobody)
    assert empty.winners == most_votes(nobody).winners == ()
    assert equal_shares(instance(10, {"a": 5}, "")).lost["a"].why is WhyNot.NO_VOTES


def test_the_share_of_those_who_won_something() -> None:
    whole = instance(10, {"a": 5, "b": 5}, "a", "b", "", "ab")
    assert whole.share_with(["a"]) == 0.5 and Instance(1, (), ()).share_with([]) == 0
