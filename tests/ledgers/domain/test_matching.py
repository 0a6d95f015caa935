"""Who is joined, who is asked about, and who never is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.ledgers.domain.homes import Home
from liren.ledgers.domain.likeness import is_alike
from liren.ledgers.domain.matching import Record, Ref, Why, is_damaged, match
from liren.ledgers.domain.merges import merges_data
from tests.ledgers.shapes import PEOPLE

P, Q = PEOPLE[0], PEOPLE[1]
HOME = Home("桐花里", "1", "2", "202")
BORN = "1980-05-06"


def record(row: int, **known: object) -> Record:
    """A record with a name and what is known besides."""
    empty: dict[str, object] = {
        "name": "王建国", "number": "", "birth": "", "sex": "", "phones": (), "home": Home(),
        "as_of": "",
    }  # fmt: skip
    return Record(Ref("a.xlsx", "", row), **{**empty, **known})  # type: ignore[arg-type] # by name


def sets(*records: Record) -> list[list[int]]:
    """The rows of each person."""
    return [[records[at].ref.row for at in members] for members in match(records).sets]


def asked(*records: Record) -> set[tuple[int, int, str]]:
    """Which rows are for a person to look at."""
    return {
        (records[p.first].ref.row, records[p.second].ref.row, p.why) for p in match(records).reviews
    }


def test_equal_numbers_join_whatever_else_is_said() -> None:
    one = record(1, number=P.number, birth=BORN, sex="男")
    assert sets(one, record(2, number=P.number, name="王建囯")) == [[1, 2]]


@pytest.mark.parametrize("near", [{"phones": ("154",)}, {"home": HOME}])
def test_name_birth_and_one_thing_more_join(near: dict[str, object]) -> None:
    one = record(1, number=P.number, birth=BORN, **near)
    assert sets(one, record(2, birth=BORN, **near)) == [[1, 2]]


def test_name_and_birth_alone_never_join() -> None:
    pair = record(1, number=P.number, birth=BORN), record(2, birth=BORN)
    assert sets(*pair) == [[1], [2]]
    assert asked(*pair) == {(1, 2, Why.NOTHING_ELSE_EQUAL)}


def test_nobody_without_number_and_birth_joins() -> None:
    pair = record(1, number=P.number, birth=BORN, home=HOME), record(2, home=HOME)
    assert sets(*pair) == [[1], [2]]
    assert asked(*pair) == {(1, 2, Why.BIRTH_UNKNOWN)}


def test_a_year_and_month_are_no_birth_date() -> None:
    assert (
        len(sets(record(1, birth="1980-05", home=HOME), record(2, birth="1980-05", home=HOME))) == 2
    )


def test_sexes_that_differ_never_join() -> None:
    pair = record(1, birth=BORN, home=HOME, sex="男"), record(2, birth=BORN, home=HOME, sex="女")
    assert sets(*pair) == [[1], [2]] and asked(*pair) == set()


def test_a_third_line_does_not_join_two_numbers() -> None:
    one = record(1, number=P.number, birth=BORN, home=HOME)
    two = record(2, number=Q.number, birth=BORN, phones=("154",))
    third = record(3, birth=BORN, home=HOME, phones=("154",))
    assert sets(one, two, third) == [[1], [2], [3]]
    assert asked(one, two, third) == {(1, 3, Why.SEVERAL_FIT), (2, 3, Why.SEVERAL_FIT)}


def test_a_chain_does_not_join_two_sexes() -> None:
    chain = [
        record(1, birth=BORN, home=HOME, sex="男"),
        record(2, birth=BORN, home=HOME, phones=("154",)),
        record(3, birth=BORN, phones=("154",), sex="女"),
    ]
    assert sets(*chain) == [[1], [2], [3]]
    assert {why for _, _, why in asked(*chain)} == {Why.SEX_DIFFERS}


def test_twins_and_namesakes_are_kept_apart_and_shown() -> None:
    one = record(1, name="宋子明", number=P.number, birth=BORN, home=HOME, sex="男")
    twin = one._replace(name="宋子铭", number=Q.number, ref=Ref("a.xlsx", "", 2))
    namesake = one._replace(number=PEOPLE[2].number, ref=Ref("a.xlsx", "", 3), home=Home())
    found = match([one, twin, namesake])
    assert len(found.sets) == 3 and not found.reviews
    assert {(p.first, p.second) for p in found.apart} == {(0, 1), (0, 2)}


def test_an_estate_or_a_room_alone_is_no_home() -> None:
    for home in (Home("桐花里"), Home(room="101")):
        assert len(sets(record(1, birth=BORN, home=home), record(2, birth=BORN, home=home))) == 2


def test_a_passport_and_an_id_card_are_asked_about() -> None:
    pair = (
        record(1, number=P.number, birth=BORN, home=HOME),
        record(2, number="E99990011", home=HOME),
    )
    assert sets(*pair) == [[1], [2]] and {why for *_, why in asked(*pair)} == {Why.OTHER_DOCUMENT}


def test_a_name_heard_wrong_is_asked_about() -> None:
    pair = record(1, birth=BORN, home=HOME), record(2, birth=BORN, home=HOME, name="王见国")
    assert sets(*pair) == [[1], [2]]
    assert asked(*pair) == {(1, 2, Why.NAME_WRITTEN_OTHERWISE)}
    assert (
        is_alike("张伟", "章伟")
        and is_alike("王秀英", "王秀荣")
        and not is_alike("王建国", "李建国")
    )


def test_rows_with_errors_wait_for_whom_they_will_join() -> None:
    good = record(1, number=P.number, birth=BORN, home=HOME)
    lost = record(2, is_error=True, damaged=f"{float(P.number[:15] + '000')!r}", name="王建国")
    nameless = record(3, is_error=True, number=P.number, name="")
    other = record(4, is_error=True, damaged=Q.number[:17] + "?", name="王建国")
    found = match([good, lost, nameless, other])
    assert found.waiting == {1: 0, 2: 0} and found.sets == [[0]]


def test_damaged_numbers() -> None:
    assert is_damaged(P.number[:17], P.number) and is_damaged(P.number + "1", P.number)
    assert is_damaged(P.number[:16] + P.number[17] + P.number[16], P.number)
    assert is_damaged("9.99901E+17", "999901199012081992")
    assert not is_damaged(Q.number, P.number) and not is_damaged("e", P.number)
    assert not is_damaged(P.number, "")


names, births = st.sampled_from(["王建国", "王秀英"]), st.sampled_from(["", BORN, "1980-05"])
records = st.builds(
    lambda name, number, birth, sex, phone, home: record(
        0, name=name, number=number, birth=birth, sex=sex, phones=phone, home=home
    ),
    names,
    st.sampled_from(["", "", P.number, Q.number]),
    births,
    st.sampled_from(["", "男", "女"]),
    st.sampled_from([(), ("154",), ("155",)]),
    st.sampled_from([Home(), HOME, Home("桐花里")]),
)


@given(st.lists(records, max_size=9), st.randoms(use_true_random=False))
def test_no_order_joins_what_must_not_be(found: list[Record], draw: random.Random) -> None:
    listed = [one._replace(ref=Ref("a", "", row)) for row, one in enumerate(found)]
    shuffled = draw.sample(listed, len(listed))
    results = [match(listed), match(shuffled)]
    for result in results:
        for members in result.sets:
            assert len({result.records[at].number for at in members} - {""}) <= 1
    as_rows = [
        {frozenset(r.records[at].ref.row for at in members) for members in r.sets} for r in results
    ]
    assert as_rows[0] == as_rows[1]
    merges_data(results[0])
