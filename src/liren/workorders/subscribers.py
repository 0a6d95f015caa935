"""What work orders make of facts."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.workorders.events import CalendarChanged
from liren.workorders.services import recompute_due


@subscribe(CalendarChanged)
def reckon_anew(event: CalendarChanged) -> None:
    """Give every open order the due time of the new calendar."""
    recompute_due(now=timezone.now())
