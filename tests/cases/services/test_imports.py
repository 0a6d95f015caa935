"""Files of messages: every row accounted for, a second time changes nothing."""

import io
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from openpyxl import Workbook

from liren.cases.domain.mapping import ColumnsMissing
from liren.cases.models import Case, ImportMapping, ImportRun, Report
from liren.cases.services import import_rows, imports
from liren.core.errors import NotAllowed
from liren.core.permissions import SYSTEM
from liren.core.tables import open_table
from tests.factories.neighbourhood import Neighbourhood

HEADER = "工单编号,来电时间,工单标题,工单内容,来电人,来电号码,备注"
ROWS = [
    "WS-1,2026-11-01 08:05,路灯,3号楼2单元路灯坏了,王芳,13800138000,急",
    'WS-2,2026/11/2 9:15,漏水,"楼上漏水，\n天花板滴水",李军,138****0000,',
    "WS-3,昨天,时间不对,消防通道堵了,,,",
    ",,,,,,",
    "WS-1,2026-11-01 08:05,路灯,3号楼2单元路灯坏了,王芳,13800138000,急",
    "WS-1,2026-11-03 10:00,别的事,同一个号码说别的事,,,",
    "WS-4,2026-11-03 10:00,只有标题,,,,",
]


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's own


def csv_of(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *rows, ""]).encode(encoding))


def bring(town: Neighbourhood, now: datetime, file: io.BytesIO) -> ImportRun:
    run = imports.stage_import(
        file=file, name="file.csv", place=town.places["community"], by=SYSTEM, now=now
    )
    return imports.run_import(run=run, by=SYSTEM, now=now)


def accounted(run: ImportRun) -> tuple[int, int, int, int]:
    assert run.rows == run.added + run.repeated + run.skipped + len(run.bad)
    assert run.done == run.rows
    return run.added, run.repeated, run.skipped, len(run.bad)


def test_every_row_is_accounted_for(town: Neighbourhood, now: datetime) -> None:
    run = bring(town, now, csv_of(*ROWS))
    assert accounted(run) == (3, 1, 1, 2)
    assert run.status == ImportRun.Status.DONE
    report = Report.objects.get(external_id="WS-1")
    assert report.text == "3号楼2单元路灯坏了"
    assert report.reported_at.isoformat() == "2026-11-01T00:05:00+00:00"
    assert report.case.title == "路灯"
    assert report.case.place == town.places["unit"]
    assert report.details == {"备注": "急"}
    assert report.contact_sealed is not None


def test_a_number_that_cannot_be_rung_is_kept_masked(town: Neighbourhood, now: datetime) -> None:
    bring(town, now, csv_of(*ROWS))
    report = Report.objects.get(external_id="WS-2")
    assert report.contact_sealed is None
    assert report.details["phone"] == "138****0000"


def test_a_second_import_changes_nothing(town: Neighbourhood, now: datetime) -> None:
    bring(town, now, csv_of(*ROWS))
    before = (Case.objects.count(), Report.objects.count())
    again = bring(town, now, csv_of(*ROWS))
    assert accounted(again) == (0, 4, 1, 2)
    assert (Case.objects.count(), Report.objects.count()) == before


def test_rows_without_numbers_are_known_again(town: Neighbourhood, now: datetime) -> None:
    rows = ["路灯坏了", "电梯坏了", "路灯坏了"]
    assert accounted(bring(town, now, csv_of(*rows, header="内容"))) == (2, 1, 0, 0)
    assert accounted(bring(town, now, csv_of(*rows, header="内容"))) == (0, 3, 0, 0)


def test_bad_rows_come_back_with_the_reason(
    town: Neighbourhood, now: datetime, tmp_path: Path
) -> None:
    run = bring(town, now, csv_of(*ROWS, encoding="gb18030"))
    path = tmp_path / "back.csv"
    path.write_bytes(imports.bad_rows_file(run))
    back = open_table(path)
    assert back.header[:-1] == HEADER.split(",")
    rows = [row.cells for row in back.rows()]
    assert [cells[0] for cells in rows] == ["WS-3", "WS-1"]
    assert "昨天" in rows[0][-1]
    assert "WS-1" in rows[1][-1]


def test_a_workbook_comes_in_as_a_table_does(town: Neighbourhood, now: datetime) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["编号", "内容", "时间"],
        [7, "路灯坏了", now.replace(month=11, day=1, hour=8, minute=5, tzinfo=None)],
        [8, "", ""],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    assert accounted(bring(town, now, file)) == (1, 0, 1, 0)
    assert Report.objects.get().reported_at.isoformat() == "2026-11-01T00:05:00+00:00"


