"""Lines and pairs as a page may show them: opened, masked, a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from liren.ledgers.domain.homes import Home
from liren.ledgers.domain.masked import masked_sample
from liren.ledgers.domain.taking import home_in, text_in
from liren.ledgers.models import Import, ImportRow, ImportSheet, PlanLine, Review
from liren.ledgers.selectors import LIST_KINDS
from liren.ledgers.services.importing_plan import changes_in
from liren.ledgers.services.importing_rows import Said, opened, rows_at
from liren.people import selectors as people
from liren.people.models import Person
from liren.places.models import Place
from liren.places.selectors import addresses

A_PAGE = 50
MOST_CELLS = 6


@dataclass
class ShownChange:
    """One value that would become another."""

    code: str  # of the element; the kind alone where a record begins
    before: str
    then: str
    status: str


@dataclass
class ShownLine:
    """One line of a list."""

    sheet: str
    row: int
    name: str = ""
    number: str = ""
    phones: str = ""
    home: str = ""
    born: str = ""
    sex: str = ""
    rule: str = ""
    trouble: str = ""
    stage: str = ""
    why: str = ""
    of_row: int = 0
    person: int | None = None
    codes: Sequence[tuple[str, str]] = ()
    cells: Sequence[str] = ()
    left_out: Sequence[str] = ()
    changes: list[ShownChange] = field(default_factory=list)


@dataclass
class ShownPair:
    """Two side by side, and what was decided."""

    review: Review
    first: ShownLine
    second: ShownLine


def lines_of(ledger: Import, kind: str) -> "QuerySet[PlanLine] | QuerySet[ImportRow]":
    """The lines of one list of a plan, in the order of the file."""
    assert kind in LIST_KINDS
    if kind in ("errors", "duplicates", "skipped"):
        return ImportRow.objects.filter(ledger=ledger, kind=kind).order_by("at")
    rows = PlanLine.objects.filter(ledger=ledger).order_by("at", "who")
    asked = {
        "joins": ~Q(rule=""),
        "proposals": Q(is_proposal=True),
        "left_out": ~Q(left_out=[]),
    }
    return rows.filter(asked.get(kind, Q(outcome=kind)))


def shown(ledger: Import, some: Sequence[PlanLine | ImportRow]) -> list[ShownLine]:
    """A page of lines, in a fixed number of statements."""
    sheets = _sheets(ledger)
    found = [_of_row(one, sheets) if isinstance(one, ImportRow) else None for one in some]
    planned = [one for one in some if isinstance(one, PlanLine)]
    lines = iter(_planned(ledger, planned, sheets))
    return [one or next(lines) for one in found]


def _sheets(ledger: Import) -> dict[int, str]:
    return dict(ImportSheet.objects.filter(ledger=ledger).values_list("at", "name"))


def _of_row(row: ImportRow, sheets: Mapping[int, str]) -> ShownLine:
    """A row that is no line of the plan: its cells, and why."""
    said = opened(row)
    cells = [masked_sample(cell.removesuffix(".0")) for cell in said.cells if cell and cell.strip()]
    return ShownLine(
        sheet=sheets.get(row.sheet, ""),
        row=row.row,
        why=row.why,
        of_row=row.of_row,
        codes=[(code, masked_sample(raw)) for code, raw in said.findings],
        cells=cells[:MOST_CELLS],
    )


def _planned(
    ledger: Import, lines: Sequence[PlanLine], sheets: Mapping[int, str]
) -> list[ShownLine]:
    rows = rows_at(ledger, [line.at for line in lines])
    changes = {line.pk: changes_in(line) for line in lines}
    homes = _homes(
        text
        for listed in changes.values()
        for kind, name, *texts, _ in listed
        if (kind, name) == ("person", "home")
        for text in texts
    )
    found = []
    for line in lines:
        one = of_values(rows[line.at], line.who, sheets)
        one.rule, one.trouble, one.stage = line.rule, line.trouble, line.stage
        one.person, one.left_out = line.person, line.left_out
        one.changes = [
            ShownChange(
                f"{kind}.{name}" if name else kind,
                homes.get(before) or _words(kind, name, before),
                homes.get(then) or _words(kind, name, then),
                status,
            )
            for kind, name, before, then, status in changes[line.pk]
        ]
        found.append(one)
    return found


def _words(kind: str, name: str, text: str) -> str:
    return people.shown_text(f"{kind}.{name}", text) if name and text else ""


def _homes(ids: Iterable[str]) -> dict[str, str]:
    wanted = {int(text) for text in ids if text.isdecimal()}
    rows = list(Place.objects.filter(pk__in=wanted)) if wanted else []
    return {str(pk): words for pk, words in (addresses(rows) if rows else {}).items()}


def of_values(said: Said, who: int, sheets: Mapping[int, str]) -> ShownLine:
    """What a row says of one person, masked."""
    values: dict[str, Any] = dict(said.people[who])
    phones = values.get("phones")
    return ShownLine(
        sheet=sheets.get(said.sheet, ""),
        row=said.row,
        name=text_in(values, "name"),
        number=_masked("id_number", text_in(values, "id_number")),
        phones="、".join(_masked("phone", str(one)) for one in phones or ()),
        home=_address(home_in(values)),
        born=text_in(values, "birth_date"),
        sex=text_in(values, "sex"),
    )


def _masked(field_name: str, text: str) -> str:
    return people.shown_text(f"person.{field_name}", text) if text else ""


def _address(home: Home) -> str:
    parts = zip(home, ("", "号楼", "单元", "室"), strict=True)
    return "".join(f"{text}{word}" for text, word in parts if text)


def shown_pairs(ledger: Import, reviews: Sequence[Review]) -> list[ShownPair]:
    """Pairs for the page of reviews: two lines, or a line and somebody held."""
    lines = [one for review in reviews for one in (review.first, review.second) if one]
    rows = rows_at(ledger, [line.at for line in lines])
    sheets = _sheets(ledger)
    held = people.persons_by_id({pk for review in reviews if (pk := review.person)})
    homes = addresses([row.place for row in held.values()]) if held else {}
    found = []
    for review in reviews:
        first = of_values(rows[review.first.at], review.first.who, sheets)
        first.person = review.first.person
        if review.second is not None:
            second = of_values(rows[review.second.at], review.second.who, sheets)
            second.person = review.second.person
        else:
            second = _held(held.get(review.person or 0), homes)
        found.append(ShownPair(review, first, second))
    return found


def _held(row: Person | None, homes: Mapping[int, str]) -> ShownLine:
    """Somebody who is held, as far as a list may show them."""
    if row is None:
        return ShownLine(sheet="", row=0)
    known = {name: people.element(f"person.{name}") for name in ("id_number", "phone", "sex")}
    texts = {name: people.text_of(row, of) for name, of in known.items()}
    return ShownLine(
        sheet="",
        row=0,
        name=row.name,
        number=_masked("id_number", texts["id_number"]),
        phones=_masked("phone", texts["phone"]),
        home=homes.get(row.place_id, ""),
        born=row.birth_date,
        sex=_masked("sex", texts["sex"]),
        person=row.pk,
    )
