"""A mapping that somebody corrected, remembered for a sender and used before any suggestion."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liren.core.errors import Invalid, sentence
from liren.core.workbooks import Merge, Row

from .cells import column_of, text_of, without_spaces
from .columns import Column
from .elements import BY_CODE, HOME_PARTS
from .layout import SEARCHED, Layout, find_header, layout_of

LETTERS = re.compile("[A-Z]{1,3}")
ALIKE = 0.8  # of the headings of a sheet are those that are remembered


class ProfileUnreadable(Invalid):
    """A profile that says nothing we understand."""

    code = "ledgers.profile_unreadable"
    sentence = sentence("This profile cannot be used: {reason}.")


@dataclass(frozen=True)
class Profile:
    """What is known of a sender's ledgers; `columns` by heading or by letter (`A`)."""

    columns: Mapping[str, str | None] = field(default_factory=dict)
    header: tuple[int, int] | None = None  # its first and last row; (0, 0) where there is none
    ledger_date: str | None = None
    source: str | None = None
    sheets: Mapping[str, "Profile"] = field(default_factory=dict)  # by name, where they differ
    is_left_out: bool = False

    def leaves_out(self, sheet: str) -> bool:
        """Whether the sender's clerk said that a sheet is not to be read."""
        return sheet in self.sheets and self.sheets[sheet].is_left_out

    def layout_for(self, sheet: str, rows: Sequence[Row], merges: Sequence[Merge]) -> Layout | None:
        """The layout by this profile; nothing where it says nothing of columns."""
        if (own := self._of_sheet(sheet, rows)) is not None:
            return own.layout_for("", rows, merges)
        if not self.columns:
            return None
        header = self._header(rows, merges)
        if header is None:
            return None
        if len(header):
            layout = layout_of(rows, merges, header)
        else:
            width = max((len(row.cells) for row in rows), default=0)
            layout = Layout(header, [Column(at, ()) for at in range(width)])
        return replace(layout, columns=[self._column(column) for column in layout.columns])

    def _of_sheet(self, sheet: str, rows: Sequence[Row]) -> "Profile | None":
        """What is known of a sheet: by its name, or else by its headings."""
        if sheet in self.sheets:
            return self.sheets[sheet]
        there = {without_spaces(text_of(cell)) for row in rows[:SEARCHED] for cell in row.cells}
        for known in self.sheets.values():
            names = [key.rsplit("/", 1)[-1] for key in known.columns if not LETTERS.fullmatch(key)]
            if names and sum(name in there for name in names) >= ALIKE * len(names):
                return known
        return None

    def _header(self, rows: Sequence[Row], merges: Sequence[Merge]) -> range | None:
        if self.header is None:
            return find_header([row.cells for row in rows], merges)
        first, last = self.header
        return range(first - 1, last) if first else range(0)

    def _column(self, column: Column) -> Column:
        by_letter = {column_of(k): v for k, v in self.columns.items() if LETTERS.fullmatch(k)}
        for known, key in ((self.columns, column.name), (by_letter, column.at)):
            if key in known:
                return replace(column, element=known[key], is_numbering=False)  # type: ignore[index] # either map by its own key
        return column


NO_PROFILE = Profile()


def read_profile(data: Any) -> Profile:
    """A profile from its JSON; says what is wrong with it."""
    if not isinstance(data, dict) or not isinstance(columns := data.get("columns", {}), dict):
        raise ProfileUnreadable(reason="an object with “columns” is expected")
    known = {*BY_CODE, *HOME_PARTS, None}
    if unknown := [
        str(code)
        for code in columns.values()
        if not isinstance(code, str | None) or code not in known
    ]:
        raise ProfileUnreadable(reason=f"unknown: {', '.join(unknown[:5])}")
    header = data.get("header")
    if header is not None and not (
        isinstance(header, list)
        and len(header) == 2
        and all(isinstance(n, int) and 0 <= n < 1000 for n in header)
    ):
        raise ProfileUnreadable(reason="“header” is its first and last row")
    sheets = data.get("sheets", {})
    if not isinstance(sheets, dict):
        raise ProfileUnreadable(reason="“sheets” is an object by the name of the sheet")
    return Profile(
        columns,
        (header[0], header[1]) if header else None,
        data.get("ledger_date") or None,
        data.get("source") or None,
        {name: read_profile(own) for name, own in sheets.items()},
        bool(data.get("is_left_out")),
    )
