"""What a file says twice becomes one case with many voices, once a person has said so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liren.cases.models import ImportRun
from liren.cases.permissions import CasePermission
from liren.cases.selectors.repeats import group_of
from liren.cases.services.merge import merge_case
from liren.core import audit
from liren.core.errors import NotFound
from liren.core.permissions import Actor, require


@transaction.atomic
def settle_repeats(
    *,
    run: ImportRun,
    first: int,
    looked_at: Collection[int],
    same: Collection[int],
    by: Actor,
    now: datetime,
) -> int:
    """Join those looked at that are the same to the first; the others looked at stay apart.

    Says how many were joined. Each can be taken apart again, as after any joining.
    """
    require(by, CasePermission.MERGE, at=run.place)
    group = group_of(run, first)
    rows = [row for row in group.repeats if row.case_id in looked_at] if group else []
    if group is None or not rows:
        raise NotFound()
    joined = [row for row in rows if row.case_id in same]
    run.repeats.filter(pk__in=[row.pk for row in rows]).delete()
    for row in joined:
        merge_case(case=row.case, into=group.first, by=by, now=now)
    audit.record("cases.repeats_settled", run, by=by, at=now, first=first, joined=len(joined))
    return len(joined)
