"""Workbooks that come back: slips, other lists, two at once, and whoever means harm."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.ledgers import selectors
from liren.ledgers.models import FormLine, FormReturn, FormRound
from liren.ledgers.services import forms_returning, forms_rounds
from liren.ledgers.services.forms_returning import OtherForm, TooManyCorrections, answer_to
from liren.ledgers.services.forms_rounds import Given
from liren.people.models import Fact, Proposal
from liren.people.services import put
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.forms_scene import Sheet, ask, elders, fill, open_round, taken
from tests.people.scenes import person


def send(
    row: FormRound,
    sheet: Sheet | io.BytesIO,
    town: Neighbourhood,
    now: datetime,
    by: str = "worker",
) -> FormReturn:
    file = sheet.saved() if isinstance(sheet, Sheet) else sheet
    return forms_returning.take_back(
        row=row, file=file, name="关爱台账.xlsx", by=town.users[by], now=now
    )


def problems_of(back: FormReturn) -> list[str]:
    """What the column of the workbook that goes back says."""
    sheet = Sheet(answer_to(back))
    at = sheet.column("LIREN") + 1
    assert sheet.sheet.cell(sheet.head, at).value == "问题"
    cells = [sheet.sheet.cell(sheet.first + n, at).value for n in range(back.problems)]
    return [str(cell) for cell in cells]


def test_filled_read_back_and_filled_again_it_is_the_same(
    town: Neighbourhood, now: datetime
) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    fill(sheet, 3)
    back = send(row, sheet, town, now)
    assert (back.rows, back.taken, back.problems, back.missing) == (3, 3, 0, 0)
    assert (back.corrected, back.proposed) == (0, 0)
    assert selectors.answers_of(row)[people[0].pk].values["needs"] == "送餐"
    again = taken(row, town, now)
    assert again.cell(0, "needs").value == "送餐"
    repeated = send(row, again, town, now)
    assert (repeated.taken, repeated.unchanged) == (0, 3)
    assert FormLine.objects.get(subject_id=people[0].pk).revision == 1


def test_what_is_held_is_locked_and_what_is_asked_is_open(
    town: Neighbourhood, now: datetime
) -> None:
    elders(town, now)
    sheet = taken(open_round(town, now), town, now)
    assert sheet.sheet.protection.sheet
    assert sheet.cell(0, "name").protection.locked
    assert sheet.cell(0, "phone").value == "15400001000"
    assert not sheet.cell(0, "needs").protection.locked
    letter = sheet.cell(0, "LIREN").column_letter
    assert sheet.sheet.column_dimensions[letter].hidden
    assert [rule.formula1 for rule in sheet.sheet.data_validations.dataValidation] == [
        '"暂不需要,送餐,陪诊,家政,维修,其他"'
    ]


def test_a_changed_locked_cell_is_settled_by_whoever_may(
    town: Neighbourhood, now: datetime
) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    sheet.cell(0, "phone").value = "15400005555"
    back = send(row, sheet, town, now)
    assert (back.corrected, back.proposed, back.problems) == (1, 0, 0)
    fact = Fact.objects.get(subject_id=people[0].pk, element="phone", state="current")
    assert fact.source == row.form.name
    again = taken(row, town, now, by="grid_worker")
    again.cell(1, "phone").value = "15400006666"
    back = send(row, again, town, now, by="grid_worker")
    assert (back.corrected, back.proposed) == (0, 1)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("phone", "电话坏了", "联系电话"),
        ("id_number", "999901194003051234", "证件号码"),
        ("age", 12, "年龄"),
        ("address", "别处 1 号", "住址"),
        ("name", "", "姓名"),
        ("name", "=cmd|' /C calc'!A0", "姓名"),
        ("needs", "=1+1", "需要的帮助"),
        ("needs", "唱歌", "需要的帮助"),
        ("visited", "昨天", "探访日期"),
        ("remark", "长" * 500, "说明"),
    ],
)
def test_what_cannot_be_taken_goes_back_and_the_rest_stays(
    town: Neighbourhood, now: datetime, key: str, value: object, says: str
) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    fill(sheet, 2)
    sheet.cell(0, key).value = value
    back = send(row, sheet, town, now)
    assert (back.rows, back.problems, back.taken) == (3, 1, 1)
    assert says in problems_of(back)[0]
    assert selectors.answers_of(row)[people[1].pk].values["needs"] == "送餐"


def test_only_the_rows_that_went_back_are_sent_again(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    fill(sheet, 3)
    sheet.cell(0, "needs").value = "唱歌"
    mended = Sheet(answer_to(send(row, sheet, town, now)))
    assert mended.cell(0, "needs").value == "唱歌"
    mended.cell(0, "needs").value = "陪诊"
    back = send(row, mended, town, now)
    assert (back.rows, back.taken, back.problems, back.missing) == (1, 1, 0, 2)
    assert selectors.answers_of(row)[people[0].pk].values["needs"] == "陪诊"


def test_rows_added_doubled_and_taken_out(town: Neighbourhood, now: datetime) -> None:
    elders(town, now, 4)
    row = open_round(town, now)
    sheet = taken(row, town, now)
    fill(sheet, 4)
    sheet.sheet.delete_rows(sheet.first + 3)
    sheet.cell(3, "name").value = "新来的"
    for at in range(1, sheet.column("LIREN") + 1):
        sheet.sheet.cell(sheet.first + 4, at).value = sheet.sheet.cell(sheet.first, at).value
    back = send(row, sheet, town, now)
    assert (back.rows, back.taken, back.problems, back.missing) == (5, 3, 2, 1)
    stranger, twice = problems_of(back)
    assert "不在" in stranger or "not one" in stranger
    assert stranger != twice


def test_the_rows_may_stand_in_another_order(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    last = sheet.column("LIREN")
    rows = [
        [sheet.sheet.cell(sheet.first + n, at).value for at in range(1, last + 1)]
        for n in (2, 0, 1)
    ]
    for n, cells in enumerate(rows):
        for at, value in enumerate(cells, start=1):
            sheet.sheet.cell(sheet.first + n, at).value = value
    sheet.cell(0, "needs").value = "维修"
    back = send(row, sheet, town, now)
    assert (back.taken, back.problems) == (1, 0)
    assert selectors.answers_of(row)[people[2].pk].values["needs"] == "维修"


def test_rows_of_another_community_do_not_come_in(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    other = person(
        town.places["next_community"], now, name="柳荫老人", birth_date="1940", lives_alone=True
    )
    asked = ask(town, now, place=town.places["street"])
    mine = asked.rounds.get(place=town.places["community"])
    theirs = asked.rounds.get(place=town.places["next_community"])
    foreign = taken(theirs, town, now, by="next_worker")
    assert foreign.cell(0, "name").value == other.name
    fill(foreign, 1)
    back = send(mine, foreign, town, now)
    assert (back.taken, back.problems) == (0, 1)
    own = taken(mine, town, now)
    mark = foreign.cell(0, "LIREN").value
    own.cell(0, "LIREN").value = str(mark)
    own.cell(1, "LIREN").value = ".".join((str(other.pk), "0", "0", *["0" * 16] * 3))
    back = send(mine, own, town, now)
    assert back.problems == 2
    assert not FormLine.objects.filter(subject_id=other.pk).exists()


def test_the_register_moved_on_meanwhile(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    put(subject=people[0], values={"phone": "15400008888"}, source="本人", by=SYSTEM, now=now)
    fill(sheet, 3)
    back = send(row, sheet, town, now)
    assert (back.problems, back.corrected) == (0, 0)  # nobody touched the locked cell
    sheet.cell(0, "phone").value = "15400007777"
    back = send(row, sheet, town, now)
    assert back.problems == 1
    assert "****8888" in problems_of(back)[0]


def test_two_clerks_one_on_the_page_one_with_the_workbook(
    town: Neighbourhood, now: datetime
) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    fill(sheet, 1)
    forms_rounds.save_answers(
        row=row,
        given={people[0].pk: Given({"needs": "维修"}, 0)},
        source="电话",
        by=town.users["secretary"],
        now=now,
    )
    back = send(row, sheet, town, now)
    assert back.problems == 1
    assert "维修" in problems_of(back)[0]
    assert selectors.answers_of(row)[people[0].pk].values == {"needs": "维修"}
    mended = Sheet(answer_to(back))
    assert send(row, mended, town, now).taken == 1
    assert selectors.answers_of(row)[people[0].pk].values["needs"] == "送餐"


def test_a_cell_that_was_left_empty_takes_nothing_away(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    sheet = taken(row, town, now)
    forms_rounds.save_answers(
        row=row,
        given={people[0].pk: Given({"needs": "维修"}, 0)},
        source="电话",
        by=town.users["secretary"],
        now=now,
    )
    back = send(row, sheet, town, now)
    assert (back.problems, back.unchanged) == (0, 3)
    assert selectors.answers_of(row)[people[0].pk].values == {"needs": "维修"}


def test_words_that_look_like_formulas_stay_words(town: Neighbourhood, now: datetime) -> None:
    people, row = elders(town, now), open_round(town, now)
    evil = '=HYPERLINK("http://example.org","点我")'
    forms_rounds.save_answers(
        row=row,
        given={people[0].pk: Given({"remark": evil}, 0)},
        source="上门",
        by=town.users["worker"],
        now=now,
    )
    cell = taken(row, town, now).cell(0, "remark")
    assert (cell.value, cell.data_type) == (evil, "s")


def broken() -> list[bytes]:
    other = Workbook()
    out = io.BytesIO()
    other.save(out)
    return [
        b"",
        b"PK\x03\x04nothing",
        "姓名,电话\n".encode(),
        out.getvalue(),
        b"\xd0\xcf\x11\xe0" * 9,
    ]


@pytest.mark.parametrize("data", broken(), ids=["empty", "zip", "text", "other", "xls"])
def test_what_is_no_workbook_of_this_form_is_refused(
    town: Neighbourhood, now: datetime, data: bytes
) -> None:
    elders(town, now)
    row = open_round(town, now)
    with pytest.raises(LirenError) as refused:
        send(row, io.BytesIO(data), town, now)
    assert refused.value.status in (413, 422)
    assert not FormReturn.objects.exists()


def test_without_its_hidden_column_it_is_another_form(town: Neighbourhood, now: datetime) -> None:
    elders(town, now)
    row = open_round(town, now)
    sheet = taken(row, town, now)
    del sheet.book.defined_names["LIREN"]
    with pytest.raises(OtherForm):
        send(row, sheet, town, now)


def test_a_whole_other_list_is_no_correction(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    elders(town, now)
    row = open_round(town, now)
    monkeypatch.setattr(forms_returning, "MOST_CORRECTIONS", 2)
    sheet = taken(row, town, now)
    for n in range(3):
        sheet.cell(n, "name").value = f"换名{n}"
    with pytest.raises(TooManyCorrections):
        send(row, sheet, town, now)
    assert not Fact.objects.filter(element="name").exists()
