"""An import in the background: begun once, and begun again only when it failed."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from liren.cases.models import ImportRun, Report
from liren.cases.services import import_job, imports
from liren.cases.services.import_job import ImportBegun, start_import
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def run(settings: object, tmp_path: Path, town: Neighbourhood, now: datetime) -> ImportRun:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's own
    file, place = io.BytesIO("编号,内容\r\n1,路灯坏了\r\n".encode()), town.places["community"]
    by = town.users["secretary"]
    return imports.stage_import(file=file, name="f.csv", place=place, by=by, now=now)


def test_the_worker_brings_the_file_in(
    run: ImportRun, town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    start_import(run=run, by=town.users["secretary"], now=now)
    run_jobs()
    run.refresh_from_db()
    assert (run.status, run.added, Report.objects.count()) == (ImportRun.Status.DONE, 1, 1)


def test_a_file_is_brought_in_once(run: ImportRun, town: Neighbourhood, now: datetime) -> None:
    start_import(run=run, by=town.users["secretary"], now=now)
    with pytest.raises(ImportBegun):
        start_import(run=run, by=town.users["secretary"], now=now)


def test_what_broke_is_seen_and_can_be_started_again(
    run: ImportRun,
    town: Neighbourhood,
    now: datetime,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(**_: object) -> None:
        raise RuntimeError("the disk is full")

    start_import(run=run, by=town.users["secretary"], now=now)
    with monkeypatch.context() as broken:
        broken.setattr(import_job, "run_import", breaks)
        with pytest.raises(AssertionError, match="disk is full"):
            run_jobs()
    run.refresh_from_db()
    assert run.status == ImportRun.Status.FAILED
    assert DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count() == 1
    start_import(run=run, by=town.users["secretary"], now=now)
    run_jobs()
    run.refresh_from_db()
    assert run.status == ImportRun.Status.DONE
