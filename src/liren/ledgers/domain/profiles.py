"""A mapping that somebody corrected, remembered for a sender and used before any suggestion."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liren.core.errors import Invalid, sentence
from liren.core.workbooks import Merge, Row

from .cells import column_of
from .columns import Column
from .elements import BY_CODE, HOME_PARTS
from .layout import Layout, find_header, layout_of


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

    def layout_for(self, sheet: str, rows: Sequence[Row], merges: Sequence[Merge]) -> Layout | None:
        """The layout by this profile; nothing where it says nothing of columns."""
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

    def _header(self, rows: Sequence[Row], merges: Sequence[Merge]) -> range | None:
        if self.header is None:
            return find_header([row.cells for row in rows], merges)
        first, last = self.header
        return range(first - 1, last) if first else range(0)

    def _column(self, column: Column) -> Column:
        by_letter = {
            column_of(k): v for k, v in self.columns.items() if re.fullmatch("[A-Z]{1,3}", k)
        }
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
    return Profile(
        columns,
        (header[0], header[1]) if header else None,
        data.get("ledger_date") or None,
        data.get("source") or None,
    )
