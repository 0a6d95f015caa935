"""What a file held goes when its term is over; that it was there, its sums and a proof stay."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from liren.core import audit, crypto
from liren.core.permissions import SYSTEM
from liren.ledgers.models import (
    Import,
    ImportHomes,
    ImportPart,
    ImportRow,
    ImportSheet,
    PlanLine,
    Review,
    Stretch,
)


def erase_old(now: datetime) -> int:
    """Erase every import whose term is over; says how many."""
    due = Import.objects.filter(erased_at__isnull=True, erase_on__lte=timezone.localdate(now))
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_erase(pk, now) for pk in ids)


@transaction.atomic
def _erase(pk: int, now: datetime) -> bool:
    held = Import.objects.select_for_update().get(pk=pk)
    if held.erased_at is not None or held.is_busy:
        return False
    rows = ImportRow.objects.filter(ledger=held)
    held.erased_count = rows.count()
    for model in (Review, PlanLine, ImportHomes, ImportRow, ImportPart, Stretch):
        model.objects.filter(ledger=held).delete()
    ImportSheet.objects.filter(ledger=held).update(samples_sealed=None)
    told = f"{held.pk}:{held.digest}:{held.erased_count}:{now.isoformat()}"
    held.erased_proof = crypto.mac(told.encode(), purpose="erasure")
    held.erased_at, held.left_as_is, held.trouble_data = now, [], {}
    held.save()
    audit.record("ledgers.erased", held, by=SYSTEM, at=now, rows=held.erased_count)
    return True