def test_ten_megabytes_in_a_cell_are_one_bad_row(town: Neighbourhood, now: datetime) -> None:
    run = bring(town, now, csv_of("1," + "长" * 3_400_000, "2,路灯坏了", header="编号,内容"))
    assert accounted(run) == (1, 0, 0, 1)
    assert run.bad[0]["code"] == "cases.text_too_long"


def test_hostile_words_are_words(town: Neighbourhood, now: datetime) -> None:
    rows = ["1,<script>alert(1)</script>", "2,😀\x01路灯", "3,\x00\x01"]
    assert accounted(bring(town, now, csv_of(*rows, header="编号,内容"))) == (2, 0, 1, 0)
    assert Report.objects.get(external_id="1").text == "<script>alert(1)</script>"


def test_unknown_columns_ask_for_a_mapping_that_is_remembered(
    town: Neighbourhood, now: datetime
) -> None:
    place = town.places["community"]

    def staged() -> ImportRun:
        file = csv_of("1,路灯坏了", header="甲,乙")
        return imports.stage_import(file=file, name="f.csv", place=place, by=SYSTEM, now=now)

    run = staged()
    assert imports.preview(run).rows == [["1", "路灯坏了"]]
    with pytest.raises(ColumnsMissing):
        imports.run_import(run=run, by=SYSTEM, now=now)
    imports.set_mapping(
        run=run, columns={"number": 0, "detail": 1}, by=SYSTEM, now=now, remember="街道表"
    )
    assert accounted(imports.run_import(run=run, by=SYSTEM, now=now)) == (1, 0, 0, 0)
    assert ImportMapping.objects.get().columns == {"number": "甲", "detail": "乙"}
    assert staged().mapping == {"number": 0, "detail": 1}


def test_naming_a_mapping_later_doubles_nothing(town: Neighbourhood, now: datetime) -> None:
    bring(town, now, csv_of(*ROWS))
    place = town.places["community"]
    run = imports.stage_import(file=csv_of(*ROWS), name="f", place=place, by=SYSTEM, now=now)
    imports.set_mapping(run=run, columns=run.mapping, by=SYSTEM, now=now, remember="热线")
    assert accounted(imports.run_import(run=run, by=SYSTEM, now=now)) == (0, 4, 1, 2)
    more = csv_of("WS-9,2026-11-05 08:00,新,新的事,,,")
    assert accounted(bring(town, now, more)) == (1, 0, 0, 0)
    assert Report.objects.get(external_id="WS-9").source == f"mapping:热线@{place.pk}"
    again = csv_of(*ROWS, "WS-9,2026-11-05 08:00,新,新的事,,,")
    assert accounted(bring(town, now, again)) == (0, 5, 1, 2)


def stage_at(town: Neighbourhood, now: datetime, at: str, **options: str) -> ImportRun:
    file, place = csv_of("1,路灯坏了", header="甲,乙"), town.places[at]
    return imports.stage_import(file=file, name="f", place=place, by=SYSTEM, now=now, **options)


def remember(town: Neighbourhood, now: datetime, at: str, **columns: int) -> None:
    run = stage_at(town, now, at)
    imports.set_mapping(run=run, columns=columns, by=SYSTEM, now=now, remember="表")


def test_a_mapping_is_known_where_it_was_made_and_inside(
    town: Neighbourhood, now: datetime
) -> None:
    remember(town, now, "community", number=0, detail=1)
    with pytest.raises(imports.MappingUnknown):
        stage_at(town, now, "next_community", mapping_name="表")
    remember(town, now, "street", detail=1, address=0)
    assert stage_at(town, now, "next_community", mapping_name="表").mapping["address"] == 0
    assert stage_at(town, now, "community", mapping_name="表").mapping["number"] == 0
    assert ImportMapping.objects.count() == 2


def test_numbers_of_two_communities_do_not_meet(town: Neighbourhood, now: datetime) -> None:
    """Both number their lists from one; the street's list of both repeats neither."""
    header, lamp, water = "编号,内容", "1,路灯坏了", "1,停水了"

    def bring_to(at: str, *rows: str) -> tuple[int, int, int, int]:
        file, place = csv_of(*rows, header=header), town.places[at]
        run = imports.stage_import(file=file, name="f", place=place, by=SYSTEM, now=now)
        return accounted(imports.run_import(run=run, by=SYSTEM, now=now))

    assert bring_to("community", lamp) == (1, 0, 0, 0)
    assert bring_to("next_community", water) == (1, 0, 0, 0)
    assert bring_to("street", lamp, "2,新的事") == (1, 1, 0, 0)
    assert bring_to("next_community", "2,新的事", "1,别的事") == (0, 1, 0, 1)


