"""Where a camera keeps its clip is forgotten by its date."""

from datetime import datetime

from liren.sensing.models import Alert


def forget_references(*, now: datetime) -> int:
    """Take out every reference whose days are over; the alert itself stays."""
    over = Alert.objects.exclude(reference="").filter(reference_until__lt=now)
    return over.update(reference="", reference_until=None)
