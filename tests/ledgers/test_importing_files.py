"""Files as they come: sealed, mapped, refused with a sentence, and gone when their term is over."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from openpyxl import Workbook

from liren.core.errors import Invalid, NotAllowed
from liren.ledgers.models import Import, ImportPart, ImportRow, SenderProfile, State
from liren.ledgers.services import importing
from liren.ledgers.services.importing_erase import erase_old
from liren.ledgers.services.importing_look import samples_of
from liren.people.models import Person
from tests.ledgers import bringing
from tests.ledgers.bringing import Desk, family, number, workbook

FAMILY = family()


def test_sums_are_held_by_the_database(desk: Desk) -> None:
    ledger = desk.plan(workbook(FAMILY))
    assert ImportRow.objects.filter(ledger=ledger).count() == ledger.total
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=ledger.pk).update(rows=99)


def test_what_stands_in_a_file_is_sealed(desk: Desk) -> None:
    ledger = desk.plan(workbook(FAMILY))
    blobs = [bytes(r.content_sealed) for r in ImportRow.objects.filter(ledger=ledger)]
    blobs += [bytes(part.content_sealed) for part in ImportPart.objects.all()]
    blobs += [bytes(sheet.samples_sealed or b"") for sheet in ledger.sheets.all()]
    for secret in ("王桂英", number(1), "15400001234"):
        assert not any(secret.encode() in blob for blob in blobs)
    shown = str([samples_of(sheet) for sheet in ledger.sheets.all()])
    assert number(1) not in shown and "15400001234" not in shown and "154" in shown


def test_columns_that_were_corrected_are_remembered(desk: Desk) -> None:
    book = workbook(FAMILY)
    ledger = desk.send(book)
    desk.run_jobs()
    sheet = ledger.sheets.get()
    columns = {c["at"]: c["element"] for c in sheet.columns}
    columns[4] = None
    new = importing.NewMapping(columns={0: columns})
    importing.set_mapping(ledger=ledger, new=new, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    assert SenderProfile.objects.get().profile["sheets"]["常住人口"]["columns"]["联系电话"] is None
    following = desk.send(workbook(FAMILY[:2], day="2026年10月1日"))
    desk.run_jobs()
    assert following.sheets.get().columns[4]["element"] is None


def test_a_sheet_without_headings_is_asked_about(desk: Desk) -> None:
    book = Workbook()
    assert book.active is not None
    for one in FAMILY:
        book.active.append([one[0], one[2]])
    file = io.BytesIO()
    book.save(file)
    ledger = desk.send(file.getvalue())
    desk.run_jobs()
    sheet = ledger.sheets.get()
    assert sheet.kind == "unknown" and len(sheet.columns) == 2
    new = importing.NewMapping(columns={0: {0: "name", 1: "id_number"}}, headers={0: (0, 0)})
    importing.set_mapping(ledger=ledger, new=new, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows) == (State.PLANNED, 3)


def hostile() -> dict[str, bytes]:
    macros = io.BytesIO(workbook(FAMILY))
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return {
        "core.file_with_macros": macros.getvalue(),
        "core.file_unreadable": b"PK\x03\x04 broken",
    }


@pytest.mark.parametrize("code", ["core.file_with_macros", "core.file_unreadable"])
def test_what_may_not_be_opened_is_refused_with_a_sentence(desk: Desk, code: str) -> None:
    ledger = desk.send(hostile()[code])
    desk.run_jobs()
    ledger.refresh_from_db()
    assert (ledger.state, ledger.trouble) == (State.REFUSED, code)
    assert not ImportRow.objects.exists()


def test_an_empty_file_is_nobody_s_import(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.send(b"")
    with pytest.raises(NotAllowed):
        bringing.send(workbook(FAMILY), desk.place, desk.town.users["grid_worker"], desk.now)
    with pytest.raises(NotAllowed):
        bringing.send(workbook(FAMILY), desk.place, desk.town.users["next_worker"], desk.now)


def test_what_a_file_held_goes_when_its_term_is_over(desk: Desk) -> None:
    ledger = desk.bring(workbook(FAMILY))
    assert erase_old(desk.now) == 0
    assert erase_old(desk.now + timedelta(days=181)) == 1
    ledger.refresh_from_db()
    assert ledger.erased_proof and ledger.erased_count == 6 and ledger.rows == 3
    assert not ImportRow.objects.exists() and not ImportPart.objects.exists()
    assert Person.objects.count() == 3
    with pytest.raises(importing.TermOver):
        importing.begin_undoing(ledger=ledger, by=desk.clerk, now=desk.now)


@pytest.mark.parametrize("step", [importing.plan_again, importing.look_again])
def test_what_is_erased_is_not_read_again(desk: Desk, step: Callable[..., Import]) -> None:
    ledger = desk.plan(workbook(FAMILY))
    assert erase_old(desk.now + timedelta(days=181)) == 1
    with pytest.raises(importing.TermOver):
        step(ledger=ledger, by=desk.clerk, now=desk.now)
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows) == (State.PLANNED, 3)
