"""A file becomes lines: sheet by sheet, row by row, none left out and none twice."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from liren.core.errors import Invalid, sentence
from liren.core.workbooks import Book, Row, Sheet, open_book

from .about import benefit_in, date_in, date_in_name, source_in, texts_over
from .cards import CardReader, card_data, is_of_cards, month_end, visits_in
from .cells import is_blank
from .codes import Kind, Skip
from .columns import Column, seen
from .dates import read_date
from .duplicates import Duplicates, State
from .elements import Looks
from .identity import cleaned, is_id_number
from .layout import Layout, find_layout
from .lines import Line, skipped
from .lists import ListReader, list_head
from .matching import Record, Ref, records_of
from .parsing import Facts
from .profiles import NO_PROFILE, Profile
from .sorting import grid_in, names_somebody


class MappingNeeded(Invalid):
    """There is data, and no header says what it is."""

    code = "ledgers.mapping_needed"
    sentence = sentence(
        "It was not found what the columns of the sheet “{sheet}” hold. Say which column holds the "
        "name, or put a line of headings above them, for example: 姓名、身份证号、电话、住址."
    )


@dataclass
class SheetReading:
    """One sheet: what it is, and its lines, which are read from the start each time."""

    sheet: Sheet
    layout: Layout | None = None
    is_cards: bool = False
    is_left_out: bool = False
    is_unknown: bool = False  # there is data, and nothing says what it is
    ledger_date: str | None = None
    source: str | None = None
    facts: Facts = field(default_factory=Facts)
    visits: Mapping[str, str] = field(default_factory=dict)
    cards: list[dict[str, object]] = field(default_factory=list)
    sample: Sequence[Row] = ()

    @property
    def name(self) -> str:
        """The name of the sheet; a text has none."""
        return self.sheet.name

    @property
    def columns(self) -> Sequence[Column]:
        """What its columns hold; a sheet of cards has labels instead."""
        return self.layout.columns if self.layout else ()

    def lines(self) -> Iterator[Line]:
        """Every row of the sheet as a line, in its order."""
        if self.sheet.is_hidden:
            yield from (skipped(*row, Skip.HIDDEN_SHEET) for row in self.sheet.rows())
        elif self.is_left_out:
            yield from (skipped(*row, Skip.LEFT_OUT) for row in self.sheet.rows())
        elif self.is_cards:
            yield from Duplicates({}).mark(self._card_lines())
        elif self.layout is None:
            yield from (skipped(*row, Skip.NOTES_SHEET) for row in self.sheet.rows())
        else:
            yield from Duplicates(self._newest()).mark(self._list_lines())

    def _card_lines(self) -> Iterator[Line]:
        reader = CardReader(self.sheet, self.facts, grid_in(self.sheet.name))
        yield from reader.lines()
        self.cards = [card_data(card, self.visits) for card in reader.cards if card.head_name]

    def _list_lines(self) -> Iterator[Line]:
        assert self.layout is not None
        below = self.sample[self.layout.header.stop :]
        return ListReader(self.sheet, self.layout, self.facts).lines([row.cells for row in below])

    def _newest(self) -> dict[str, State]:
        """The newest state of each record of another program that stands there more than once."""
        assert self.layout is not None
        legacy = self.layout.at("legacy_id")
        if legacy is None or self.layout.at("updated") is None:
            return {}
        counts = Counter(row.cells[legacy] for row in self.sheet.rows() if legacy < len(row.cells))
        if max((n for cell, n in counts.items() if not is_blank(cell)), default=0) < 2:
            return {}
        found: dict[str, State] = {}
        for line in self._list_lines():
            key, state = (
                line.text("legacy_id"),
                State(line.text("updated"), line.row, line.text("id_number")),
            )
            if (
                line.kind is Kind.ROW
                and key
                and state.updated
                and state.updated > found.get(key, ("",))[0]
            ):
                found[key] = state
        return found


@dataclass
class Ledger:
    """One file, held open while its sheets are read one after the other."""

    book: Book
    today: str
    profile: Profile = NO_PROFILE
    known_date: str | None = None
    known_source: str | None = None
    is_patient: bool = False  # a sheet of which nothing is known is shown, not refused

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.book.path.name

    def sheets(self) -> Iterator[SheetReading]:
        """The sheets in their order, each to be read before the next."""
        self.known_date, self.known_source = self.profile.ledger_date, self.profile.source
        for sheet in self.book.sheets():
            reading = SheetReading(sheet)
            reading.is_left_out = self.profile.leaves_out(sheet.name)
            if not (sheet.is_hidden or reading.is_left_out):
                self._look_at(reading)
            yield reading

    def records(self) -> Iterator[Record]:
        """The people of all its sheets, for matching."""
        for reading in self.sheets():
            for line in reading.lines():
                ref = Ref(self.name, reading.name, line.row)
                yield from records_of(line, ref, reading.ledger_date or "")

    def _look_at(self, reading: SheetReading) -> None:
        rows = list_head(reading.sheet.rows())
        reading.sample = rows
        merges = reading.sheet.merges
        chosen = self.profile.layout_for(reading.name, rows, merges)
        if chosen is None and is_of_cards(rows, merges):
            self._set_cards(reading)
            return
        layout = chosen or find_layout(rows, merges)
        if layout is None or not layout.is_of_people:
            if holds_people(rows):
                self._ask(reading, layout)
            return
        if chosen is None and any(names_somebody(row.cells) for row in rows[: layout.header.start]):
            self._ask(reading, layout)
            return
        reading.layout = layout
        self._set_facts(reading, rows, layout)

    def _ask(self, reading: SheetReading, layout: Layout | None) -> None:
        """What its columns hold, a person has to say."""
        if not self.is_patient:
            raise MappingNeeded(sheet=reading.name or self.name)
        reading.is_unknown, reading.layout = True, layout

    def _set_cards(self, reading: SheetReading) -> None:
        reading.is_cards = True
        rows = list(reading.sheet.rows())
        until = self.known_date or self.today
        reading.visits = visits_in(rows, reading.sheet.merges, until)
        last = max(reading.visits.values(), default="")
        reading.ledger_date = self.profile.ledger_date or (month_end(last) if last else None)
        reading.source = self.known_source
        reading.facts = Facts(until=reading.ledger_date or self.today)

    def _set_facts(self, reading: SheetReading, rows: Sequence[Row], layout: Layout) -> None:
        over = texts_over(row.cells for row in rows[: layout.header.start])
        found = self.profile.ledger_date or date_in(over) or date_in_name(self.book.path)
        reading.ledger_date = found
        reading.source = source_in(over) or self.known_source
        self.known_date, self.known_source = self.known_date or found, reading.source
        is_paid = bool(layout.elements & {"amount", "payments[]", "category", "benefit"})
        reading.facts = Facts(
            until=found or self.today,
            benefit=benefit_in(f"{reading.name}\n{over}") if is_paid else "",
            start_is_month=_is_by_month(layout, rows),
        )


def _is_by_month(layout: Layout, rows: Sequence[Row]) -> bool:
    """Whether the beginning of benefits is written by months."""
    at = layout.at("start")
    if at is None:
        return False
    texts = [row.cells[at] for row in rows[layout.header.stop :] if at < len(row.cells)]
    days = [day for cell in texts if isinstance(cell, str) and (day := read_date(cell))]
    return sum(len(day) == 7 for day in days) * 2 > len(days)


def holds_people(rows: Sequence[Row]) -> bool:
    """Whether a sheet without a header holds data of people all the same."""
    width = max((len(row.cells) for row in rows), default=0)
    for at in range(width):
        values = seen(row.cells[at] for row in rows if at < len(row.cells))
        ids = sum(is_id_number(cleaned(text)) for text in values.texts)
        phones = values.share(Looks.PHONE) * values.number
        if (ids >= 2 and ids > 0.4 * values.number) or (
            phones >= 3 and phones > 0.6 * values.number and width > 1
        ):
            return True
    return False


@contextmanager
def open_ledger(path: Path, *, today: str, profile: Profile = NO_PROFILE) -> Iterator[Ledger]:
    """Open a file for reading; raises what forbids it (`LirenError`)."""
    with open_book(path) as book:
        yield Ledger(book, today, profile)
