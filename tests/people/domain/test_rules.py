"""The rules of the register on plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.people.domain import catalogue, codes, values
from liren.people.domain.elements import Element, Kind, Mask, Proposer, Sensitivity
from liren.people.domain.id_numbers import check_digit, is_valid, told_by
from liren.people.domain.joins import roots
from liren.people.domain.masking import masked
from liren.people.domain.owning import Right, Standing, right_to

NUMBER = "999901199007261400"
KEEPER = Standing(keeps=True, proposes=frozenset({Proposer.COMMUNITY}))


def phone(text: str) -> str:
    """Numbers as they are."""
    return text


def of(kind: Kind, **more: object) -> Element:
    return Element(subject="person", field="x", name="x", name_en="x", kind=kind, **more)  # type: ignore[arg-type]  # as the test says


def test_a_number_says_when_somebody_was_born_and_as_what() -> None:
    told = told_by(NUMBER)
    assert told is not None
    assert (told.birth_date, told.sex) == ("1990-07-26", "2")


@given(st.from_regex(r"\d{17}", fullmatch=True), st.sampled_from("0123456789X"))
def test_one_of_eleven_last_digits_is_right(first: str, last: str) -> None:
    first = first.translate({ord(c): str(ord(c) % 10) for c in first if c not in "0123456789"})
    assert is_valid(first + last) == (check_digit(first) == last)


@pytest.mark.parametrize(
    "text", ["", "99990119900726140", "999901199007261401", "99990119901326140X"]
)
def test_what_is_no_number_says_nothing(text: str) -> None:
    assert told_by(text) is None


@pytest.mark.parametrize(
    ("element", "raw", "stored", "written"),
    [
        (of(Kind.TEXT), " 王　小 明 ", "王 小 明", "王 小 明"),
        (of(Kind.CODE, codes=codes.SEX), "女", "2", "2"),
        (of(Kind.CODE, codes=codes.SEX), "Male", "1", "1"),
        (of(Kind.DATE), "2026-09-30", date(2026, 9, 30), "2026-09-30"),
        (of(Kind.PART_DATE), "1938", "1938", "1938"),
        (of(Kind.PART_DATE), "1938-04", "1938-04", "1938-04"),
        (of(Kind.YES_NO), "是", True, "true"),
        (of(Kind.MONEY), "125000", 125000, "125000"),
        (of(Kind.ID_NUMBER), " 99990119481019426x", "99990119481019426X", "99990119481019426X"),
        (of(Kind.PHONES), "15400000001/15400000002", "15400000001、15400000002", None),
        (of(Kind.CREDIT_CODE), "91350100M000100Y43", "91350100M000100Y43", None),
        (of(Kind.DATE), "", None, ""),
        (of(Kind.TEXT), None, "", ""),
    ],
)
def test_a_value_is_stored_and_written_one_way(
    element: Element, raw: object, stored: object, written: str | None
) -> None:
    value = values.clean(element, raw, phone)
    assert value == stored
    text = values.as_text(value)
    assert written is None or text == written
    assert values.from_text(element, text) == stored


@pytest.mark.parametrize(
    ("element", "raw"),
    [
        (of(Kind.CODE, codes=codes.SEX), "x"),
        (of(Kind.DATE), "2026-02-30"),
        (of(Kind.PART_DATE), "1938-13"),
        (of(Kind.PART_DATE), "38.4"),
        (of(Kind.MONTH), "2026-00"),
        (of(Kind.YES_NO), "vielleicht"),
        (of(Kind.NUMBER), "-1"),
        (of(Kind.EMAIL), "nobody"),
        (of(Kind.CREDIT_CODE), "91350100M000100Y44"),
        (of(Kind.TEXT), "x" * 81),
        (of(Kind.TEXT), "a\0b"),
        (of(Kind.PLACE), "somewhere"),
    ],
)
def test_what_is_no_such_value_is_refused_by_name(element: Element, raw: object) -> None:
    with pytest.raises(values.ValueUnusable) as refused:
        values.clean(element, raw, phone)
    assert refused.value.data["element"] == "x"


@given(st.text())
def test_whatever_is_typed_is_a_value_or_a_clear_no(text: str) -> None:
    for kind in Kind:
        element = of(kind, codes=codes.SEX if kind is Kind.CODE else None)
        try:
            values.clean(element, text, phone)
        except values.ValueUnusable:
            continue


def test_the_owner_writes_and_others_propose() -> None:
    name, phone_ = catalogue.BY_CODE["person.name"], catalogue.BY_CODE["person.phone"]
    grid = Standing(proposes=frozenset({Proposer.GRID}))
    assert right_to(name, KEEPER) is Right.WRITE  # no police desk here
    with_police = Standing(keeps=True, proposes=KEEPER.proposes, present=frozenset({"police"}))
    assert right_to(name, with_police) is Right.PROPOSE
    assert right_to(phone_, with_police) is Right.WRITE
    police = Standing(departments=frozenset({"police"}), present=frozenset({"police"}))
    assert right_to(name, police) is Right.WRITE
    assert right_to(phone_, police) is Right.NONE
    assert right_to(phone_, grid) is Right.PROPOSE
    assert right_to(phone_, Standing()) is Right.NONE


def test_masks_show_too_little_to_use() -> None:
    number = catalogue.BY_CODE["person.id_number"]
    assert masked(number, NUMBER) == "999***********1400"
    assert masked(catalogue.BY_CODE["person.phone"], "+8615400001234") == "154****1234"
    assert masked(catalogue.BY_CODE["person.email"], "wang@example.org") == "w***@example.org"
    assert masked(catalogue.BY_CODE["benefit.bank_account"], "9999406706629614296") == "••••••"
    assert masked(of(Kind.TEXT), "王") == "王"


def test_every_sealed_element_has_a_mask_and_a_term() -> None:
    for element in catalogue.ALL:
        assert element.basis, element.code
        if element.sensitivity is Sensitivity.SEALED:
            assert element.mask is not Mask.NONE, element.code


def test_codes_are_once_in_their_lists() -> None:
    assert len(codes.ETHNIC_GROUP.names) == 58
    assert codes.ETHNIC_GROUP.code_of("汉族") == "01"
    assert codes.ETHNIC_GROUP.name("99") == "99"


def test_joins_make_trees_with_one_root() -> None:
    assert roots({1: 2, 2: 3, 4: 3}) == {1: 3, 2: 3, 4: 3}
    with pytest.raises(ValueError, match="circle"):
        roots({1: 2, 2: 1})
