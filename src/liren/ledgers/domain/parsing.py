"""A row by its columns: values, and what is wrong with them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liren.core.workbooks import Cell

from .cells import has_lost_digits, is_blank, is_number, raw_of, text_of, without_spaces
from .codes import Code, Finding
from .columns import Column
from .dates import LATEST_SHORT, read_date, read_moment
from .elements import HOME_PARTS
from .homes import NOWHERE, Home, read_home
from .identity import Identity, cleaned, is_credit_code, is_other_document, read_identity
from .lines import Value, Values
from .phones import read_phones
from .words import (
    NOTHING,
    read_account,
    read_count,
    read_ethnicity,
    read_grid,
    read_money,
    read_name,
    read_sex,
    read_ticked,
)

DATES = frozenset({"registered", "left", "start", "visit_date"})
LISTED = re.compile(r"[、,，;；/|\n]+")


@dataclass(frozen=True)
class Facts:
    """What a sheet says of itself and its rows need: until when its dates can be, and its title."""

    until: str = ""  # its date, or today
    benefit: str = ""
    start_is_month: bool = False

    @property
    def latest_short(self) -> int:
        """Two digits up to here are a year of this century."""
        return max(LATEST_SHORT, int(self.until[2:4])) if self.until else LATEST_SHORT


@dataclass(slots=True)
class Parsed:
    """One row read: its values, what no element holds, and what is wrong."""

    values: Values
    extra: dict[str, str]
    findings: list[Finding]


class RowParser:
    """Reads rows by one mapping; made once a sheet, so that each row is quick."""

    def __init__(self, columns: Sequence[Column], facts: Facts) -> None:
        self.facts = facts
        self.one: dict[str, int] = {}
        self.phones: dict[str, list[int]] = {}
        self.homes: list[tuple[int, str]] = []
        self.months: list[tuple[int, str]] = []
        self.kept: list[tuple[int, str]] = []
        for column in columns:
            self._place(column)
        self.plain = [
            (at, code, reader) for code, at in self.one.items() if (reader := self._reader(code))
        ]

    def _place(self, column: Column) -> None:
        code = column.element
        if code is None:
            if not column.is_numbering:
                self.kept.append((column.at, column.name or f"#{column.at + 1}"))
        elif code in ("phones", "landlord_phones"):
            self.phones.setdefault(code, []).append(column.at)
        elif code in HOME_PARTS:
            self.homes.append((column.at, code))
        elif code == "payments[]":
            self.months.append((column.at, column.month))
        else:
            self.one.setdefault(code, column.at)

    def _reader(self, code: str) -> Callable[[Cell], Value] | None:
        if code in SPECIAL:
            return None
        if code in DATES:
            return self._month if code == "start" and self.facts.start_is_month else self._date
        return READERS.get(code, _kept_text)

    def _date(self, cell: Cell) -> str | None:
        return read_date(cell, self.facts.latest_short)

    def _month(self, cell: Cell) -> str | None:
        found = self._date(cell)
        return found[:7] if found and (found.endswith("-01") or len(found) == 7) else found

    def parse(self, cells: Sequence[Cell]) -> Parsed:
        """Read one row."""
        done = Parsed({}, {}, [])
        self._name(cells, done)
        self._identity(cells, done)
        for at, code, reader in self.plain:
            cell = cells[at] if at < len(cells) else ""
            done.values[code] = reader(cell)
            self._check(code, at, cell, done)
        for code, columns in self.phones.items():
            done.values[code] = self._numbers(columns, cells, done)
        self._rest(cells, done)
        return done

    def _rest(self, cells: Sequence[Cell], done: Parsed) -> None:
        if self.homes:
            done.values["home"] = self._home(cells)
        if self.months:
            done.values["payments"] = self._payments(cells)
        if self.facts.benefit:
            done.values.setdefault("benefit", self.facts.benefit)
        if "org_code" in self.one:
            self._org_code(cells, done)
        for at, name in self.kept:
            if at < len(cells) and not is_blank(cells[at]):
                done.extra[name] = text_of(cells[at])
                self._check("", at, cells[at], done)

    def _cell(self, code: str, cells: Sequence[Cell]) -> Cell:
        at = self.one.get(code)
        return cells[at] if at is not None and at < len(cells) else ""

    def _name(self, cells: Sequence[Cell], done: Parsed) -> None:
        code = "name" if "name" in self.one else "org_name" if "org_name" in self.one else ""
        if not code:
            return
        cell = self._cell(code, cells)
        name = read_name(text_of(cell)[:200])
        done.values[code] = name.text
        if name.text is None:
            done.findings.append(Finding(Code.NAME_MISSING, self.one[code], raw_of(cell)))
        elif name.has_note and code == "name":
            done.findings.append(Finding(Code.NAME_HAS_NOTE, self.one[code], raw_of(cell)))

    def _identity(self, cells: Sequence[Cell], done: Parsed) -> None:
        """Birth date and sex come from a valid number; a cell that says otherwise is flagged."""
        kind = text_of(self._cell("id_type", cells))
        found = (
            read_identity(self._cell("id_number", cells), kind) if "id_number" in self.one else None
        )
        if found is not None:
            done.values["id_number"] = found.number
            if found.code and not (found.code is Code.ID_MISSING and is_other_document(kind)):
                raw = raw_of(self._cell("id_number", cells))
                done.findings.append(Finding(found.code, self.one["id_number"], raw))
        self._birth(cells, found, done)
        self._sex(cells, found, done)

    def _birth(self, cells: Sequence[Cell], identity: Identity | None, done: Parsed) -> None:
        if identity is None and "birth_date" not in self.one:
            return
        cell = self._cell("birth_date", cells)
        own = read_date(cell, self.facts.latest_short)
        known = identity.birth if identity else None
        done.values["birth_date"] = known or own
        at = self.one.get("birth_date", -1)
        if own is None:
            if text_of(cell).lower() not in NOTHING:
                done.findings.append(Finding(Code.BIRTH_UNREADABLE, at, raw_of(cell)))
        elif known and known[: len(own)] != own:
            done.findings.append(Finding(Code.BIRTH_DIFFERS_FROM_ID, at, raw_of(cell)))
        elif not known and self._is_late(own):
            done.findings.append(Finding(Code.DATE_IN_FUTURE, at, raw_of(cell)))

    def _sex(self, cells: Sequence[Cell], identity: Identity | None, done: Parsed) -> None:
        if identity is None and "sex" not in self.one:
            return
        own = read_sex(self._cell("sex", cells))
        known = identity.sex if identity else None
        done.values["sex"] = known or own
        if known and own and known != own:
            raw = raw_of(self._cell("sex", cells))
            done.findings.append(Finding(Code.SEX_DIFFERS_FROM_ID, self.one["sex"], raw))

    def _is_late(self, day: str) -> bool:
        return bool(self.facts.until) and day > self.facts.until[: len(day)]

    def _check(self, code: str, at: int, cell: Cell, done: Parsed) -> None:
        if has_lost_digits(cell) and code not in ("name", "amount"):
            done.findings.append(Finding(Code.NUMBER_PRECISION_LOST, at, raw_of(cell)))
            if code:
                done.values[code] = None
        elif code in DATES:
            day = done.values[code]
            if isinstance(day, str) and self._is_late(day):
                done.findings.append(Finding(Code.DATE_IN_FUTURE, at, raw_of(cell)))

    def _numbers(self, columns: Sequence[int], cells: Sequence[Cell], done: Parsed) -> list[str]:
        found: list[str] = []
        for at in columns:
            phones = read_phones(cells[at] if at < len(cells) else "")
            found += phones.numbers
            if phones.has_other:
                done.findings.append(Finding(Code.PHONE_INVALID, at, raw_of(cells[at])))
        return list(dict.fromkeys(found))

    def _home(self, cells: Sequence[Cell]) -> Home | None:
        home = NOWHERE
        for at, kind in self.homes:
            if at < len(cells):
                home = home.with_gaps_from(read_home(cells[at], kind))
        return home if any(home) else None

    def _payments(self, cells: Sequence[Cell]) -> list[dict[str, str]]:
        return [
            {"month": month, "amount": amount}
            for at, month in self.months
            if at < len(cells) and (amount := read_money(cells[at]))
        ]

    def _org_code(self, cells: Sequence[Cell], done: Parsed) -> None:
        cell = self._cell("org_code", cells)
        code = cleaned(cell)
        if code and code.lower() not in NOTHING and not is_credit_code(code):
            done.values["org_code"] = None
            done.findings.append(
                Finding(Code.ORG_CODE_CHECKSUM, self.one["org_code"], raw_of(cell))
            )


SPECIAL = frozenset({"name", "org_name", "id_number", "birth_date", "sex"})


def _text(cell: Cell) -> str | None:
    return text_of(cell) or None


def _kept_text(cell: Cell) -> str | None:
    text = text_of(cell)
    return None if text.lower() in ("", "/", "-", "--") else text


def _plain_name(cell: Cell) -> str | None:
    return read_name(text_of(cell)[:200]).text


def _account(cell: Cell) -> str | None:
    if is_number(cell) and has_lost_digits(cell):
        return None
    return read_account(text_of(cell))


READERS: Mapping[str, Callable[[Cell], Value]] = {
    "household_head_name": _plain_name,
    "landlord_name": _plain_name,
    "relation": lambda cell: without_spaces(text_of(cell)) or None,
    "ethnicity": read_ethnicity,
    "age_stated": read_count,
    "household_size": read_count,
    "amount": read_money,
    "bank_account": _account,
    "grid": lambda cell: read_grid(text_of(cell)[:60]),
    "updated": read_moment,
    "remark": text_of,
    "id_type": _text,
    "org_code": lambda cell: cleaned(cell) or None,
    "tenure": lambda cell: read_ticked(text_of(cell)) or None,
    "legacy_id": lambda cell: without_spaces(text_of(cell)).strip("'\"=") or None,
}
