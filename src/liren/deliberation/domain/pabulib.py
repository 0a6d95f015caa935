"""Reads participatory budgets in Pabulib's format (`.pb`).

Three sections, `META`, `PROJECTS`, `VOTES`, each with a header line, fields between semicolons
(Faliszewski et al., "Participatory budgeting: data, tools and analysis", IJCAI 2023). A file that
was cut is told apart from a whole one by what it says of itself: the numbers of projects and votes,
and the votes of each project.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import ClassVar

from liren.core.errors import Invalid, sentence

from .projects import Ballot, Instance, Project

SECTIONS = ("META", "PROJECTS", "VOTES")
RANKED, WEIGHED = "ordinal", ("cumulative", "scoring")
Row = Mapping[str, str]
Numbered = list[tuple[int, Row]]


class BudgetUnreadable(Invalid):
    """The file is not a whole `.pb` file; the line says where it goes wrong."""

    code: ClassVar[str] = "deliberation.budget_unreadable"
    sentence: ClassVar[str] = sentence("Line {line} of the budget file: {reason}")


def read_pb(text: str) -> Instance:
    """Read the text of a `.pb` file; raises `BudgetUnreadable`."""
    sections = _sections(text)
    meta = {row["key"]: row["value"] for _, row in sections["META"]}
    end = text.count("\n") + 1
    projects = tuple(_project(line, row) for line, row in sections["PROJECTS"])
    kind = meta.get("vote_type", "approval")
    most = max((len(_keys(row)) for _, row in sections["VOTES"]), default=0)
    length = _whole(meta.get("max_length", str(most)), 1)
    ballots = tuple(_ballot(line, row, kind, length) for line, row in sections["VOTES"])
    for name, found in (("num_projects", projects), ("num_votes", ballots)):
        if name in meta and _whole(meta[name], 1) != len(found):
            raise _fault(end, f"it should have {meta[name]} ({name}), but has {len(found)}")
    if "budget" not in meta:
        raise _fault(1, "the budget is missing")
    try:
        instance = Instance(_whole(meta["budget"], 1), projects, ballots)
    except ValueError as error:
        raise _fault(end, f"{error}") from error
    _compare(instance, sections["PROJECTS"])
    return instance


def _sections(text: str) -> dict[str, Numbered]:
    found: dict[str, Numbered] = {}
    current, header = "", list[str]()
    for line, fields in _lines(text):
        if len(fields) == 1 and fields[0].strip().upper() in SECTIONS:
            current, header = fields[0].strip().upper(), []
            if current in found:
                raise _fault(line, f"the section {current} begins a second time")
            found[current] = []
        elif not current:
            raise _fault(line, "a .pb file begins with the line META")
        elif not header:
            header = [name.strip() for name in fields]
        elif len(fields) != len(header):
            raise _fault(line, f"{len(header)} fields are expected, not {len(fields)}: was it cut?")
        else:
            found[current].append((line, dict(zip(header, fields, strict=True))))
    if absent := [name for name in SECTIONS if name not in found]:
        raise _fault(text.count("\n") + 1, f"it ends before the section {absent[0]}")
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";", strict=True)
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield reader.line_num, fields
    except csv.Error as error:
        raise _fault(reader.line_num, f"a quotation mark is not closed ({error})") from error


def _project(line: int, row: Row) -> Project:
    key = _field(row, "project_id", line)
    selected = row.get("selected", "")
    return Project(
        key=key,
        cost=_whole(_field(row, "cost", line), line),
        name=row.get("name", ""),
        is_announced=None if not selected else selected != "0",
    )


def _ballot(line: int, row: Row, kind: str, most: int) -> Ballot:
    keys, points = _keys(row), tuple[int, ...]()
    if kind == RANKED:  # the first of three has three points, as Kraków counts
        points = tuple(max(most - place, 0) for place in range(len(keys)))
    elif kind in WEIGHED:
        values = [value for value in _field(row, "points", line).split(",") if value.strip()]
        if len(values) != len(keys):
            raise _fault(line, f"{len(keys)} projects, but {len(values)} points")
        points = tuple(_whole(value, line) for value in values)
    return Ballot(_field(row, "voter_id", line), keys, points, row.get("voting_method", ""))


def _keys(row: Row) -> tuple[str, ...]:
    return tuple(key.strip() for key in row.get("vote", "").split(",") if key.strip())


def _compare(instance: Instance, rows: Numbered) -> None:
    """A ballot that was cut short shows in the votes of its projects."""
    for line, row in rows:
        for name, counted in (("votes", instance.votes), ("score", instance.points)):
            key, stated = row["project_id"].strip(), row.get(name, "").strip()
            if stated and name in row and _whole(stated, line) != counted[key]:
                reason = f"project {key} should have {stated} ({name}), but has {counted[key]}"
                raise _fault(line, f"{reason}: was the file cut?")


def _field(row: Row, name: str, line: int) -> str:
    if not (value := row.get(name, "").strip()):
        raise _fault(line, f"{name} is missing")
    return value


def _whole(text: str, line: int) -> int:
    plain = text.strip()
    if "." in plain:  # 5000.00 is as whole as 5000
        whole, _, part = plain.partition(".")
        plain = whole if not part.strip("0") else plain
    if not plain.isdecimal() or len(plain) > 15:
        raise _fault(line, f"{text.strip()!r} is no whole number")
    return int(plain)


def _fault(line: int, reason: str) -> BudgetUnreadable:
    return BudgetUnreadable(line=line, reason=reason)
