"""The file of a form, read: every fault with its line, its key, and what is wrong."""

import re
from collections.abc import Mapping

from liren.core.datasets import Privacy
from liren.core.errors import sentence

from .declared import TOO_MANY, UNKNOWN, Fault, Lines, Table, Undeclared, mapping, read, tables
from .forms import Asked, Column, Condition, Form, Grain, Rhythm, Source, Test

MOST_COLUMNS = 60
MOST_CHOICES = 40
DEEPEST = 4
MOST_DAYS = 60
KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")
COLUMN_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CELL = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w.\u4e00-\u9fff]{0,60}")
PLACE_OF_CELL = re.compile(r"[A-Za-z]{1,3}\d+")  # a name like B12 would be a place

TWICE = sentence("“{value}” stands here a second time.")
NO_SOURCE = sentence("We know nothing called “{value}” for this kind of row.")
BOTH = sentence("A column is filled from a source or asked, never both.")
NEITHER = sentence("Say where it is filled from (source), or what is asked (asked).")
NO_FILTER = sentence("Rows cannot be chosen by “{value}”.")
BAD_TEST = sentence("“{value}” can only be compared with: {known}.")
NO_VALUE = sentence("“{value}” is no value of this. Possible are: {known}.")
NOT_SEALED = sentence("Only what is sealed or covered can be shown in clear.")
NO_COLUMNS = sentence("A form needs at least one column.")
HALF_CELLS = sentence("Either every column names a cell of the workbook, or none does.")
BAD_CELL = sentence("“{value}” cannot be the name of a cell.")

FORM_KEYS = {
    "key", "name", "name_en", "grain", "rhythm", "asked_by", "purpose", "legal_basis", "receivers",
    "days", "note", "note_en",
}  # fmt: skip
COLUMN_KEYS = {
    "key", "header", "header_en", "source", "asked", "choices", "required", "clear", "cell",
}  # fmt: skip


def parse_form(text: str, sources: Mapping[str, Mapping[str, Source]]) -> Form:
    """Read a form against what each grain can be filled from; refused with all faults at once."""
    data = read(text)
    lines, faults = Lines(text), list[Fault]()
    head = Table("form", 0, mapping(data.get("form")), lines, faults)
    for key in data:
        if key not in ("form", "column", "filter"):
            faults.append(
                Fault(lines.of(key, 0, ""), key, UNKNOWN, {"known": "form、column、filter"})
            )
    head.only(FORM_KEYS)
    grain = head.one_of("grain", dict.fromkeys(Grain))
    held = sources.get(grain, {})
    columns = [
        _column(Table("column", at, one, lines, faults, is_many=True), held)
        for at, one in enumerate(tables(data.get("column")))
    ]
    conditions = [
        _condition(Table("filter", at, one, lines, faults, is_many=True), held)
        for at, one in enumerate(tables(data.get("filter")))
    ]
    _check_together(columns, head)
    form = _form(head, grain, columns, [one for one in conditions if one])
    if faults:
        raise Undeclared(sorted(faults, key=lambda fault: fault.line))
    return form


def _form(
    head: Table, grain: str, columns: list[Column], conditions: list[Condition]
) -> Form:  # fmt: skip
    # Purpose and basis may be missing here: that is for the gate to refuse, and to count.
    return Form(
        key=head.key(KEY, "-"),
        name=head.text("name", most=80),
        name_en=head.text("name_en", most=120, needed=False),
        grain=Grain(grain or Grain.PERSON),
        rhythm=Rhythm(head.one_of("rhythm", dict.fromkeys(Rhythm), Rhythm.ONCE) or Rhythm.ONCE),
        asked_by=head.text("asked_by", most=80),
        purpose=head.text("purpose", needed=False),
        legal_basis=head.text("legal_basis", needed=False),
        receivers=head.texts("receivers", most=10),
        days=head.number("days", 1, MOST_DAYS, 5),
        columns=tuple(columns),
        conditions=tuple(conditions),
        note=head.text("note", most=400, needed=False),
        note_en=head.text("note_en", most=600, needed=False),
    )


def _column(table: Table, known: Mapping[str, Source]) -> Column:
    table.only(COLUMN_KEYS)
    source, asked = table.text("source", needed=False), table.text("asked", needed=False)
    if bool(source) == bool(asked):
        table.fault("source", BOTH if source else NEITHER)
    if source and known and source not in known:
        table.fault("source", NO_SOURCE, value=source)
    if asked:
        asked = table.one_of("asked", dict.fromkeys(Asked))
    clear = table.yes("clear")
    if clear and source in known and known[source].privacy is not Privacy.SEALED:
        table.fault("clear", NOT_SEALED)
    cell = table.text("cell", most=61, needed=False)
    if cell and (not CELL.fullmatch(cell) or PLACE_OF_CELL.fullmatch(cell)):
        table.fault("cell", BAD_CELL, value=cell)
    header = table.texts("header", most=DEEPEST)
    return Column(
        key=table.key(COLUMN_KEY, "_"),
        header=header or ("",),
        header_en=table.text("header_en", most=80, needed=False) or _english(known.get(source)),
        source=source,
        asked=Asked(asked) if asked else None,
        choices=table.texts("choices", most=MOST_CHOICES, needed=asked == Asked.CHOICE),
        required=table.yes("required"),
        clear=clear,
        cell=cell,
    )


def _english(source: Source | None) -> str:
    """What is filled in is called as the register calls it, unless the form says otherwise."""
    return source.name_en if source else ""


def _condition(table: Table, known: Mapping[str, Source]) -> Condition | None:
    table.only({"source", *Test})
    code = table.text("source")
    source = known.get(code)
    given = [test for test in Test if test in table.data]
    if source is None:
        if code and known:
            table.fault("source", NO_SOURCE, value=code)
        return None
    if not source.tests:
        table.fault("source", NO_FILTER, value=code)
        return None
    if len(given) != 1 or given[0] not in source.tests:
        table.fault("source", BAD_TEST, value=code, known="、".join(sorted(source.tests)))
        return None
    values = _values(table, given[0], source)
    return Condition(code, given[0], values) if values else None


def _values(table: Table, test: Test, source: Source) -> tuple[str, ...]:
    if source.is_number:
        return (str(table.number(test, 0, 10**6, 0)),)
    wanted = table.texts(test, most=MOST_CHOICES)
    if not source.codes:
        return wanted
    for value in wanted:
        if value not in source.codes:
            table.fault(test, NO_VALUE, value=value, known="、".join(source.codes))
    return tuple(source.codes.get(value, "") for value in wanted)


def _check_together(columns: list[Column], head: Table) -> None:
    if not columns:
        head.fault("columns", NO_COLUMNS)
    if len(columns) > MOST_COLUMNS:
        head.fault("columns", TOO_MANY, most=MOST_COLUMNS)
    seen: set[tuple[str, str]] = set()
    for at, column in enumerate(columns):
        for name, value in (
            ("key", column.key), ("cell", column.cell), ("header", "/".join(column.header)),
        ):  # fmt: skip
            if value and (name, value) in seen:
                table = Table("column", at, {}, head.lines, head.faults, is_many=True)
                table.fault(name, TWICE, value=value)
            seen.add((name, value))
    if 0 < sum(bool(column.cell) for column in columns) < len(columns):
        head.fault("columns", HALF_CELLS)
