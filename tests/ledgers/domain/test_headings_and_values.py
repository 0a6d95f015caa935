"""Headings that only together with their values say what a column holds."""

from collections.abc import Sequence

import pytest

from liren.core.workbooks import Cell
from liren.ledgers.domain.columns import suggest

NAMES = ["王桂英", "李建国", "赵明", "钱多", "孙丽"]


def column(path: tuple[str, ...], cells: Sequence[Cell]) -> tuple[str | None, bool]:
    """What a column of a list of persons is taken for."""
    rows = [[cell, f"1990-01-0{n}"] for n, cell in enumerate(cells, 1)]
    found = suggest([path, ("出生日期",)], rows)[0]
    return found.element, found.is_numbering


def test_a_name_in_brackets_is_a_name_where_the_values_are() -> None:
    assert column(("人员情况", "称呼（姓名）"), NAMES)[0] == "name"
    assert column(("称呼(姓名)",), NAMES)[0] == "name"
    assert column(("数量（姓名）",), ["1", "2", "3", "4", "5"])[0] is None


@pytest.mark.parametrize("heading", ["序", "序号", "No.", "No", "№", "#", "顺序号", "行号", "编号"])
def test_a_running_number_is_known_by_its_heading_and_its_values(heading: str) -> None:
    assert column((heading,), ["1", "2", "3", "4", "5"])[1]


def test_a_number_of_another_program_is_no_running_number() -> None:
    assert column(("编号",), ["1", "7", "9", "12", "40"]) == ("legacy_id", False)
