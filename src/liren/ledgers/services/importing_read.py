"""Every row of a file is stored, and the sums are held against what was stored."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from liren.core.errors import LirenError, sentence
from liren.core.prepared import insert
from liren.ledgers.domain.codes import Kind
from liren.ledgers.domain.lines import Line
from liren.ledgers.domain.reading import SheetReading, open_ledger
from liren.ledgers.models import Import, ImportRow, ImportSheet, PlanLine, State
from liren.ledgers.services.importing_files import opened_file
from liren.ledgers.services.importing_look import profile_of
from liren.ledgers.services.importing_rows import AT_ONCE, Sealer
from liren.ledgers.services.importing_states import mine, progress


class RowsDoNotAddUp(LirenError):
    """What was stored is not what was read; nothing may be brought in."""

    code = "ledgers.rows_do_not_add_up"
    status = 500
    sentence = sentence("The rows of this file do not add up. The administrator has to look.")


def read_rows(ledger: Import, *, now: datetime) -> None:
    """Store every row of the file; what an earlier try stored goes first."""
    _forget_rows(ledger)
    today = timezone.localdate(now).isoformat()
    with (
        opened_file(ledger) as path,
        open_ledger(path, today=today, profile=profile_of(ledger)) as book,
    ):
        at, sums, sealer = 0, Counter[str](), Sealer(ledger.pk)
        for number, reading in enumerate(book.sheets()):
            counts = Counter[str]()
            for lines in _stretches(_whole_lines(reading)):
                rows = [sealer.row(at + n, number, line) for n, line in enumerate(lines)]
                counts.update(row.kind for row in rows)
                at += len(rows)
                _store(ledger, rows, at)
            _store_sums(ledger, number, reading, counts)
            sums += counts
    _check_sums(ledger, sums, at)


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


def _stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    some: list[Line] = []
    for line in lines:
        some.append(line)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _whole_lines(reading: SheetReading) -> Iterator[Line]:
    """The lines; the head of a card says what its card says of the visit and the household."""
    if not reading.is_cards:
        yield from reading.lines()
        return
    lines = list(reading.lines())
    for line in lines:
        if line.kind is Kind.ROW and line.text("relation") == "户主":
            for card in reading.cards:
                if int(str(card["first_row"])) <= line.row <= int(str(card["last_row"])):
                    known = {code: card[code] for code in ("demand", "visit_date") if card[code]}
                    line.values |= {code: str(text) for code, text in known.items()}
    yield from lines


@transaction.atomic
def _store_sums(ledger: Import, at: int, reading: SheetReading, counts: Counter[str]) -> None:
    ImportSheet.objects.filter(ledger=ledger, at=at).update(
        total=counts.total(),
        ledger_date=reading.ledger_date or "",
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
