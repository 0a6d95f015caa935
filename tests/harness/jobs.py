"""Do the jobs that a test stored, without a worker of its own."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

MOST = 10_000


def run_stored_jobs() -> int:
    """Do all that is due, and what follows from it; a job that fails fails the test."""
    worker = _worker()
    for done in range(MOST):
        job = DBTaskResult.objects.ready().first()
        if job is None:
            return done
        job.claim(worker.worker_id)
        worker.run_task(job)
        job.refresh_from_db()
        if job.traceback:
            raise AssertionError(f"the job {job.task_path} failed:\n{job.traceback}")
    raise AssertionError(f"the jobs still breed after {MOST}")


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
