"""Going to a door to ask whether the entries are still right: an order, never a quota."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from liren.accounts.selectors import community_party_held, workers_at
from liren.core.permissions import SYSTEM
from liren.places.models import Place
from liren.places.selectors import address
from liren.workorders.domain.clock import ClockKind
from liren.workorders.models import OrderQuerySet, WorkOrder
from liren.workorders.services import orders
from liren.workorders.services.orders import NewOrder

DAYS = 10  # working days
WORKER = "grid_worker"


@transaction.atomic
def begin_walk(*, home: Place, now: datetime) -> WorkOrder | None:
    """Ask the grid worker of a home to go by; one walk a home at a time."""
    party = community_party_held(home)
    if party is None or _open_walks(home).exists():
        return None
    workers = workers_at(home.path, WORKER, now)
    new = NewOrder(
        kind=WorkOrder.Kind.CONFIRM,
        subject=home,
        title=gettext("Ask whether the entries of this home are still right"),
        place=home,
        address=address(home),
        party=party,
        clock_kind=ClockKind.WORKING_DAYS,
        clock_amount=DAYS,
        assignee=workers[0] if workers else None,
    )
    return orders.issue(new, by=SYSTEM, now=now)


@transaction.atomic
def end_walk(*, home: Place, now: datetime) -> int:
    """Nothing of a home is stale any more."""
    rows = list(_open_walks(home))
    for row in rows:
        orders.finish(order=row, result=gettext("Confirmed."), by=SYSTEM, now=now)
    return len(rows)


def _open_walks(home: Place) -> OrderQuerySet:
    rows = WorkOrder.objects.filter(kind=WorkOrder.Kind.CONFIRM, closed_at__isnull=True)
    return rows.filter(subject_type=home._meta.label_lower, subject_id=home.pk)
