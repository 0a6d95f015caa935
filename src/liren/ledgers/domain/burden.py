"""The burden meter: what was asked of a community, and what of it nobody had to write.

It measures what is asked and what the system took off people's hands. It knows no person: not who
wrote what, nor how fast.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# An assumption, said on the page. The Keystroke-Level Model (Card, Moran and Newell, "The
# Keystroke-Level Model for User Performance Time with Interactive Systems", CACM 23, 1980) gives
# 1.35 s to prepare and 0.28 s a keystroke of an average typist; a value of a list takes about
# thirteen keystrokes with the step to the next cell: 1.35 + 13 × 0.28 = 4.99 s. Looking the value
# up elsewhere is not counted, so the true saving is larger.
SECONDS_PER_CELL = 5


@dataclass(frozen=True, kw_only=True)
class Round:
    """One form asked of one community for one period, as it is counted."""

    form: int
    columns: int
    columns_new: int
    rows: int
    cells_known: int
    cells_written: int
    is_submitted: bool


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What a community was asked in a period, and what of it was filled without a person."""

    forms: int = 0
    columns: int = 0
    columns_new: int = 0
    rounds: int = 0
    submitted: int = 0
    cells_known: int = 0
    cells_written: int = 0
    reports: int = 0
    report_cells: int = 0
    refused: int = 0
    refused_columns: int = 0

    @property
    def without_a_person(self) -> int:
        """Cells that nobody had to write, in forms and in reports."""
        return self.cells_known + self.report_cells

    @property
    def minutes_saved(self) -> int:
        """Cells filled without a person × seconds a cell ÷ 60, rounded down."""
        return self.without_a_person * SECONDS_PER_CELL // 60

    @property
    def share(self) -> int | None:
        """How many in a hundred cells were filled without a person; none where there were none."""
        cells = self.without_a_person + self.cells_written
        return self.without_a_person * 100 // cells if cells else None


def burden(
    rounds: Iterable[Round], *, reports: Iterable[int] = (), refused: Iterable[int] = ()
) -> Burden:
    """Add up the rounds of a period, the figures of reports, the columns of refused forms."""
    asked, made, spared = list(rounds), list(reports), list(refused)
    forms = {one.form: one for one in asked}
    return Burden(
        forms=len(forms),
        columns=sum(one.columns for one in forms.values()),
        columns_new=sum(one.columns_new for one in forms.values()),
        rounds=len(asked),
        submitted=sum(one.is_submitted for one in asked),
        cells_known=sum(one.cells_known for one in asked),
        cells_written=sum(one.cells_written for one in asked),
        reports=len(made),
        report_cells=sum(made),
        refused=len(spared),
        refused_columns=sum(spared),
    )