def test_older_mappings_and_numbers_are_put_where_they_were_used(
    town: Neighbourhood, now: datetime
) -> None:
    remember(town, now, "community", number=0, detail=1)
    run = stage_at(town, now, "community", mapping_name="表")
    imports.run_import(run=run, by=SYSTEM, now=now)
    ImportMapping.objects.update(place=town.places["city"], place_path="")
    Report.objects.update(source="mapping:表")
    migration = import_module("liren.cases.migrations.0005_mapping_at_place")
    migration.put_at_places(apps, SimpleNamespace(connection=connection))
    assert ImportMapping.objects.get().place == town.places["community"]
    assert Report.objects.get().source == f"mapping:表@{town.places['community'].pk}"


def test_an_unknown_mapping_is_named(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(imports.MappingUnknown):
        imports.stage_import(
            file=csv_of(*ROWS), name="f.csv", place=town.places["community"], by=SYSTEM, now=now,
            mapping_name="没有",
        )  # fmt: skip


def test_a_run_that_was_stopped_goes_on(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    rows = [f"{n},路灯坏了第{n}盏" for n in range(7)]

    def stop(run: ImportRun) -> None:
        if run.done == 4:
            raise KeyboardInterrupt

    place = town.places["community"]
    file = csv_of(*rows, header="编号,内容")
    run = imports.stage_import(file=file, name="f.csv", place=place, by=SYSTEM, now=now)
    with pytest.raises(KeyboardInterrupt):
        imports.run_import(run=run, by=SYSTEM, now=now, progress=stop)
    kept = ImportRun.objects.get()
    assert (kept.done, kept.added, Report.objects.count()) == (4, 4, 4)
    again = bring(town, now, csv_of(*rows, header="编号,内容"))
    assert again.pk == run.pk
    assert accounted(again) == (7, 0, 0, 0)


def test_whoever_is_slower_stops_and_nothing_is_counted_twice(
    town: Neighbourhood, now: datetime
) -> None:
    file = csv_of("1,路灯坏了", "2,电梯停了", header="编号,内容")
    place = town.places["community"]
    run = imports.stage_import(file=file, name="f.csv", place=place, by=SYSTEM, now=now)
    other = ImportRun.objects.get(pk=run.pk)
    imports.run_import(run=run, by=SYSTEM, now=now)
    with pytest.raises(imports.ImportMoved):
        imports.run_import(run=other, by=SYSTEM, now=now)
    kept = ImportRun.objects.get()
    assert (kept.done, accounted(kept), Report.objects.count()) == (2, (2, 0, 0, 0), 2)


def test_a_batch_that_fails_leaves_no_half(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **options: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(import_rows, "report_cases", fails)
    place = town.places["community"]
    run = imports.stage_import(file=csv_of(*ROWS), name="f.csv", place=place, by=SYSTEM, now=now)
    with pytest.raises(RuntimeError):
        imports.run_import(run=run, by=SYSTEM, now=now)
    assert ImportRun.objects.get().done == 0
    assert not Report.objects.exists()


def test_only_who_may_import_imports(town: Neighbourhood, now: datetime) -> None:
    for name in ("grid_worker", "next_worker", "resident"):
        with pytest.raises(NotAllowed):
            imports.stage_import(
                file=csv_of(*ROWS), name="f.csv", place=town.places["community"],
                by=town.users[name], now=now,
            )  # fmt: skip


def test_the_command_says_what_became_of_the_rows(
    town: Neighbourhood, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_of(*ROWS).getvalue())
    bad = tmp_path / "bad.csv"
    call_command("import_messages", str(path), place="990105003007", user="worker", bad=bad)
    assert "3" in capsys.readouterr().out
    lines = bad.read_text(encoding="utf-8-sig").splitlines()
    assert [line[:5] for line in lines[1:]] == ["WS-3,", "WS-1,"]


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_real_messages_go_in_once(
    town: Neighbourhood, now: datetime, shared_data: Path
) -> None:
    data = (shared_data / "messages" / "hot_topics_annex3.csv").read_bytes()
    first = bring(town, now, io.BytesIO(data))
    assert accounted(first) == (4326, 0, 0, 0)
    second = bring(town, now, io.BytesIO(data))
    assert accounted(second) == (0, 4326, 0, 0)
    assert Report.objects.get(external_id="188006").reported_at.year == 2019
