"""Every row of a file is stored, and the sums are held against what was stored.

Of a large file a second process reads and parses the next stretch (`domain.staging`) while this
one seals and stores the present one and takes it in for matching.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from liren.core import beside
from liren.core.errors import LirenError, sentence
from liren.core.prepared import insert
from liren.ledgers.domain.codes import Kind
from liren.ledgers.domain.staging import Staged, Stretch, stretches
from liren.ledgers.models import Import, ImportRow, ImportSheet, PlanLine, State
from liren.ledgers.services.importing_files import opened_file
from liren.ledgers.services.importing_look import profile_of
from liren.ledgers.services.importing_rows import AT_ONCE, Sealer
from liren.ledgers.services.importing_states import mine, progress

LARGE = 256 * 1024  # bytes, some three thousand rows: worth a second process
Take = Callable[[int, Staged, str], None]  # where it stands in the file, and the sheet's date


class RowsDoNotAddUp(LirenError):
    """What was stored is not what was read; nothing may be brought in."""

    code = "ledgers.rows_do_not_add_up"
    status = 500
    sentence = sentence("The rows of this file do not add up. The administrator has to look.")


def read_rows(ledger: Import, take: Take, *, now: datetime) -> None:
    """Store every row of the file and hand on those that are taken; an earlier try's go first."""
    _forget_rows(ledger)
    at, sums, sealer = 0, Counter[str](), Sealer(ledger.pk)
    counts = Counter[str]()
    for sheet, ledger_date, lines in _read(ledger, timezone.localdate(now).isoformat()):
        rows = [sealer.row(at + n, sheet, line) for n, line in enumerate(lines)]
        for n, line in enumerate(lines):
            if line.kind == Kind.ROW:
                take(at + n, line, ledger_date)
        counts.update(row.kind for row in rows)
        at += len(rows)
        if rows:
            _store(ledger, rows, at)
        else:
            _store_sums(ledger, sheet, ledger_date, counts)
            sums += counts
            counts.clear()
    _check_sums(ledger, sums, at)


def _read(ledger: Import, today: str) -> Iterator[Stretch]:
    with opened_file(ledger) as path:
        words = (path, today, profile_of(ledger), AT_ONCE)
        if ledger.size >= LARGE and beside.is_idle():
            with beside.running(stretches, *words) as items:
                yield from items
        else:
            yield from stretches(*words)


@transaction.atomic
def _forget_rows(ledger: Import) -> None:
    held = mine(ledger, State.READING)
    PlanLine.objects.filter(ledger=held).delete()
    ImportRow.objects.filter(ledger=held).delete()
    held.done = held.goal = 0
    held.save(update_fields=["done", "goal"])


@transaction.atomic
def _store(ledger: Import, rows: list[ImportRow], done: int) -> None:
    mine(ledger, State.READING)
    insert(rows)
    progress(ledger, done=done, goal=0)


@transaction.atomic
def _store_sums(ledger: Import, at: int, ledger_date: str, counts: Counter[str]) -> None:
    ImportSheet.objects.filter(ledger=ledger, at=at).update(
        total=counts.total(),
        ledger_date=ledger_date,
        **{kind.value: counts[kind.value] for kind in Kind},
    )


@transaction.atomic
def _check_sums(ledger: Import, sums: Counter[str], total: int) -> None:
    """Counted twice: while reading, and in the table."""
    rows = ImportRow.objects.filter(ledger=ledger).order_by()
    stored = Counter(dict(rows.values_list("kind").annotate(Count("pk"))))
    if stored != sums or sums.total() != total:
        raise RowsDoNotAddUp()
    held = mine(ledger, State.READING)
    held.total = total
    for kind in Kind:
        setattr(held, kind.value, sums[kind.value])
    held.save(update_fields=["total", *(kind.value for kind in Kind)])
