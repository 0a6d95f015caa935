"""Household cards: labels and values side by side, several cards below each other on a sheet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from liren.core.workbooks import Cell, Merge, Row, Sheet

from .cells import is_blank, text_of, without_spaces
from .codes import Kind, Skip
from .columns import Column, suggest
from .dates import last_of_month, read_date, read_day_of
from .headings import Whose, is_label, meanings, plain, whose
from .homes import Home
from .lines import Line, Values, skipped
from .parsing import Facts, Parsed, RowParser
from .words import read_ticked

SEARCHED = 60  # rows, for the first cards
HEADS = frozenset({"name", "household_head_name"})
SHARED = ("home", "grid", "gridcode", "household_no")  # the card's, for every member
_TITLE = re.compile(r".{0,20}(?:登记|信息|户情|走访|档案|调查|一户一)?.{0,6}[卡表单档册]")
_IN_ONE = re.compile(r"\s*([^::]{2,12})[::]\s*(.*)", re.DOTALL)


class Labelled(NamedTuple):
    """A value with its label, and the column in which the value stands."""

    label: str
    at: int
    cell: Cell


@dataclass
class Card:
    """One card while it is read, and what it says that no line says."""

    first_row: int
    last_row: int = 0
    fields: dict[str, tuple[Row, Labelled]] = field(default_factory=dict)
    head: Row | None = None
    rows: list[tuple[Row, Skip | None]] = field(default_factory=list)  # nothing: a member
    members: dict[int, list[Column]] = field(default_factory=dict)  # by the row of their header
    extra: dict[str, str] = field(default_factory=dict)
    home: Home | None = None
    head_name: str = ""

    @property
    def is_household(self) -> bool:
        """Whether it is about a household, whose head stands at its top; else about one person."""
        named = self.fields.get("name")
        return bool(self.members) or (named is not None and whose((named[1].label,)) is Whose.HEAD)

    def text(self, element: str) -> str:
        """What the card says of an element."""
        found = self.fields.get(element)
        return text_of(found[1].cell) if found else ""

    def written(self, element: str) -> str:
        """The same, letter by letter as it was written."""
        found = self.fields.get(element)
        return str(found[1].cell).strip() if found else ""


def labelled(row: Sequence[Cell], at: int, merges: Mapping[tuple[int, int], int]) -> list[Labelled]:
    """The labels of a row with their values; none where the row is a header or data."""
    filled = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
    in_one = [one for column, cell in filled if (one := _in_one_cell(column, cell))]
    if in_one and len(in_one) >= 0.5 * len(filled):
        return in_one
    labels = {column for column, cell in filled if is_label(text_of(cell))}
    if not filled or filled[0][0] not in labels or _is_header(labels, len(filled), at, merges):
        return []
    found: list[Labelled] = []
    after = 0
    for column in sorted(labels):
        beside = merges.get((at, column), column) + 1
        if column >= after:  # what stands beside a label is its value, whatever it reads like
            cell = row[beside] if beside < len(row) else ""
            found.append(Labelled(text_of(row[column]), beside, cell))
            after = merges.get((at, beside), beside) + 1
    return found


def _in_one_cell(column: int, cell: Cell) -> Labelled | None:
    """姓名：张三 in one cell."""
    found = _IN_ONE.fullmatch(text_of(cell)[:200]) if isinstance(cell, str) else None
    if found is None or not is_label(found[1]):
        return None
    return Labelled(found[1], column, found[2])


def _is_header(
    labels: set[int], filled: int, at: int, merges: Mapping[tuple[int, int], int]
) -> bool:
    """Three labels, nothing between them and little else: they stand over columns."""
    if len(labels) < 0.8 * filled:
        return False
    run = 0
    for column in sorted(labels):
        run = run + 1 if run and any(merges.get((at, c), c) + 1 == column for c in labels) else 1
        if run >= 3:
            return True
    return False


def ends_of(merges: Sequence[Merge]) -> dict[tuple[int, int], int]:
    """The last column of each merged range, by its first cell."""
    return {(m.top, m.left): m.right for m in merges}


def element_of(label: str) -> str:
    """What a label of a card means; the head's own things are the head's."""
    who = whose((label,))
    found = meanings((label,))
    if not found or who in (Whose.OTHER, Whose.LANDLORD):
        return ""
    code = found[0][0].code
    return "name" if code == "household_head_name" else code


def is_of_cards(rows: Sequence[Row], merges: Sequence[Merge]) -> bool:
    """Whether a sheet holds cards: labels with values beside them, a name among them."""
    ends, fields, has_name, other = ends_of(merges), 0, False, 0
    for row in rows[:SEARCHED]:
        found = labelled(row.cells, row.number - 1, ends)
        known = [element_of(one.label) for one in found]
        if found and any(known):
            fields += len([code for code in known if code])
            has_name |= bool(HEADS & set(known))
            other += 1
    return has_name and fields >= 3 and other >= 2


class CardReader:
    """Reads a sheet of cards."""

    def __init__(self, sheet: Sheet, facts: Facts, grid: str) -> None:
        self.sheet, self.facts, self.grid = sheet, facts, grid
        self.ends = ends_of(sheet.merges)
        self.cards: list[Card] = []
        self.before: list[Line] = []
        self.title = ""

    def lines(self) -> Iterator[Line]:
        """Every row, and the blank one that closes the last card as it closes the others."""
        last = 0
        for row in self.sheet.rows():
            last = row.number
            self._take(row)
        yield from self.before
        for card in self.cards:
            yield from self._lines_of(card)
        closed = [card.rows[-1][1] is Skip.BLANK for card in self.cards]
        if len(closed) > 1 and all(closed[:-1]) and not closed[-1]:
            yield skipped(last + 1, last + 1, (), Skip.BLANK)

    def _take(self, row: Row) -> None:
        at = row.number - 1
        filled = [cell for cell in row.cells if not is_blank(cell)]
        if not filled:
            self._add(row, Skip.BLANK)
            return
        found = labelled(row.cells, at, self.ends)
        if found and any(element_of(one.label) for one in found):
            self._add_fields(row, found)
        elif len(filled) == 1 and self._is_title(text_of(filled[0])):
            self.cards.append(Card(row.number))
            self._add(row, Skip.TITLE)
        elif self._labels(row) >= max(2, 0.6 * len(filled)):
            self._add(row, Skip.HEADER)
            if self.cards:
                self.cards[-1].members[row.number] = []
        else:
            self._add(row, None if self.cards and self._in_members() else Skip.CARD_FIELD)

    def _labels(self, row: Row) -> int:
        return sum(is_label(text_of(cell)) for cell in row.cells if not is_blank(cell))

    def _is_title(self, text: str) -> bool:
        self.title = self.title or (text if _TITLE.fullmatch(without_spaces(text)) else "")
        return bool(self.title) and text == self.title

    def _in_members(self) -> bool:
        """Whether the last row that was not blank is a member or their header."""
        for _, why in reversed(self.cards[-1].rows):
            if why is not Skip.BLANK:
                return why in (None, Skip.HEADER)
        return False

    def _add(self, row: Row, why: Skip | None) -> None:
        if not self.cards:
            reason = why or Skip.CARD_FIELD
            self.before.append(
                skipped(*row, Skip.FORM_INFO if reason is Skip.CARD_FIELD else reason)
            )
            return
        self.cards[-1].rows.append((row, why))
        if why is not Skip.BLANK:
            self.cards[-1].last_row = row.number

    def _add_fields(self, row: Row, found: Sequence[Labelled]) -> None:
        codes = [element_of(one.label) for one in found]
        if "name" in codes and (not self.cards or self.cards[-1].head is not None):
            self.cards.append(Card(row.number))
        self._add(row, Skip.CARD_FIELD)
        if not self.cards:
            return
        card = self.cards[-1]
        for one, code in zip(found, codes, strict=True):
            if code:
                card.fields.setdefault(code, (row, one))
            elif not is_blank(one.cell):
                card.extra[without_spaces(one.label)] = text_of(one.cell)
        if "name" in codes:
            card.head = row

    def _lines_of(self, card: Card) -> Iterator[Line]:
        head = self._head(card)
        shared = (
            {code: head.values[code] for code in SHARED if head and head.values.get(code)}
            if head
            else {}
        )
        columns: list[Column] = []
        for at, (row, why) in enumerate(card.rows):
            if row.number in card.members:
                columns = self._member_columns(card, at)
            if head is not None and card.head is row:
                yield head
            elif why is not None:
                yield skipped(*row, why)
            else:
                yield self._member(row, columns, shared)

    def _head(self, card: Card) -> Line | None:
        """The head of the household, from all the fields of the card."""
        if card.head is None:
            return None
        named = [(code, row, one) for code, (row, one) in card.fields.items()]
        columns = [Column(at, (one.label,), code) for at, (code, _, one) in enumerate(named)]
        done = RowParser(columns, self.facts).parse([one.cell for _, _, one in named])
        if not any(done.values.get(code) for code in ("name", "id_number", "phones")) and not any(
            f.code.is_error and f.raw for f in done.findings
        ):
            return None  # a card that nobody has filled in
        done.findings[:] = [
            replace(f, column=named[f.column][2].at, row=named[f.column][1].number)
            if f.column >= 0
            else f
            for f in done.findings
        ]
        head: Values = {"relation": "户主"} if card.is_household else {}
        line = self._line(card.head, done, head | self._grid_of(done))
        line.extra = {**card.extra, **line.extra}
        card.home = line.home if any(line.home) else None
        card.head_name = line.text("name")
        return line

    def _grid_of(self, done: Parsed) -> Values:
        return {} if done.values.get("grid") or not self.grid else {"grid": self.grid}

    def _line(self, row: Row, done: Parsed, more: Values) -> Line:
        kind = Kind.ERROR if any(f.code.is_error for f in done.findings) else Kind.ROW
        values = {**{k: v for k, v in more.items() if not done.values.get(k)}}
        return Line(
            row.number,
            row.line,
            kind,
            row.cells,
            None,
            {**done.values, **values},
            done.extra,
            done.findings,
        )

    def _member_columns(self, card: Card, at: int) -> list[Column]:
        header = card.rows[at][0].cells
        paths = [(text,) if (text := text_of(cell)) else () for cell in header]
        rows = [row.cells for row, why in card.rows[at + 1 :] if why is None]
        return suggest(paths, rows)

    def _member(self, row: Row, columns: Sequence[Column], shared: Values) -> Line:
        done = RowParser(columns, self.facts).parse(row.cells)
        return self._line(row, done, {**shared, **self._grid_of(done)})


def visits_in(rows: Sequence[Row], merges: Sequence[Merge], until: str) -> dict[str, str]:
    """The days of visits, by how they are written; one without a year is of the others' year."""
    ends = ends_of(merges)
    cells = [
        one.cell
        for row in rows
        for one in labelled(row.cells, row.number - 1, ends)
        if plain(one.label) and element_of(one.label) == "visit_date"
    ]
    whole = [day for cell in cells if (day := read_date(cell)) and len(day) == 10]
    limit = f"{max(whole)[:4]}-12-31" if whole else until
    found = {text_of(cell): read_day_of(cell, limit) for cell in cells if not is_blank(cell)}
    return {text: day for text, day in found.items() if day}


def card_data(card: Card, visits: Mapping[str, str]) -> dict[str, object]:
    """What a card says of its household and of the visit."""
    return {
        "first_row": card.first_row,
        "last_row": card.last_row,
        "household_head_name": card.head_name or None,
        "home": card.home.as_data() if card.home else None,
        "tenure": read_ticked(card.text("tenure")) or None,
        "demand": card.written("demand") or None,
        "visit_date": visits.get(card.text("visit_date")),
    }


def month_end(day: str) -> str:
    """The last day of a day's month."""
    return last_of_month(int(day[:4]), int(day[5:7]))
