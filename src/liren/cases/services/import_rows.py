"""The rows of an imported file: read, told from those that came before, and reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from liren.accounts import selectors as accounts
from liren.cases.domain import mapping
from liren.cases.models import Category, Channel, ImportRepeat, Report
from liren.cases.services.classes import active_tree
from liren.cases.services.report import NewReport, Receipt, report_cases
from liren.core.errors import Conflict, LirenError, sentence
from liren.core.permissions import Actor
from liren.core.tables import Row
from liren.places.models import Place

Bad = dict[str, object]


class NumberUsedTwice(Conflict):
    """The number stands for other words already; neither is overwritten."""

    code = "cases.number_used_twice"
    sentence = sentence("The number {number} was used before, with other words.")


class RowNotStored(Conflict):
    """The database refused the row."""

    code = "cases.row_not_stored"
    sentence = sentence("This row could not be stored.")


@dataclass
class Outcome:
    """What became of the rows of a batch; together they are all of them."""

    added: int = 0
    repeated: int = 0
    skipped: int = 0
    bad: list[Bad] = field(default_factory=list)
    repeats: list[ImportRepeat] = field(default_factory=list)

    def note_likely(self, receipt: Receipt) -> None:
        """Keep which case it may repeat: the surest, to be judged by a person."""
        if receipt.is_new and receipt.likely_same:
            earlier, score, reasons = max(receipt.likely_same, key=lambda like: like[1])
            one = ImportRepeat(case=receipt.case, earlier_id=earlier, score=score)
            one.reasons = list(reasons)
            self.repeats.append(one)

    def note(self, row: Row, error: LirenError) -> None:
        """Keep why a row was not taken, to be told in the reader's language."""
        data = {key: str(value) for key, value in error.data.items()}
        sentence = {"code": error.code, "sentence": error.sentence, "data": data}
        self.bad.append({"line": row.line, **sentence})


@dataclass(frozen=True)
class Sources:
    """By which names the numbers of a file are stored: here, and by the files of other places."""

    own: Sequence[str]
    elsewhere: Sequence[str] = ()


class RowReader:
    """Turns a row into a new report by the mapping of its file."""

    def __init__(
        self, header: Sequence[str], columns: mapping.Columns, place: Place, sources: Sources
    ) -> None:
        self.header = header
        self.columns = columns
        self.place = place
        self.sources = sources
        rows = Category.objects.filter(tree=active_tree())
        self.categories = {name: row for row in rows for name in (row.code, row.name)}

    def read(self, row: Row) -> NewReport | None:
        """The report of a row, none when it is empty; raises what is wrong."""
        if not any(row.cells):
            return None
        message = mapping.read(row.cells, self.columns, self.header)
        return None if message.is_empty else self._report(message)

    def _report(self, message: mapping.Message) -> NewReport:
        details = dict(message.details)
        if message.category and message.category not in self.categories:
            details["category"] = message.category
        phone = _usable(message.phone)
        if message.phone and not phone:
            details["phone"] = accounts.mask_phone(message.phone)
        return NewReport(
            text=message.text,
            title=message.title,
            place=self.place,
            place_note=message.address,
            channel=Channel.IMPORT,
            reported_at=message.at,
            reporter_name=message.name,
            phone=phone,
            source=self.sources.own[0],
            external_id=message.number,
            category=self.categories.get(message.category),
            details=details,
        )


def bring_in(rows: Sequence[Row], reader: RowReader, *, by: Actor, now: datetime) -> Outcome:
    """Report the rows of one batch that are new and whole."""
    outcome = Outcome()
    read: list[tuple[Row, NewReport]] = []
    for row in rows:
        try:
            report = reader.read(row)
        except LirenError as error:
            outcome.note(row, error)
            continue
        if report is None:
            outcome.skipped += 1
        else:
            read.append((row, report))
    _report(_unknown(read, reader.sources, outcome), outcome, by, now)
    return outcome


def _unknown(
    read: Sequence[tuple[Row, NewReport]], sources: Sources, outcome: Outcome
) -> list[tuple[Row, NewReport]]:
    """Those that were not there before; the same number with other words is not the same row."""
    numbers = [report.external_id for _, report in read]
    stored = Report.objects.filter(
        source__in=[*sources.own, *sources.elsewhere], external_id__in=numbers
    )
    rows = stored.values_list("source", "external_id", "text")
    said = {number: text for source, number, text in rows if source in sources.own}
    elsewhere = {(number, text) for _, number, text in rows}
    unknown = []
    for row, report in read:
        number = report.external_id
        if number not in said and (number, report.text) in elsewhere:
            outcome.repeated += 1
        elif number not in said:
            said[number] = report.text
            unknown.append((row, report))
        elif said[number] == report.text:
            outcome.repeated += 1
        else:
            outcome.note(row, NumberUsedTwice(number=number))
    return unknown


def _report(
    rows: Sequence[tuple[Row, NewReport]], outcome: Outcome, by: Actor, now: datetime
) -> None:
    """Report them together; when something is refused, halve until the row is found."""
    if not rows:
        return
    try:
        with transaction.atomic():
            receipts = report_cases([report for _, report in rows], by=by, now=now)
    except (LirenError, IntegrityError) as error:
        if len(rows) == 1:
            outcome.note(rows[0][0], error if isinstance(error, LirenError) else RowNotStored())
            return
        half = len(rows) // 2
        _report(rows[:half], outcome, by, now)
        _report(rows[half:], outcome, by, now)
        return
    for receipt in receipts:
        outcome.note_likely(receipt)
    new = sum(receipt.is_new for receipt in receipts)
    outcome.added += new
    outcome.repeated += len(receipts) - new


def _usable(phone: str) -> str:
    try:
        return accounts.normal_phone(phone) if phone else ""
    except accounts.PhoneUnusable:
        return ""
