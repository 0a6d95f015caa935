"""How a sheet is laid out: title, header over one row or several, and where the data begin."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from liren.core.workbooks import Cell, Merge, Row

from .cells import is_blank, text_of, without_spaces
from .codes import Skip
from .columns import Column, is_value, suggest
from .elements import MONTH
from .headings import is_label, plain

SEARCHED = 40  # rows, for the header
DEEPEST = 5  # rows of a header
SAMPLE = 300  # rows of data whose values are looked at


@dataclass(frozen=True)
class Layout:
    """Where the header is and what its columns hold."""

    header: range  # indexes of rows, from zero
    columns: Sequence[Column]
    texts: Sequence[Sequence[str]] = ()  # of the header's rows, to know them again
    above: Mapping[str, Skip] = field(default_factory=dict)  # the lines over it, the same

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.columns)

    def at(self, element: str) -> int | None:
        """The column of an element."""
        return next((c.at for c in self.columns if c.element == element), None)

    @property
    def elements(self) -> set[str]:
        """What there is."""
        return {c.element for c in self.columns if c.element}

    @property
    def is_of_people(self) -> bool:
        """Whether the rows can speak of somebody."""
        return bool(self.elements & {"name", "id_number", "org_name"})


def find_layout(rows: Sequence[Row], merges: Sequence[Merge]) -> Layout | None:
    """Find the header in the first rows of a sheet; the rest of the rows shows the values."""
    header = find_header([row.cells for row in rows], merges)
    return None if header is None else layout_of(rows, merges, header)


def layout_of(rows: Sequence[Row], merges: Sequence[Merge], header: range) -> Layout:
    """What the columns under a header hold."""
    cells = [row.cells for row in rows]
    paths = paths_of(cells, merges, header)
    sample = [row for row in cells[header.stop : header.stop + SAMPLE] if any(row)]
    texts = [[text_of(cell) for cell in cells[at]] for at in header]
    above = {
        line_text(row): why
        for row, why in zip(cells, over_header(cells[: header.start]), strict=False)
    }
    above.pop("", None)
    return Layout(header, suggest(paths, sample), texts, above)


def line_text(cells: Sequence[Cell]) -> str:
    """A row as one text, by which it is known again."""
    return "\x1f".join(text for text in map(text_of, cells) if text)


def over_header(cells: Sequence[Sequence[Cell]]) -> Iterator[Skip]:
    """What stands over a header: a title, and what is said of the form."""
    has_title = False
    for row in cells:
        texts = [text for text in map(text_of, row) if text]
        if not texts:
            yield Skip.BLANK
        elif has_title or any(re.search(r"[::]", text) for text in texts):
            yield Skip.FORM_INFO
        else:
            has_title = True
            yield Skip.TITLE


def find_header(cells: Sequence[Sequence[Cell]], merges: Sequence[Merge]) -> range | None:
    """The rows of the header: the row with the most headings and those that belong to it."""
    best, most = -1, 0
    width = max((len(row) for row in cells[:SEARCHED]), default=0)
    for at, row in enumerate(cells[:SEARCHED]):
        labels = count_labels(row)
        if labels > most and labels >= min(2, width):
            best, most = at, labels
        elif best >= 0 and any(is_value(cell) for cell in row if not is_blank(cell)):
            break  # data: what looks like a header below them is that of another table
    if best < 0:
        return None
    first = best
    while first > 0 and best - first < DEEPEST and _is_group_row(cells, first - 1, merges):
        first -= 1
    return range(first, grown(cells, best, merges, first).stop)


def grown(
    cells: Sequence[Sequence[Cell]], at: int, merges: Sequence[Merge], first: int | None = None
) -> range:
    """The rows of a header from one of them downwards."""
    first, last = at if first is None else first, at
    while last + 1 < len(cells) and last - first < DEEPEST:
        if not _goes_on(cells, last + 1, first, merges):
            break
        last += 1
    return range(first, last + 1)


def count_labels(row: Sequence[Cell]) -> int:
    """How many headings a row has; none where a cell is a value or most are no headings."""
    texts = [text_of(cell) for cell in row if not is_blank(cell)]
    if not texts or any(is_value(cell) for cell in row if not is_blank(cell)):
        return 0
    labels = sum(map(is_label, texts))
    return labels if labels >= 0.5 * len(texts) else 0


def _is_group_row(cells: Sequence[Sequence[Cell]], at: int, merges: Sequence[Merge]) -> bool:
    """Whether a row names groups of columns: 个人基本信息, 居住地址."""
    row = cells[at]
    texts = [(column, text) for column, text in enumerate(map(text_of, row)) if text]
    if not texts or any(re.search(r"[::]|\d{4}", text) or len(text) > 20 for _, text in texts):
        return False
    if any(is_value(cell) for cell in row if not is_blank(cell)):
        return False
    if any(m.top == at and m.bottom > at for m in merges):
        return True
    if len(texts) == 1:
        return texts[0][0] > 0 and not any(
            m.top == at and m.right - m.left > len(row) // 2 for m in merges
        )
    return True


def _goes_on(cells: Sequence[Sequence[Cell]], at: int, first: int, merges: Sequence[Merge]) -> bool:
    """Whether the row below still belongs to the header."""
    filled = [cell for cell in cells[at] if not is_blank(cell)]
    if any(is_value(cell) for cell in filled):
        return False  # a cell merged down over people by mistake does not make them a header
    if any(first <= m.top < at <= m.bottom for m in merges):
        return True
    if len(filled) < 2:
        return False
    texts = [text_of(cell) for cell in filled]
    return all(is_label(text) or MONTH.fullmatch(plain(text)) for text in texts)


def paths_of(
    cells: Sequence[Sequence[Cell]], merges: Sequence[Merge], header: range
) -> list[tuple[str, ...]]:
    """The headings over each column, from the group down to the column itself."""
    width = max(len(cells[at]) for at in header)
    grid = [[_shown(cells[at], column) for column in range(width)] for at in header]
    inside = [m for m in merges if m.top in header]
    for m in inside:
        row = grid[m.top - header.start]
        row[m.left : m.right + 1] = [row[m.left]] * (min(m.right, width - 1) + 1 - m.left)
    if not inside:
        _spread(grid)
    return [_path([row[column] for row in grid]) for column in range(width)]


def _shown(row: Sequence[Cell], column: int) -> str:
    if column >= len(row) or is_blank(row[column]):
        return ""
    cell = row[column]
    return cell.strip() if isinstance(cell, str) else text_of(cell)


def _spread(grid: list[list[str]]) -> None:
    """Without merged cells a group's name stands over its first column only."""
    for row, below in pairwise(grid):
        for column in range(1, len(row)):
            if not row[column] and below[column] and below[column - 1]:
                row[column] = row[column - 1]


def _path(texts: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts:
        if text and (not found or without_spaces(found[-1]) != without_spaces(text)):
            found.append(text)
    return tuple(found)
