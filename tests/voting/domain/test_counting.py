"""The count: the law's boundaries to the hundredth, and what must never change a result."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.voting.domain.ballots import Ballot, Choice, Proxy, Void
from liren.voting.domain.counting import Measure, Result, Weight, count
from liren.voting.domain.matters import ITEMS, STRICT, Bar, Basis, Item, Matter
from liren.voting.domain.profiles import Channel, CoOwners, profile
from liren.voting.domain.reasons import REASONS, Why
from liren.voting.domain.roll import Roll, Status
from liren.voting.domain.vectors import CaseUnreadable, count_cases
from liren.voting.management.commands.evaluate_owners_vote import as_data
from tests.voting.domain.made import (
    CLOSES,
    MANAGER,
    OPENS,
    RAISE,
    VOIDED,
    ballot,
    roll,
    unit,
    votes,
)

CN = profile()


def counted(whole: Roll, ballots: list[Ballot], matter: Matter = MANAGER) -> Result:
    return count(whole, ballots, matter, CN)


def whys(result: Result) -> list[tuple[str, Why]]:
    return [(rejected.ballot.id, rejected.why) for rejected in result.rejected]


@pytest.mark.shared_data
@pytest.mark.once
def test_all_shared_cases_are_exactly_right(shared_data: Path) -> None:
    text = (shared_data / "deliberation" / "owners-vote" / "cases.json").read_text("utf-8")
    expected = {case["id"]: case["expected"] for case in json.loads(text)}
    assert len(expected) == 23
    assert {case: as_data(result) for case, result in count_cases(text).items()} == expected


@pytest.mark.parametrize(
    ("agree", "oppose", "is_quorate", "is_passed"),
    [(8, 0, True, True), (7, 0, False, False), (5, 3, True, True), (4, 4, True, False)],
)
def test_two_thirds_are_enough_and_a_half_is_not(
    agree: int, oppose: int, is_quorate: bool, is_passed: bool
) -> None:
    result = counted(roll(12), votes(agree, oppose))
    assert (result.outcome.verdict.is_quorate, result.has_passed) == (is_quorate, is_passed)


@pytest.mark.parametrize(("agree", "oppose", "is_passed"), [(6, 2, True), (5, 3, False)])
def test_three_quarters_are_enough_where_the_law_asks_for_them(
    agree: int, oppose: int, is_passed: bool
) -> None:
    assert counted(roll(12), votes(agree, oppose), RAISE).has_passed == is_passed


def test_only_raising_the_fund_rebuilding_and_changing_use_take_three_quarters() -> None:
    strict = {i for i in Item if Matter(basis=Basis.OWNERS, item=i).approval.share > Fraction(1, 2)}
    assert strict == STRICT == {Item.RAISE_FUND, Item.REBUILD, Item.CHANGE_USE}
    assert ITEMS.keys() == set(Item) and REASONS.keys() == set(Why)


@given(st.integers(1, 10**9))
def test_exactly_the_share_is_enough_only_where_the_law_says_at_least(whole: int) -> None:
    for bar, part in ((MANAGER.quorum, 2), (RAISE.approval, 3)):
        exact = bar.share.denominator * whole
        assert bar.is_met(part * whole, exact)
        assert not bar.is_met(part * whole - 1, exact)
        assert bar.needed(exact) == part * whole
    half = MANAGER.approval
    assert not half.is_met(whole, 2 * whole)
    assert half.is_met(whole + 1, 2 * whole)
    assert half.needed(2 * whole) == whole + 1


def test_a_hundredth_of_a_square_metre_decides() -> None:
    areas = [10_000, 9_999, 10_001]
    result = counted(roll(3, areas=areas), votes(2))
    area, heads = result.outcome.verdict.quorum
    assert (area.measure, area.part, area.whole, area.needed) == (
        Measure.AREA,
        19_999,
        30_000,
        20_000,
    )
    assert heads.is_met and not area.is_met and not result.has_passed
    assert counted(roll(3, areas=[10_000, 10_000, 10_000]), votes(2)).has_passed


def test_nothing_of_nothing_is_not_enough() -> None:
    result = counted(Roll(units=()), [])
    assert not result.has_passed and result.totals.everybody == Weight()


MOMENTS = st.sampled_from([None, OPENS, OPENS - timedelta(1), CLOSES, CLOSES + timedelta(1)])
PROXIES = st.sampled_from([None, Proxy(by="n1", is_written=True), Proxy(by="n1", is_written=False)])
PEOPLE = st.sampled_from(["p0", "p1", "p2", "p3", "h", "w", "DEV", "tenant", "buyer"])


@st.composite
def cast(draw: st.DrawFn) -> list[Ballot]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        made = ballot(number, draw(st.sets(PEOPLE, min_size=1, max_size=2)))
        found.append(
            replace(
                made,
                choice=draw(st.sampled_from(Choice)),
                channel=draw(st.sampled_from(Channel)),
                received_at=draw(MOMENTS),
                proxy=draw(PROXIES),
                void=draw(st.sampled_from([None, None, VOIDED])),
            )
        )
    return found


TOWN = roll(
    4,
    unit("4", {"h", "w"}, 8_000),
    unit("5", "DEV", status=Status.UNSOLD),
    unit("6", "buyer", status=Status.SOLD_UNDELIVERED),
    unit("7", "p0", 333),
    unit("8", "parker", counts=False),
)
WINDOW = replace(MANAGER, opens_at=OPENS, closes_at=CLOSES)


@given(cast(), st.randoms())
def test_the_order_in_which_ballots_lie_does_not_matter(
    ballots: list[Ballot], dice: random.Random
) -> None:
    shuffled = list(ballots)
    dice.shuffle(shuffled)
    assert count(TOWN, shuffled, WINDOW, CN) == count(TOWN, ballots, WINDOW, CN)


@given(cast())
def test_a_home_speaks_once_and_every_ballot_is_answered(ballots: list[Ballot]) -> None:
    result = count(TOWN, ballots, WINDOW, CN)
    spoken = [vote.head.key for vote in result.accepted]
    assert len(set(spoken)) == len(spoken)
    answered = [v.ballot.id for v in result.accepted] + [r.ballot.id for r in result.rejected]
    assert sorted(answered) == sorted(b.id for b in ballots)
    totals = result.totals
    assert sum(totals.chosen.values(), Weight()) == totals.taking_part
    assert totals.taking_part.heads <= totals.everybody.heads == 6
    assert totals.taking_part.area <= totals.everybody.area == 68_333


@given(cast(), cast())
def test_adding_a_void_changes_nothing(ballots: list[Ballot], more: list[Ballot]) -> None:
    voids = [replace(b, id=f"v{b.id}", number=b.number * 2 - 7, void=VOIDED) for b in more]
    with_voids = count(TOWN, [*ballots, *voids], WINDOW, CN)
    without = count(TOWN, ballots, WINDOW, CN)
    assert with_voids.outcome == without.outcome
    assert with_voids.accepted == without.accepted


def test_a_void_makes_room_for_the_right_ballot() -> None:
    wrong = replace(ballot(1, "p0"), void=VOIDED)
    result = counted(roll(3), [wrong, ballot(2, "p0", Choice.OPPOSE)])
    assert whys(result) == [("b1", Why.VOIDED)]
    assert result.totals.of(Choice.OPPOSE) == Weight(1, 10_000)


@pytest.mark.parametrize(("reason", "officers"), [("", ("a", "b")), ("why", ("a", "a"))])
def test_a_void_needs_a_reason_and_two_officers(reason: str, officers: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="two officers"):
        Void(reason, officers)


def test_what_is_in_the_box_at_the_moment_of_closing_is_in_time() -> None:
    late = replace(ballot(1, "p1"), received_at=CLOSES + timedelta(microseconds=1))
    early = replace(ballot(2, "p2"), received_at=OPENS - timedelta(microseconds=1))
    ballots = [replace(ballot(0, "p0"), received_at=CLOSES), late, early]
    result = count(roll(3), ballots, WINDOW, CN)
    assert whys(result) == [("b1", Why.LATE), ("b2", Why.TOO_EARLY)]


def test_a_person_holds_so_many_proxies_as_the_place_allows() -> None:
    held = [ballot(n, f"p{n}", proxy=Proxy(by="n1", is_written=True)) for n in range(4)]
    ballots = [replace(b, channel=Channel.PAPER) for b in held]
    result = count(roll(6), ballots, MANAGER, profile("weifang"))
    assert whys(result) == [("b3", Why.TOO_MANY_PROXIES)]
    assert not count(roll(6), ballots, MANAGER, CN).rejected


def test_property_staff_may_not_vote_for_others_in_zhoushan() -> None:
    proxy = Proxy(by="n1", is_written=True, kinds=frozenset({"property_staff"}))
    ballots = [ballot(0, "p0", proxy=proxy, channel=Channel.PROXY), ballot(1, "p1")]
    result = count(roll(3), ballots, MANAGER, profile("zhoushan"))
    assert whys(result) == [("b0", Why.BARRED_PROXY)]


def test_beijing_counts_what_the_city_took_in_and_no_other_clicks() -> None:
    ballots = [ballot(0, "p0"), ballot(1, "p1", channel=Channel.CITY)]
    assert whys(count(roll(3), ballots, MANAGER, profile("beijing"))) == [
        ("b0", Why.CHANNEL_CLOSED)
    ]


def test_one_co_owner_speaks_for_all_unless_another_was_named() -> None:
    married = unit("c", {"h", "w"})
    assert not counted(roll(2, married), [ballot(0, "h")]).rejected
    second = [ballot(0, "h"), ballot(1, "w", Choice.OPPOSE)]
    assert whys(counted(roll(2, married), second)) == [("b1", Why.ALREADY_VOTED)]
    named = unit("c", {"h", "w"}, speaker="w")
    assert whys(counted(roll(2, named), second)) == [("b0", Why.NOT_THE_NAMED)]
    strict = replace(CN, co_owners=CoOwners.NAMED)
    alone = count(roll(2, married), second, MANAGER, strict)
    assert [why for _, why in whys(alone)] == [Why.NOBODY_NAMED] * 2
    assert not count(roll(2, married), [ballot(0, {"h", "w"})], MANAGER, strict).rejected


def test_who_has_a_home_alone_and_one_with_others_says_for_which_they_speak() -> None:
    whole = roll(2, unit("own", "h"), unit("c", {"h", "w"}), unit("d", {"w", "x"}))
    result = counted(whole, [ballot(0, "h"), ballot(1, "h", unit="c"), ballot(2, "w")])
    assert whys(result) == [("b2", Why.WHICH_HOME)]
    assert [vote.head.units for vote in result.accepted] == [("own",), ("c",)]


def test_the_rules_may_join_a_co_owned_home_to_its_only_sole_owner() -> None:
    whole = roll(0, unit("own", "h"), unit("c", {"h", "w"}))
    joined = replace(CN, joins_co_owned=True)
    ballots = [ballot(0, "w"), ballot(1, {"h", "w"})]
    result = count(whole, ballots, MANAGER, joined)
    assert whys(result) == [("b0", Why.NOT_ALONE)]
    assert result.totals.everybody == result.totals.taking_part == Weight(1, 20_000)
    assert counted(whole, ballots).totals.everybody == Weight(2, 20_000)


def test_a_space_that_does_not_count_gives_no_vote() -> None:
    whole = roll(2, unit("P1", "parker", 50_000, counts=False))
    assert whys(counted(whole, [ballot(0, "parker")])) == [("b0", Why.NOT_COUNTED)]


def test_a_home_without_a_known_owner_still_weighs() -> None:
    whole = roll(2, unit("x", []), unit("y", []))
    assert counted(whole, []).totals.everybody == Weight(4, 40_000)


def test_one_home_one_vote_whoever_lives_in_it() -> None:
    homes = Roll(units=(unit("1", {"a", "b"}), unit("2", "c"), unit("3", {"a", "d"})))
    matter = Matter(basis=Basis.HOMES)
    ballots = [ballot(0, "b"), ballot(1, "a", unit="1"), ballot(2, "c"), ballot(3, "d")]
    result = counted(homes, ballots, matter)
    assert whys(result) == [("b1", Why.ALREADY_VOTED)]
    assert result.totals.taking_part == Weight(3, 0)
    assert len(result.outcome.verdict.quorum) == 1 and result.has_passed


def test_one_person_one_vote() -> None:
    homes = Roll(units=(unit("1", {"a", "b"}), unit("2", {"b", "c"})))
    matter = Matter(basis=Basis.PERSONS, quorum_set=Bar.of("2/3"), approval_set=Bar.of(">1/2"))
    result = counted(homes, [ballot(0, "a"), ballot(1, "b", unit="2")], matter)
    assert result.totals.everybody == Weight(3, 0)
    assert result.has_passed


def test_the_bars_of_owners_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="are law"):
        Matter(basis=Basis.OWNERS, item=Item.MANAGER, quorum_set=Bar.of("1/3"))
    with pytest.raises(ValueError, match="item of the law"):
        Matter(basis=Basis.HOMES, item=Item.MANAGER)


@pytest.mark.parametrize("text", ["3/2", "1/0", "0/1", "", ">", "0.5", "-1/2", "1/2/3", "½"])
def test_a_bar_is_a_share(text: str) -> None:
    with pytest.raises(ValueError, match="is no share"):
        Bar.of(text)


@pytest.mark.parametrize("text", ["2/3", ">1/2", "3/4", "1/1"])
def test_a_bar_is_written_as_it_is_read(text: str) -> None:
    assert str(Bar.of(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[1]", '[{"id": "a"}]', '[{"id": "a", "matter": 12, "units": [], "ballots": []}]',
        '[{"id": "a", "matter": 3, "units": [{"unit": "1", "area": "八", "owners": []}]}]',
        '[{"id": "a", "matter": 3, "units": [], "ballots": []}, {"id": "a"}]',
    ],
)  # fmt: skip
def test_cases_that_cannot_be_read_say_which(text: str) -> None:
    with pytest.raises(CaseUnreadable):
        count_cases(text)
