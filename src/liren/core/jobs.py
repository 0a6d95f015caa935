"""Jobs that a killed worker left behind are given back, so that nothing is lost; old ones go.

A worker's name says on which machine and as which process it runs; with the moment the process
began, because numbers of processes come round again.
"""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from liren.core import anchors, reseal
from liren.core.timer import sweep

# Of a worker on another machine nothing can be seen from here; no job takes this long.
PATIENCE = timedelta(hours=1)
MOST_TRIES = 4
HOST_LENGTH = 32
DONE_KEPT_FOR = timedelta(days=7)
FAILED_KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class WorkerName:
    """Who does a job: host, process, and when the process began."""

    host: str
    pid: int
    began: str

    @classmethod
    def own(cls) -> Self:
        """The name of this process."""
        return cls(_host(), os.getpid(), _began(os.getpid()))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a name; none when a worker of another kind wrote it."""
        host, _, rest = text.partition("/")
        pid, _, began = rest.partition("/")
        return cls(host, int(pid), began) if pid.isdigit() else None

    def __str__(self) -> str:
        return f"{self.host}/{self.pid}/{self.began}"

    @property
    def is_gone(self) -> bool:
        """Whether the process ran on this machine and runs no more."""
        return self.host == _host() and (not _exists(self.pid) or _began(self.pid) != self.began)


def requeue_orphans(now: datetime) -> int:
    """Make jobs ready again whose worker is gone; say how many.

    A job that was lost too often is put aside as failed: it may be what kills the worker.
    """
    lost = [job for job in DBTaskResult.objects.running() if _is_lost(job, now)]
    again = [job.pk for job in lost if len(job.worker_ids) < MOST_TRIES]
    with transaction.atomic():
        running = DBTaskResult.objects.running()
        count = running.filter(pk__in=again).update(status=TaskResultStatus.READY, started_at=None)
        running.filter(pk__in=[job.pk for job in lost]).update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            exception_class_path="liren.core.jobs.WorkerLost",
            traceback=f"The worker ended {MOST_TRIES} times with this job in its hands.",
        )
    return count


def forget_old_jobs(now: datetime) -> None:
    """Delete what was done a week ago; what failed can be looked into for three months."""
    DBTaskResult.objects.successful().filter(finished_at__lt=now - DONE_KEPT_FOR).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR).delete()


def do_stored_jobs() -> int:
    """Do all that is due and what follows from it, here and in the caller's transaction."""
    worker, done = _worker(), 0
    while job := DBTaskResult.objects.ready().first():
        job.claim(worker.worker_id)
        worker.run_task(job)
        done += 1
    return done


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=str(WorkerName.own()),
        excluded_queue_names=[],
    )


@sweep(every=timedelta(minutes=1))
def take_up_lost_jobs(now: datetime) -> None:
    """Other workers of this machine go on with what one left behind."""
    requeue_orphans(now)


@sweep(every=timedelta(hours=6))
def clear_old_jobs(now: datetime) -> None:
    """The table stays small, and so does the worker's look."""
    forget_old_jobs(now)


@sweep(every=timedelta(minutes=10))
def tend_keys(now: datetime) -> None:
    """A change of keys that lost its job goes on; keys that nothing needs are destroyed."""
    reseal.take_up_lost()
    reseal.destroy_unneeded(now)


@sweep(every=timedelta(hours=1))
def seal_log(now: datetime) -> None:
    """The ends of the log are sealed, and once a day carried outside."""
    anchors.seal_heads(now)
    anchors.export_daily(Path(settings.LIREN_AUDIT_FOLDER))


def _is_lost(job: DBTaskResult[..., object], now: datetime) -> bool:
    name = WorkerName.read(job.worker_ids[-1]) if job.worker_ids else None
    if name is not None and name.host == _host():
        return name.is_gone
    return job.started_at is None or job.started_at < now - PATIENCE


def _host() -> str:
    return socket.gethostname()[:HOST_LENGTH]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _began(pid: int) -> str:
    """The moment a process began, in the kernel's ticks; empty where the kernel does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The name in brackets may hold spaces; the 22nd field is the 20th after it.
    return stat.rpartition(")")[2].split()[19]
