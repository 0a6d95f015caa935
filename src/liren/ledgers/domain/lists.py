"""A sheet that is a list: one row after another becomes a line, and none is left out."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from liren.core.workbooks import Cell, Row, Sheet

from .cells import is_blank, text_of
from .codes import Code, Finding, Kind, Skip
from .elements import HOME_PARTS
from .filling import Filler
from .layout import SAMPLE, SEARCHED, Layout, grown, layout_of, over_header
from .lines import Line, Values, skipped
from .parsing import Facts, Parsed, RowParser
from .several import parse_people
from .sorting import Sorter, grid_in, is_other_header

AHEAD = 60  # rows, to know what the columns of another table hold


class ListReader:
    """Reads one list by its layout."""

    def __init__(self, sheet: Sheet, layout: Layout, facts: Facts) -> None:
        self.sheet, self.facts = sheet, facts
        self.grid = ""
        self._use(layout, ())

    def _use(self, layout: Layout, sample: Sequence[Sequence[Cell]]) -> None:
        self.layout = layout
        self.sorter = Sorter(layout, self.sheet.merges)
        self.parser = RowParser(layout.columns, self.facts)
        self.filler = Filler(layout, self.sheet.merges, sample)

    def lines(self, sample: Sequence[Sequence[Cell]]) -> Iterator[Line]:
        """Every row of the sheet."""
        self._use(self.layout, sample)
        first = self.layout.header
        over = [row.cells for row in _first(self.sheet.rows(), first.start)]
        reasons = list(over_header(over))
        for row, following in _with_following(self.sheet.rows()):
            at = row.number - 1
            if at < first.start:
                yield skipped(*row, reasons[at])
            elif at in first:
                why = Skip.HEADER if any(not is_blank(c) for c in row.cells) else Skip.BLANK
                yield skipped(*row, why)
            elif at in self.layout.header:
                yield skipped(*row, Skip.REPEATED_HEADER)
            else:
                yield self._line(row, following)

    def _line(self, row: Row, following: Sequence[Row]) -> Line:
        at = row.number - 1
        why = self.sorter.why(at, row.cells)
        if (
            why is None
            and self._may_be_header(row.cells)
            and is_other_header(row.cells, self.layout)
        ):
            self._begin_other(row, following)
            return skipped(*row, Skip.REPEATED_HEADER)
        if why is not None:
            self.filler.skip(at, row.cells)
            if why is Skip.TITLE:
                self.grid = (
                    grid_in(text_of(next(c for c in row.cells if not is_blank(c)))) or self.grid
                )
                self.filler.end_household()
            return skipped(*row, why)
        return self._read(row)

    def _may_be_header(self, cells: Sequence[Cell]) -> bool:
        at = self.layout.at("id_number")
        if at is not None and at < len(cells) and any(c.isdecimal() for c in str(cells[at])[:40]):
            return False
        return all(isinstance(cell, str) for cell in cells)

    def _begin_other(self, row: Row, following: Sequence[Row]) -> None:
        """Another table begins below the first: its own header, its own columns."""
        start = row.number - 1
        window = [Row(n + 1, n + 1, ()) for n in range(start)]
        rows = [*window, row, *following]
        header = grown([r.cells for r in rows], start, self.sheet.merges)
        layout = layout_of(rows, self.sheet.merges, header)
        if layout.is_of_people:
            self._use(layout, [r.cells for r in following])

    def _read(self, row: Row) -> Line:
        cells = row.cells
        if self.sheet.is_text and len(cells) != self.layout.width:
            if (
                any(not is_blank(cell) for cell in cells[self.layout.width :])
                or len(cells) < self.layout.width
            ):
                return self._miscounted(row)
            cells = cells[: self.layout.width]
        cells = self.filler.fill(row.number - 1, cells)
        line = self._made(row, parse_people(self.parser, cells))
        line.filled = cells
        return line

    def _made(self, row: Row, people: Sequence[Parsed]) -> Line:
        findings = [finding for one in people for finding in one.findings]
        kind = Kind.ERROR if any(f.code.is_error for f in findings) else Kind.ROW
        first = people[0]
        if self.grid and not first.values.get("grid"):
            first.values["grid"] = self.grid
        others = [one.values for one in people[1:]]
        return Line(
            row.number, row.line, kind, row.cells, None, first.values, first.extra, findings, others
        )

    def _miscounted(self, row: Row) -> Line:
        """More or fewer fields than the header: what stands before the place of doubt is kept."""
        sure = len(row.cells)
        if sure > self.layout.width:
            doubts = [
                c.at for c in self.layout.columns if c.element in HOME_PARTS | {None, "remark"}
            ]
            sure = min(doubts, default=0)
        cells = [*row.cells[:sure], *[""] * (self.layout.width - sure)]
        values: Values = {
            code: value
            for code, value in self.parser.parse(cells).values.items()
            if value not in (None, "", [])
        }
        raw = f"{len(row.cells)} fields, {self.layout.width} expected"
        finding = Finding(Code.COLUMN_COUNT, -1, raw)
        return Line(row.number, row.line, Kind.ERROR, row.cells, None, values, {}, [finding])


def _first(rows: Iterable[Row], count: int) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if len(found) >= count:
            break
        found.append(row)
    return found


def _with_following(rows: Iterator[Row]) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Each row with some of those below it."""
    ahead: deque[Row] = deque()
    for row in rows:
        ahead.append(row)
        if len(ahead) > AHEAD:
            yield ahead.popleft(), ahead
    while ahead:
        yield ahead.popleft(), ahead


def list_head(rows: Iterable[Row]) -> list[Row]:
    """The first rows of a sheet, which show how it is laid out."""
    return _first(rows, SEARCHED + SAMPLE)
