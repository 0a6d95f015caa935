"""What the worker does for ledgers, and what comes due."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from liren.core.timer import sweep
from liren.ledgers.services import forms_rounds, importing, reports
from liren.ledgers.services.importing_erase import erase_old
from liren.ledgers.services.importing_files import sweep_folders


@task()
def go_on(ledger_id: int, user_id: int) -> None:
    """Do what an import waits for; one that was killed goes on where it was."""
    importing.carry_out(ledger_id=ledger_id, user_id=user_id, now=timezone.now())


@task()
def write_answer(ledger_id: int) -> None:
    """Make the workbook that goes back."""
    importing.write_answer(ledger_id=ledger_id, now=timezone.now())


@sweep(every=timedelta(hours=24))
def erase_ledgers(now: datetime) -> None:
    """Files and rows whose term is over go, with proof."""
    erase_old(now)


@sweep(every=timedelta(hours=1))
def sweep_opened(now: datetime) -> None:
    """A killed worker may have left an opened file."""
    sweep_folders((now - timedelta(hours=2)).timestamp())


@sweep(every=timedelta(minutes=30))
def open_forms(now: datetime) -> None:
    """Forms that are asked every month, quarter or year begin anew, in working hours."""
    forms_rounds.open_due(now)


@sweep(every=timedelta(minutes=30))
def send_reports(now: datetime) -> None:
    """Last month's reports go out on the first working day, in working hours."""
    reports.send_due(now)
