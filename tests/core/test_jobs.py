"""A worker is killed with a job in its hands: the job is done all the same."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from liren.core.jobs import MOST_TRIES, PATIENCE, WorkerName, forget_old_jobs, requeue_orphans

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
OWN = str(WorkerName.own())


def dead_worker() -> str:
    """The name of a worker on this machine that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = WorkerName(WorkerName.own().host, process.pid, "1")
    return str(name)


def running_job(*workers: str, started_at: datetime = NOW) -> DBTaskResult[..., object]:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        started_at=started_at,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="liren.core.events.tell",
        worker_ids=list(workers),
        backend_name="default",
        run_after=NOW,
        exception_class_path="",
        traceback="",
    )


@pytest.mark.django_db
def test_a_job_of_a_dead_worker_is_ready_again() -> None:
    job = running_job(dead_worker())
    assert requeue_orphans(NOW) == 1
    job.refresh_from_db()
    assert (job.status, job.started_at) == (TaskResultStatus.READY, None)


@pytest.mark.django_db
def test_a_job_of_a_living_worker_is_left_to_it_however_long_it_takes() -> None:
    job = running_job(OWN, started_at=NOW - timedelta(days=1))
    assert requeue_orphans(NOW) == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
@pytest.mark.parametrize("stranger", ["other-host/7/1", "x7Gk2"])
def test_a_worker_elsewhere_is_given_time(stranger: str) -> None:
    running_job(stranger, started_at=NOW - PATIENCE + timedelta(seconds=1))
    lost = running_job(stranger, started_at=NOW - PATIENCE - timedelta(seconds=1))
    assert requeue_orphans(NOW) == 1
    lost.refresh_from_db()
    assert lost.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_put_aside() -> None:
    job = running_job(*[dead_worker()] * MOST_TRIES)
    assert requeue_orphans(NOW) == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert "worker ended" in job.traceback


@pytest.mark.django_db
def test_old_jobs_go_and_failures_stay_longer() -> None:
    month_ago = NOW - timedelta(days=30)
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        job = running_job(OWN)
        DBTaskResult.objects.filter(pk=job.pk).update(status=status, finished_at=month_ago)
    running_job(OWN, started_at=month_ago)
    forget_old_jobs(NOW)
    left = DBTaskResult.objects.values_list("status", flat=True)
    assert sorted(left) == [TaskResultStatus.FAILED, TaskResultStatus.RUNNING]


def test_a_number_that_came_round_again_is_another_process() -> None:
    own = WorkerName.own()
    assert not own.is_gone
    if own.began:
        assert WorkerName(own.host, os.getpid(), "1").is_gone


def test_a_name_can_be_read_back() -> None:
    assert WorkerName.read(OWN) == WorkerName.own()
    assert WorkerName.read("x7Gk2") is None
    assert len(OWN) <= 64
