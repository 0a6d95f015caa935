"""What is typed about public affairs: columns, accounts, questions, answers."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.core.tables import open_table
from liren.notices.forms.places import PlaceField
from liren.notices.models import Column
from liren.notices.services.affairs import LONGEST_QUESTION, LONGEST_TEXT, Account, NewColumn
from liren.places.models import Kind, Place
from liren.ui.pages import said

LARGEST = 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 300, 12, 200
MOST_KEPT = 600_000  # bytes; a form may have a million
MOST_CELLS = 400_000  # of the whole sheet: many a program keeps rows that look empty


class ColumnForm(forms.Form):
    """Something that is to be published again and again."""

    place = PlaceField(kinds=(Kind.STREET, Kind.COMMUNITY))
    branch = forms.ChoiceField(label=_("Branch"), choices=Column.Branch.choices)
    name = forms.CharField(label=_("What is published"), max_length=60)
    name_en = forms.CharField(label=_("In English"), max_length=120, required=False)
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=Column._meta.get_field("rhythm").choices or ()
    )
    day = forms.IntegerField(
        label=_("By which day of the month after"), min_value=1, max_value=31, initial=10
    )
    since_date = forms.DateField(
        label=_("From the period that begins"), widget=forms.DateInput(attrs={"type": "date"})
    )
    answer_days = forms.IntegerField(
        label=_("Working days for an answer"), min_value=1, max_value=60, initial=10
    )

    def __init__(self, *args: Any, scope: Scope, **rest: Any) -> None:
        super().__init__(*args, **rest)
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.look_in(scope)

    def new(self) -> tuple[NewColumn, Place]:
        """What the service takes."""
        typed = dict(self.cleaned_data)
        place = typed.pop("place")
        return NewColumn(**typed), place


class EntryForm(forms.Form):
    """The account of a period."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label=_("Table"),
        required=False,
        help_text=_(
            "CSV or XLSX; the first row is the head, a title above it is left out. At most 300 "
            "rows of 12 columns."
        ),
    )
    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=200,
        required=False,
        help_text=_("Everybody reads it, with what stood there before."),
    )

    may_stand = forms.CharField(
        label=_("Why it may be read all the same"),
        max_length=200,
        required=False,
        help_text=_("Only colleagues read this. It is asked once."),
    )
    # A browser keeps no file: the table that was read from it comes along.
    kept = forms.CharField(required=False, max_length=MOST_KEPT, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    base = forms.IntegerField(
        required=False, min_value=0, max_value=32767, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, table: list[list[str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.table, self.is_chosen = table, False
        base = self.data.get("base") if self.is_bound else self.initial.get("base")
        self.fields["reason"].required = str(base or 0) != "0"

    def clean_file(self) -> object:
        """The rows of the file; without one the table stays as it is."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            self.table, self.is_chosen = _rows_of(file.read()), True
        except LirenError as trouble:
            raise forms.ValidationError(said(trouble)) from trouble
        return file

    def clean_kept(self) -> str:
        """The table that was chosen before, unless another is chosen now."""
        kept = str(self.cleaned_data["kept"])
        if kept and not self.is_chosen:
            self.table, self.is_chosen = _rows_kept(kept), True
        return kept

    def clean(self) -> None:
        """What nobody typed is told above the form."""
        super().clean()
        if self.errors.keys() & {"kept", "seen", "base"}:
            raise forms.ValidationError(_("Something got lost on the way. Please begin again."))

    @property
    def kept_table(self) -> str:
        """The table that was chosen, for the next try; none when it is too large to travel."""
        text = json.dumps(self.table, ensure_ascii=False) if self.is_chosen else ""
        return text if len(text.encode()) <= MOST_KEPT else ""

    def account(self) -> Account:
        """What the service takes."""
        typed = self.cleaned_data
        return Account(
            text=typed["text"],
            table=self.table,
            reason=typed["reason"],
            base=typed["base"] or 0,
            may_stand=typed["may_stand"],
            seen=typed["seen"],
        )


def _rows_kept(text: str) -> list[list[str]]:
    """As they were written into the page, and not otherwise."""
    lost = forms.ValidationError("lost")
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as bent:
        raise lost from bent
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS + 1:
        raise lost
    if not all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows):
        raise lost
    if not 1 <= len(rows[0]) <= MOST_COLUMNS:
        raise lost
    if not all(isinstance(cell, str) for row in rows for cell in row):
        raise lost
    return [[_clean(cell) for cell in row] for row in rows]


def _rows_of(content: bytes) -> list[list[str]]:
    """Read from a path, because a workbook cannot be read from a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table")
        path.write_bytes(content)
        table = open_table(path, most_cells=MOST_CELLS)
        rows = [table.header]
        for row in table.rows():
            if any(row.cells):
                rows.append(row.cells)
            if len(rows) > MOST_ROWS + 1:
                break
    rows = _below_title(rows)
    wide = max(len([cell for cell in row if cell]) for row in rows)
    if len(rows) > MOST_ROWS + 1 or wide > MOST_COLUMNS:
        raise forms.ValidationError(_("The table has more than 300 rows or 12 columns."))
    width = min(MOST_COLUMNS, max(len(row) for row in rows))
    clean = [[_clean(cell) for cell in [*row, *[""] * width][:width]] for row in rows]
    if not any(clean[0]):
        raise forms.ValidationError(_("This file holds no table."))
    return clean


def _below_title(rows: list[list[str]]) -> list[list[str]]:
    """Without the lines of one cell above the head, as most workbooks have them."""
    wider = (at for at, row in enumerate(rows) if len([cell for cell in row if cell]) > 1)
    return rows[next(wider, 0) :]


def _clean(cell: str) -> str:
    """Without control characters and half ones: no page shows them, no database stores them."""
    whole = cell.encode(errors="ignore").decode()
    return "".join(sign for sign in whole if sign == "\n" or sign >= " ")[:LONGEST_CELL]


class QuestionForm(forms.Form):
    """A resident asks or objects."""

    text = forms.CharField(
        label=_("What would you like to know, or what is not right?"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        help_text=_("Only to send you the answer. Without it you read it by the link."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # filled in by robots only


class AnswerForm(forms.Form):
    """The answer of the office."""

    answer = forms.CharField(
        label=_("Answer"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    is_shown = forms.BooleanField(
        label=_("Show question and answer to everybody"),
        required=False,
        help_text=_("Only when neither says anything about a person."),
    )
