"""The duty list: added, brought in by a file, ended; where it overlaps and where it has gaps."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from liren.cases.domain.duty_files import BadLine
from liren.cases.models import Duty
from liren.cases.selectors import duties as reads
from liren.cases.selectors.categories import category_tree
from liren.cases.services.duties import (
    DutyEndsBeforeItBegins,
    NewDuty,
    add_duties,
    end_duty,
)
from liren.cases.services.duty_files import (
    DutyFileHasBadLines,
    DutyFileWithoutColumns,
    bring_in_duties,
)
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE
from tests.factories.neighbourhood import Neighbourhood

TODAY = date(2026, 11, 16)
HEADER = "类别,地点,单位,依据,生效日期,失效日期\n"


def new(town: Neighbourhood, party: str, place: str = "community") -> NewDuty:
    return NewDuty(
        category=town.categories["lamp"],
        place=town.places[place],
        party=town.parties[party],
        source="清街办〔2026〕3号",
        from_date=date(2026, 1, 1),
    )


def test_the_same_entry_again_takes_the_new_source(town: Neighbourhood, now: datetime) -> None:
    entry = new(town, "property_firm")
    add_duties([entry], by=SYSTEM, now=now)
    add_duties([NewDuty(**{**vars(entry), "source": "新文件"})], by=SYSTEM, now=now)
    assert Duty.objects.get().source == "新文件"


def test_two_parties_for_one_class_and_place_are_shown_as_an_overlap(
    town: Neighbourhood, now: datetime
) -> None:
    entries = [new(town, "property_firm"), new(town, "committee"), new(town, "committee", "grid")]
    rows = add_duties(entries, by=SYSTEM, now=now)
    (overlap,) = reads.overlaps_in(EVERYWHERE, TODAY)
    assert overlap.duties == rows[:2]
    end_duty(duty=rows[1], last_day=date(2026, 11, 15), by=SYSTEM, now=now)
    assert reads.overlaps_in(EVERYWHERE, TODAY) == []
    assert list(reads.listed(EVERYWHERE, today=TODAY, ended=True)) == [rows[1]]


def test_what_has_ended_may_begin_anew(town: Neighbourhood, now: datetime) -> None:
    (row,) = add_duties([new(town, "committee")], by=SYSTEM, now=now)
    with pytest.raises(DutyEndsBeforeItBegins):
        end_duty(duty=row, last_day=date(2025, 12, 31), by=SYSTEM, now=now)
    end_duty(duty=row, last_day=date(2026, 6, 30), by=SYSTEM, now=now)
    add_duties([new(town, "committee")], by=SYSTEM, now=now)
    assert Duty.objects.count() == 2


def test_a_gap_names_who_would_be_asked_all_the_same(town: Neighbourhood, now: datetime) -> None:
    add_duties([new(town, "property_firm")], by=SYSTEM, now=now)
    found = reads.gaps_at(town.places["grid"], category_tree(), TODAY)
    by_class = {gap.category.code: gap.stand_in for gap in found}
    assert by_class == {
        "0501": town.parties["city_management"],
        "0301": town.parties["property_firm"],
    }


def test_only_those_who_set_up_change_the_list(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(PermissionMissing):
        add_duties([new(town, "committee")], by=town.users["worker"], now=now)


def file(folder: Path, text: str) -> Path:
    path = folder / "duties.csv"
    path.write_text(HEADER + text, "utf-8")
    return path


def test_a_file_is_brought_in_by_codes_and_by_names(
    town: Neighbourhood, now: datetime, tmp_path: Path
) -> None:
    text = "0101,990105003007,property_firm,甲,2026-01-01,\n路灯照明,第一网格,桐花社区居委会,乙,,\n"
    admin = town.users["administrator"]
    assert bring_in_duties(path=file(tmp_path, text), by=admin, now=now) == 2
    found = Duty.objects.order_by("pk").values_list("place__name", "party__key", "from_date")
    assert list(found) == [
        ("桐花社区", "property_firm", date(2026, 1, 1)),
        ("第一网格", "committee", None),
    ]


def test_a_workbook_is_read_too(town: Neighbourhood, now: datetime, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["class", "place", "party", "from"])
    sheet.append(["0101", "桐花社区", "property_firm", date(2026, 3, 1)])
    path = tmp_path / "duties.xlsx"
    book.save(path)
    assert bring_in_duties(path=path, by=SYSTEM, now=now) == 1
    assert Duty.objects.get().from_date == date(2026, 3, 1)


def test_bad_lines_are_named_and_nothing_is_changed(
    town: Neighbourhood, now: datetime, tmp_path: Path
) -> None:
    text = (
        "0101,桐花社区,property_firm,,,\n"
        "9999,桐花社区,property_firm,,,\n"
        "0101,月亮,property_firm,,,\n"
        "0101,桐花社区,没有这家,,,\n"
        "0101,桐花社区,property_firm,,昨天,\n"
    )
    with pytest.raises(DutyFileHasBadLines) as told:
        bring_in_duties(path=file(tmp_path, text), by=SYSTEM, now=now)
    assert told.value.data["lines"] == [
        BadLine(3, "category", "9999"),
        BadLine(4, "place", "月亮"),
        BadLine(5, "party", "没有这家"),
        BadLine(6, "no_date", "昨天"),
    ]
    assert not Duty.objects.exists()


def test_a_file_without_the_columns_is_refused(
    town: Neighbourhood, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "duties.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(DutyFileWithoutColumns):
        bring_in_duties(path=path, by=SYSTEM, now=now)
