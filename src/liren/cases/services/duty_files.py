"""A duty list from a file: all of it, or nothing with every bad line named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from liren.accounts.models import Party
from liren.cases.domain.duty_files import NEEDED, BadLine, DutyLine, columns_of, read_lines
from liren.cases.models import Category
from liren.cases.permissions import CasePermission
from liren.cases.services.classes import active_tree
from liren.cases.services.duties import NewDuty, add_duties
from liren.core import tables
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor
from liren.core.scope import Scope
from liren.places.models import Place

REASONS = {
    "no_place": sentence("no place is named"),
    "no_party": sentence("no party is named"),
    "no_date": sentence("“{words}” is no date"),
    "ends_before_it_begins": sentence("it ends before it begins"),
    "category": sentence("the class “{words}” is not known"),
    "place": sentence("the place “{words}” is not known, or lies outside what you look after"),
    "place_twice": sentence("several places are called “{words}”; please use the code"),
    "party": sentence("the party “{words}” is not known"),
    "party_twice": sentence("several parties are called “{words}”; please use the key"),
}
R = TypeVar("R")


class DutyFileHasBadLines(Invalid):
    """Nothing was changed; each bad line is named in the data."""

    code = "cases.duty_file_has_bad_lines"
    sentence = sentence("{count} lines of the file cannot be used. Nothing was changed.")


class DutyFileWithoutColumns(Invalid):
    """The header does not say which column is which."""

    code = "cases.duty_file_without_columns"
    sentence = sentence("The first line has to name the columns: class, place, party.")


@dataclass(frozen=True)
class _Known:
    categories: dict[str, list[Category]]
    places: dict[str, list[Place]]
    parties: dict[str, list[Party]]


def bring_in_duties(*, path: Path, by: Actor, now: datetime) -> int:
    """Add the entries of a file; says how many."""
    table = tables.open_table(path)
    columns = columns_of(table.header)
    if any(column not in columns for column in NEEDED):
        raise DutyFileWithoutColumns()
    lines = list(read_lines(columns, ((row.line, row.cells) for row in table.rows())))
    known = _known(lines, by.scope_for(CasePermission.SETUP))
    found = [line if isinstance(line, BadLine) else _entry(line, known) for line in lines]
    bad = [one for one in found if isinstance(one, BadLine)]
    if bad:
        raise DutyFileHasBadLines(count=len(bad), lines=bad)
    new = [one for one in found if isinstance(one, NewDuty)]
    add_duties(new, by=by, now=now)
    return len(new)


def _known(lines: Iterable[DutyLine | BadLine], scope: Scope) -> _Known:
    read = [line for line in lines if isinstance(line, DutyLine)]
    spots = {line.place for line in read}
    here = Place.objects.within(scope)
    # Homes have no duties of their own, and "502" is the name of a hundred of them.
    named = [*here.filter(code__in=spots), *here.filter(name__in=spots).exclude(kind="home")]
    return _Known(
        _by_words(Category.objects.filter(tree=active_tree()), "code", "name"),
        _by_words({place.pk: place for place in named}.values(), "code", "name"),
        _by_words(Party.objects.all(), "key", "name"),
    )


def _by_words(rows: Iterable[R], *fields: str) -> dict[str, list[R]]:
    """Rows by what they can be called; a code goes before a name."""
    found: dict[str, list[R]] = {}
    kept = list(rows)
    for row in kept:
        found.setdefault(getattr(row, fields[0]), []).append(row)
    codes = set(found)
    for row in kept:
        name = getattr(row, fields[1])
        if name not in codes:
            found.setdefault(name, []).append(row)
    return found


def _entry(line: DutyLine, known: _Known) -> NewDuty | BadLine:
    categories = known.categories.get(line.category, []) if line.category else []
    places, parties = known.places.get(line.place, []), known.parties.get(line.party, [])
    if line.category and not categories:
        return BadLine(line.line, "category", line.category)
    if len(places) != 1:
        return BadLine(line.line, "place_twice" if places else "place", line.place)
    if len(parties) != 1:
        return BadLine(line.line, "party_twice" if parties else "party", line.party)
    return NewDuty(
        category=categories[0] if categories else None,
        place=places[0],
        party=parties[0],
        source=line.source,
        from_date=line.from_date,
        until_date=line.until_date,
    )
