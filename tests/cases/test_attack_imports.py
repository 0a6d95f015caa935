"""The mapping of a file that is being brought in is not exchanged under it."""

from datetime import datetime

import pytest

from liren.cases.models import ImportRun
from liren.cases.services import imports
from liren.core.errors import Conflict
from liren.core.models import AuditEvent
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


def test_a_running_files_mapping_stays(town: Neighbourhood, now: datetime) -> None:
    run, worker = rows.import_run(town), town.users["worker"]
    before = dict(run.mapping)
    imports.set_mapping(run=run, columns=run.mapping, by=worker, now=now, remember="热线")
    ImportRun.objects.update(status=ImportRun.Status.RUNNING)
    with pytest.raises(Conflict):
        imports.set_mapping(run=run, columns={}, by=worker, now=now)
    run.refresh_from_db()
    assert run.mapping == before
    noted = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"cases.import_staged", "cases.import_mapped"} <= noted
