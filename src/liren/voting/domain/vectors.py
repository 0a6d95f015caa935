"""Test cases of the owners' count: read from JSON, and counted.

A file is a list of cases: `id`, `matter` (the item of Civil Code art. 278(1)), `units` with `area`
as text, `owners`, `status`, `counts`; `ballots` in the order of receipt with `voter`, `choice`,
`channel`, `proxy`.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from liren.core.errors import Invalid, sentence

from .areas import parse_area
from .ballots import Ballot, Choice, Proxy
from .counting import Result, count
from .matters import Basis, Item, Matter
from .profiles import Channel, profile
from .roll import Roll, Status, Unit


class CaseUnreadable(Invalid):
    """A case lacks something, or says something unknown."""

    code: ClassVar[str] = "voting.case_unreadable"
    sentence: ClassVar[str] = sentence("Case {case} cannot be read: {reason}")


def count_cases(text: str) -> dict[str, Result]:
    """Count every case of a file, by its id; raises `CaseUnreadable`."""
    try:
        cases = json.loads(text)
    except ValueError as error:
        raise CaseUnreadable(case="-", reason=str(error)) from error
    if not isinstance(cases, list):
        raise CaseUnreadable(case="-", reason="a list of cases is expected")
    found: dict[str, Result] = {}
    for number, case in enumerate(cases, 1):
        name = case.get("id", number) if isinstance(case, dict) else number
        if name in found:
            raise CaseUnreadable(case=name, reason="it stands twice")
        try:
            found[str(name)] = _count(case)
        except KeyError as error:
            raise CaseUnreadable(case=name, reason=f"{error.args[0]!r} is missing") from error
        except (ValueError, TypeError, AttributeError, Invalid) as error:
            raise CaseUnreadable(case=name, reason=str(error)) from error
    return found


def _count(case: Mapping[str, Any]) -> Result:
    roll = Roll(units=tuple(_unit(unit) for unit in case["units"]))
    ballots = [_ballot(number, row) for number, row in enumerate(case["ballots"], 1)]
    matter = Matter(basis=Basis.OWNERS, item=Item(case["matter"]))
    return count(roll, ballots, matter, profile())


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        key=row["unit"],
        area=parse_area(row["area"]),
        owners=frozenset(row["owners"]),
        status=Status(row.get("status", Status.DELIVERED)),
        counts=row.get("counts", True),
    )


def _ballot(number: int, row: Mapping[str, Any]) -> Ballot:
    voter, proxy = row["voter"], row.get("proxy")
    return Ballot(
        id=row["id"],
        number=number,
        voters=frozenset([voter] if isinstance(voter, str) else voter),
        choice=Choice(row["choice"]),
        channel=Channel(row["channel"]),
        proxy=Proxy(by=proxy["by"], is_written=proxy["written"]) if proxy else None,
    )
