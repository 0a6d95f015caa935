"""An import in the background: ordered by a person, carried out by the worker."""

from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from liren.accounts.models import User
from liren.cases.models import ImportRun
from liren.cases.permissions import CasePermission
from liren.cases.services.imports import ImportMoved, run_import
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import require

# The job calls this service, so the service can only name the job.
JOB = "liren.cases.jobs.bring_in_file"


class ImportBegun(Conflict):
    """A file is brought in once."""

    code = "cases.import_begun"
    sentence = sentence("This file is being brought in already.")


@transaction.atomic
def start_import(*, run: ImportRun, by: User, now: datetime) -> ImportRun:
    """Hand a mapped file to the worker; a run that stopped goes on where it was."""
    require(by, CasePermission.IMPORT, at=run.place)
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.status in (ImportRun.Status.RUNNING, ImportRun.Status.DONE):
        raise ImportBegun()
    held.status = ImportRun.Status.RUNNING
    held.save(update_fields=["status"])
    import_string(JOB).enqueue(held.pk, by.pk)
    audit.record("cases.import_started", held, by=by, at=now)
    return held


def carry_out(*, run_id: int, user_id: int, now: datetime) -> None:
    """Bring the rows in; what fails is said on the run, and can be started again."""
    run = ImportRun.objects.select_related("place").get(pk=run_id)
    by = User.objects.get(pk=user_id)
    try:
        run_import(run=run, by=by, now=now)
    except ImportMoved:
        return  # whoever is quicker brings it in to the end
    except Exception:
        ImportRun.objects.filter(pk=run_id).update(status=ImportRun.Status.FAILED)
        raise
