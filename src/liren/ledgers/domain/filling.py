"""Values that stand once for several rows: merged cells, and households below their first line."""

from collections.abc import Sequence

from liren.core.workbooks import Cell, Merge

from .cells import is_blank, text_of, without_spaces
from .columns import Column
from .elements import HOUSEHOLD
from .layout import Layout

NOT_FILLED = frozenset({"amount", "payments[]"})  # money that is written once was paid once
HEADS = frozenset({"", "户主", "本人", "本人或户主", "01", "02", "1", "2"})
SPARSE = 0.5  # share of rows with a value, below which a grid is written once for its rows


class Filler:
    """Fills rows in their order; what it fills never counts as written."""

    def __init__(
        self, layout: Layout, merges: Sequence[Merge], sample: Sequence[Sequence[Cell]]
    ) -> None:
        barred = {c.at for c in layout.columns if c.is_numbering or c.element in NOT_FILLED}
        self.merged: dict[int, list[Merge]] = {}
        for merge in merges:
            if merge.bottom > merge.top >= layout.header.stop and merge.left not in barred:
                self.merged.setdefault(merge.top, []).append(merge)
        self.active: dict[int, tuple[int, Cell]] = {}
        self.household = [c.at for c in layout.columns if _is_household(c)]
        self.grids = [
            c.at
            for c in layout.columns
            if c.element in ("grid", "gridcode") and _is_sparse(c.at, sample)
        ]
        self.relation = layout.at("relation")
        self.last: Sequence[Cell] = ()

    def fill(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The cells of a row (its index from zero) with what stands for it above."""
        filled = self._merged(at, cells)
        if self.last:
            filled = self._household(filled)
            for column in self.grids:
                filled = _with(filled, column, self.last)
        self.last = filled
        return filled

    def skip(self, at: int, cells: Sequence[Cell]) -> None:
        """Go past a row that holds nobody."""
        self._merged(at, cells)

    def end_household(self) -> None:
        """What follows belongs to nothing above."""
        self.last = ()

    def _merged(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        for merge in self.merged.get(at, ()):
            if merge.left < len(cells):
                self.active[merge.left] = (merge.bottom, cells[merge.left])
        if not self.active:
            return cells
        filled = list(cells)
        for column, (bottom, value) in list(self.active.items()):
            if at > bottom:
                del self.active[column]
            elif column < len(filled) and is_blank(filled[column]):
                filled[column] = value
        return filled

    def _household(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """A member without anything of the household belongs to the one above."""
        if self.relation is None or not self.household or self.relation >= len(cells):
            return cells
        relation = without_spaces(text_of(cells[self.relation]))
        if relation in HEADS or any(
            c < len(cells) and not is_blank(cells[c]) for c in self.household
        ):
            return cells
        for column in (*self.household, *self.grids):
            cells = _with(cells, column, self.last)
        return cells


def _is_household(column: Column) -> bool:
    return column.element in HOUSEHOLD and column.element not in ("grid", "gridcode")


def _is_sparse(at: int, sample: Sequence[Sequence[Cell]]) -> bool:
    rows = [row for row in sample if any(not is_blank(cell) for cell in row)]
    written = sum(at < len(row) and not is_blank(row[at]) for row in rows)
    return 0 < written < SPARSE * len(rows)


def _with(cells: Sequence[Cell], at: int, above: Sequence[Cell]) -> Sequence[Cell]:
    if at >= len(cells) or at >= len(above) or not is_blank(cells[at]):
        return cells
    filled = list(cells)
    filled[at] = above[at]
    return filled
