"""Areas are read exactly as the register states them, or not at all."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.voting.domain.areas import (
    LARGEST,
    AreaNotPositive,
    AreaTooFine,
    AreaTooLarge,
    AreaUnreadable,
    area_text,
    parse_area,
)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("89.5", 8950), ("89.50", 8950), ("89.500", 8950), ("89", 8900), ("0.01", 1),
        ("８９．５㎡", 8950), ("89.5 平方米", 8950), ("89.5m²", 8950), ("89.5 M2", 8950),
        ("1,234.56", 123_456), ("１，２３４．５６平米", 123_456), ("\u300089.5\u3000", 8950),
        ("89.5平方", 8950), ("1,234,567.8".replace(",567", ""), 123_480),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, area: int) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", AreaUnreadable), ("八十九", AreaUnreadable), ("约89.5", AreaUnreadable),
        ("89,5", AreaUnreadable), ("1,23.5", AreaUnreadable), ("89.5.1", AreaUnreadable),
        ("89.5亩", AreaUnreadable), ("89.", AreaUnreadable), (".5", AreaUnreadable),
        ("1e3", AreaUnreadable), ("nan", AreaUnreadable), ("89²", AreaUnreadable),
        ("①", AreaUnreadable),
        ("89.555", AreaTooFine), ("0", AreaNotPositive), ("0.00㎡", AreaNotPositive),
        ("-89.5", AreaNotPositive), ("1000000.01", AreaTooLarge), ("9" * 5000, AreaTooLarge),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why(text: str, kind: type[AreaUnreadable]) -> None:
    with pytest.raises(AreaUnreadable) as raised:
        parse_area(text)
    assert type(raised.value) is kind
    assert raised.value.data["text"] == text


@given(st.integers(1, LARGEST))
def test_writing_and_reading_are_opposites(area: int) -> None:
    assert parse_area(area_text(area)) == area


@given(st.text(max_size=20))
def test_no_text_does_anything_else(text: str) -> None:
    with suppress(AreaUnreadable):
        assert 0 < parse_area(text) <= LARGEST
