"""The published file alone is enough to count again, and any change in it shows."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.voting.domain.ballots import Ballot, Choice
from liren.voting.domain.counting import Result, Weight, count
from liren.voting.domain.matters import Basis, Matter
from liren.voting.domain.profiles import Clause, SilenceEffect, profile
from liren.voting.domain.publication import (
    LARGEST_PIECE,
    MANY,
    SIZES,
    SIZES_OF_MANY,
    pieces,
    publish,
    stated,
)
from liren.voting.domain.receipts import receipt_code
from liren.voting.domain.recount import PublicationUnreadable, look_up, verify
from liren.voting.domain.roll import Roll, Status
from tests.voting.domain.made import MANAGER, RAISE, ballot, roll, ticked, unit, votes
from tests.voting.domain.test_elections import COMMITTEE

SALT = b"kept by the office"
CLAUSE = Clause(
    text="逾期未返回的，计入多数意见",
    adopted_date=date(2025, 6, 1),
    effect=SilenceEffect.WITH_MAJORITY,
)
TOWN = roll(
    6,
    unit("c", {"h", "w"}, 13_107),
    unit("u", "DEV", 2_000_000, status=Status.UNSOLD),
    unit("P1", "p0", 1_250, counts=False),
    areas=[8_950, 8_950, 12_001, 1, 4_096, 4_095],
)


def secret_of(number: int) -> bytes:
    return number.to_bytes(10)


def published(
    ballots: list[Ballot],
    matter: Matter = MANAGER,
    *,
    whole: Roll = TOWN,
    is_secret: bool = True,
    clause: Clause | None = None,
) -> tuple[Result, dict[str, Any]]:
    result = count(whole, ballots, matter, replace(profile(), clause=clause))
    secrets = {b.id: secret_of(b.number) for b in ballots}
    data = publish(
        result, whole, question="续聘？", secrets=secrets, salt=SALT, is_secret=is_secret
    )
    return result, data


VOTED = [*votes(4, 1), ballot(7, "h", Choice.ABSTAIN), ballot(8, "DEV"), ballot(9, "tenant")]


@pytest.mark.parametrize("is_secret", [True, False])
@pytest.mark.parametrize(
    ("matter", "ballots"),
    [
        (MANAGER, VOTED),
        (RAISE, VOTED),
        (MANAGER, []),
        (COMMITTEE, [ticked(n, f"p{n}", "ann", "bo") for n in range(6)]),
        (Matter(basis=Basis.HOMES), VOTED),
        (Matter(basis=Basis.PERSONS), VOTED),
    ],
)
def test_the_file_counts_as_the_count_did(
    matter: Matter, ballots: list[Ballot], is_secret: bool
) -> None:
    result, data = published(ballots, matter, is_secret=is_secret)
    recount = verify(json.dumps(data), posted_root=data["root"].upper())
    assert [check.key for check in recount.checks if not check.is_true] == []
    assert recount.outcome == result.outcome


def test_a_clause_is_recounted_too() -> None:
    whole = replace(roll(12), delivered=frozenset(f"p{n}" for n in range(12)))
    matter = replace(MANAGER, is_silence_explained=True)
    result, data = published(votes(5, 1), matter, whole=whole, clause=CLAUSE)
    recount = verify(json.dumps(data))
    assert recount.is_true and result.silence is not None
    assert recount.with_silence == result.silence.outcome


@pytest.mark.parametrize("is_secret", [True, False])
def test_a_receipt_leads_to_its_ballot(is_secret: bool) -> None:
    _, data = published(VOTED, is_secret=is_secret)
    recount = verify(json.dumps(data))
    for number in (2, 77):
        code = receipt_code(secret_of(number))
        assert look_up(json.dumps(data), code) == recount.find(code)
    found = recount.find(receipt_code(secret_of(2)))
    assert found.is_whole and found.chosen == ("agree",)
    assert found.weight == Weight(1, 12_001)
    nobody = recount.find(receipt_code(secret_of(77)))
    assert not nobody.is_whole and nobody.slips == 0


def test_a_secret_file_names_no_home_beside_a_choice() -> None:
    _, data = published(VOTED)
    assert {row[1] for row in data["ballots"]} == {""}
    assert max(row[3] for row in data["ballots"]) == LARGEST_PIECE
    names = [row[0] for row in data["ballots"]]
    assert names == sorted(names)


def test_no_file_names_a_person() -> None:
    for matter in (MANAGER, Matter(basis=Basis.PERSONS)):
        _, data = published(VOTED, matter, is_secret=False)
        text = json.dumps(data)
        assert not any(f'"{name}"' in text for name in ("p0", "h", "w", "DEV", "tenant"))


@given(st.integers(0, 10**8), st.sampled_from([SIZES, SIZES_OF_MANY]))
def test_pieces_make_up_the_area_and_are_alike_for_all(area: int, sizes: tuple[int, ...]) -> None:
    cut = pieces(area, sizes)
    assert sum(cut.elements()) == area and set(cut) == set(sizes)
    assert all(cut[small] * small < large for large, small in pairwise(sizes))


def same_slips(areas: list[int], agree: set[int]) -> int:
    """How many sets of homes would have left the same slips: one means that all is known."""
    cut = [(1, *pieces(area).values()) for area in areas]
    base = 1 + len(areas) * max(map(max, cut))
    codes = [sum(count * base**at for at, count in enumerate(home)) for home in cut]
    half = len(codes) // 2
    left, right = Counter(sums(codes[:half])), sums(codes[half:])
    wanted = sum(codes[home] for home in agree)
    return sum(left[wanted - other] for other in right)


def sums(codes: list[int]) -> list[int]:
    found = [0]
    for code in codes:
        found += [before + code for before in found]
    return found


def test_slips_do_not_tell_who_chose_what_even_to_whoever_knows_every_area() -> None:
    dice = Random(1)
    areas = [dice.randrange(5_000, 15_000) for _ in range(32)]
    agree = {home for home in range(32) if dice.random() < 0.6}
    assert same_slips(areas, agree) > 20


def test_many_who_took_part_leave_fewer_slips_each() -> None:
    whole = roll(MANY + 1)
    few, many = (published(votes(n), whole=whole)[1] for n in (MANY, MANY + 1))
    assert len(many["ballots"]) < len(few["ballots"]) * 0.7
    assert all(verify(json.dumps(data)).is_true for data in (few, many))


def change_a_choice(data: dict[str, Any]) -> None:
    data["ballots"][0][4] = ["oppose" if data["ballots"][0][4] == ["agree"] else "agree"]


def add_a_ballot(data: dict[str, Any]) -> None:
    data["ballots"].append([*data["ballots"][0]])
    data["ballots"][-1][0] = "f" * 32


def drop_a_ballot(data: dict[str, Any]) -> None:
    del data["ballots"][0]


def shift_weight(data: dict[str, Any]) -> None:
    data["ballots"][0][3] += 1


def invent_a_voter(data: dict[str, Any]) -> None:
    data["took_part"].append("99-999")


def count_a_voter_twice(data: dict[str, Any]) -> None:
    data["took_part"].append(data["took_part"][0])


def enlarge_a_home(data: dict[str, Any]) -> None:
    data["roll"]["units"][0][1] += 1


def hide_a_home(data: dict[str, Any]) -> None:
    del data["roll"]["heads"][0]


def state_another_result(data: dict[str, Any]) -> None:
    data["result"]["has_passed"] = not data["result"]["has_passed"]


def lower_the_bar(data: dict[str, Any]) -> None:
    data["matter"]["item"] = 5 if data["matter"]["item"] == 6 else 6
    data["result"]["has_passed"] = True


def ask_something_else(data: dict[str, Any]) -> None:
    data["question"] = "解聘？"


def choose_what_is_no_choice(data: dict[str, Any]) -> None:
    data["ballots"][0][4] = ["agree", "oppose"]


CHANGES = [
    change_a_choice, add_a_ballot, drop_a_ballot, shift_weight, invent_a_voter, enlarge_a_home,
    count_a_voter_twice, hide_a_home, state_another_result, lower_the_bar,
    choose_what_is_no_choice, ask_something_else,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_secret", [True, False])
def test_a_change_shows(change: Callable[[dict[str, Any]], None], is_secret: bool) -> None:
    _, data = published(votes(4, 2), is_secret=is_secret)
    assert not data["result"]["has_passed"] and verify(json.dumps(data)).is_true
    changed = copy.deepcopy(data)
    change(changed)
    assert not verify(json.dumps(changed)).is_true


def split_an_owner(data: dict[str, Any]) -> None:
    first, *others = data["roll"]["heads"][0][1]
    data["roll"]["heads"][0][1] = [first]
    data["roll"]["heads"] += [[key, [key]] for key in others]


def anew(data: dict[str, Any]) -> dict[str, Any]:
    """What whoever tampers would do next: a root that fits."""
    recount = verify(json.dumps(data))
    return {**data, "root": recount.root, "result": stated(recount.outcome)}


def test_one_owner_cannot_be_made_two_heads_though_the_root_is_made_anew() -> None:
    _, data = published(votes(3), whole=TWO_HOMES)
    assert verify(json.dumps(anew(data))).is_true
    data["roll"]["heads"].sort(key=lambda head: -len(head[1]))
    split_an_owner(data)
    assert not verify(json.dumps(anew(data))).is_true


def test_two_homes_cannot_be_made_one_where_each_has_a_vote() -> None:
    _, data = published(votes(2), Matter(basis=Basis.HOMES), whole=TWO_HOMES)
    first, second, *rest = sorted(data["roll"]["heads"], key=lambda head: head[0] < "a")
    data["roll"]["heads"] = [[first[0], [*first[1], *second[1]]], *rest]
    assert not verify(json.dumps(anew(data))).is_true


TWO_HOMES = roll(3, unit("a", "both"), unit("b", "both"))


@pytest.mark.parametrize("area", [10**12, 2**63, 10**30])
@pytest.mark.parametrize("is_secret", [True, False])
def test_an_invented_area_takes_neither_memory_nor_time(area: int, is_secret: bool) -> None:
    _, data = published(votes(4, 2), is_secret=is_secret)
    for row in data["roll"]["units"]:
        row[1] = area
    try:
        assert not verify(json.dumps(data)).is_true
    except PublicationUnreadable as refused:
        assert area > 10**15 and "whole number" in str(refused.data)


def test_an_invented_number_of_a_question_says_so() -> None:
    _, data = published(votes(4, 2))
    data["matter"]["number"] = 2**40
    with pytest.raises(PublicationUnreadable):
        verify(json.dumps(data))


def test_a_new_root_does_not_hide_a_changed_choice_from_its_voter_or_the_poster() -> None:
    _, data = published(votes(4, 2))
    posted, changed = data["root"], copy.deepcopy(data)
    change_a_choice(changed)
    recount = verify(json.dumps(changed), posted_root=posted)
    assert {check.key for check in recount.checks if not check.is_true} >= {"posted_root", "root"}


def test_a_clause_with_somebody_who_voted_shows() -> None:
    whole = replace(roll(12), delivered=frozenset(f"p{n}" for n in range(12)))
    matter = replace(MANAGER, is_silence_explained=True)
    _, data = published(votes(5, 1), matter, whole=whole, clause=CLAUSE)
    data["silence"]["heads"].append(data["took_part"][0])
    assert not verify(json.dumps(data)).is_true


@given(st.integers(0, 5_000))
def test_a_file_that_was_cut_is_no_file(length: int) -> None:
    text = json.dumps(published(votes(4, 2))[1])
    with pytest.raises(PublicationUnreadable):
        verify(text[: min(length, len(text) - 1)])


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", '{"format": "liren-vote-1"}', '{"format": "other"}', "[" * 100_000,
        '{"format": "liren-vote-1", "format": "liren-vote-1"}',
    ],
)  # fmt: skip
def test_what_is_no_publication_says_so(text: str) -> None:
    with pytest.raises(PublicationUnreadable):
        verify(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ballots", [["a", "", True, 1, ["agree"]]]), ("ballots", [["a", "", 1.0, 1, ["agree"]]]),
        ("ballots", [["a", "", -1, 1, ["agree"]]]), ("ballots", [[1, "", 1, 1, ["agree"]]]),
        ("ballots", 7), ("matter", {"basis": "owners", "item": 77}), ("took_part", [None]),
        ("roll", {}), ("silence", {"heads": ["nobody"]}),
    ],
)  # fmt: skip
def test_a_wrong_kind_of_value_says_so(key: str, value: object) -> None:
    _, data = published(votes(4, 2))
    with pytest.raises(PublicationUnreadable):
        verify(json.dumps({**data, key: value}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(st.data())
def test_nothing_that_stands_in_a_file_does_anything_but_fail_to_be_true(
    data: st.DataObject,
) -> None:
    whole: Any = copy.deepcopy(EXAMPLE)
    at, key = whole, data.draw(st.sampled_from(sorted(whole)))
    while isinstance(at[key], (dict, list)) and at[key] and data.draw(st.booleans()):
        at = at[key]
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
    before, at[key] = at[key], data.draw(JSON)
    try:
        recount = verify(json.dumps(whole))
    except PublicationUnreadable:
        return
    assert not recount.is_true or before == at[key]


EXAMPLE = published(votes(4, 2))[1]
