"""What comes due: rounds of forms that are asked again, and the reports of the month."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.ledgers.services import forms_rounds, reports


@sweep(every=timedelta(minutes=30))
def open_forms(now: datetime) -> None:
    """Forms that are asked every month, quarter or year begin anew, in working hours."""
    forms_rounds.open_due(now)


@sweep(every=timedelta(minutes=30))
def send_reports(now: datetime) -> None:
    """Last month's reports go out on the first working day, in working hours."""
    reports.send_due(now)
