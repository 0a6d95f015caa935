"""What a message said goes with whom it named; that it was sent stays."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from liren.notices.models import Delivery
from liren.notices.services.carrying import withdraw_waiting


@transaction.atomic
def forget_words(*, subject_type: str, subjects: Iterable[int], words: str) -> int:
    """Put other words in place of those of some messages, and send none that still waits."""
    kind = Q(subject_type=subject_type) | Q(subject_type__startswith=f"{subject_type}.")
    rows = Delivery.objects.filter(kind, subject_id__in=list(subjects))
    withdraw_waiting(reason=words, of=list(rows.values_list("pk", flat=True)))
    return rows.update(text=words, text_sealed=None)
