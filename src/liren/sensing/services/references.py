"""What is kept for a while goes by its date: where a clip is, how a refused packet began."""

from datetime import datetime, timedelta

from liren.sensing.models import Alert, Refusal

SAMPLES_KEPT = timedelta(days=30)  # for whoever looks for the fault; the counts stay


def forget_references(*, now: datetime) -> int:
    """Take out every reference whose days are over; the alert itself stays."""
    over = Alert.objects.exclude(reference="").filter(reference_until__lt=now)
    return over.update(reference="", reference_until=None)


def forget_samples(*, now: datetime) -> int:
    """Take out the beginnings of packets that were refused long ago: they tell of homes too."""
    old = Refusal.objects.filter(last_at__lt=now - SAMPLES_KEPT)
    return old.exclude(sample=b"").update(sample=b"")
