"""A table of devices: every line is entered or told why not, and none is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liren.core.errors import Invalid, LirenError, sentence
from liren.core.permissions import Actor
from liren.core.tables import Row, open_table
from liren.places.selectors import PlaceUnknown, by_code
from liren.sensing.adapters.values import is_number
from liren.sensing.models import Device, Gateway, Kind
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.devices import gateways_in_use, taken_numbers
from liren.sensing.services.devices import (
    GatewayUnknown,
    NewDevice,
    NumberTaken,
    register_devices,
)

COLUMNS = ("number", "kind", "place", "maker", "name", "minutes", "hangs", "gateway")
CHINESE = ("编号", "种类", "地点", "厂家", "位置", "间隔分钟", "已安装", "网关")
MOST = 5_000
LAST_LINE = 20_000  # empty ones between them counted
MOST_CELLS = 200_000
LARGEST = 16 * 1024 * 1024  # unpacked: all of it is read while somebody waits
MINUTES = re.compile(r"[0-9]{1,6}")  # thousands of digits are no number to Python
YES = {"1", "yes", "y", "是", "true"}


class ColumnsMissing(Invalid):
    """The table has not the columns that are needed."""

    code = "sensing.columns_missing"
    sentence = sentence("The table needs at least the columns: number, kind, place.")


class TooManyLines(Invalid):
    """More than are taken at once."""

    code = "sensing.too_many_lines"
    sentence = sentence("At most {most} devices are taken at once. Please divide the table.")


@dataclass(frozen=True)
class Refused:
    """A line that was not entered, and why: a message id with its values."""

    line: int
    why: LirenError


class LineWrong(Invalid):
    """A line that says something we do not know."""

    code = "sensing.line_wrong"
    sentence = sentence("“{value}” is not known as {column}.")


@dataclass(frozen=True)
class Brought:
    """What became of a table."""

    made: list[tuple[Device, str]]
    refused: list[Refused]


def bring_devices(*, path: Path, by: Actor, now: datetime) -> Brought:
    """Enter the devices of a table; lines that cannot be entered are given back with a reason."""
    table = open_table(path, most_cells=MOST_CELLS, largest=LARGEST)
    at = _columns(table.header)
    in_use = gateways_in_use(by.scope_for(SensingPermission.REGISTER))
    gateways = {row.number: row for row in in_use} if "gateway" in at else {}
    new: list[tuple[int, NewDevice]] = []
    refused: list[Refused] = []
    for row in table.rows():
        if row.line > LAST_LINE:
            raise TooManyLines(most=MOST)
        if not any(row.cells):
            continue
        try:
            new.append((row.line, _read(row, at, gateways, by)))
        except LirenError as why:
            refused.append(Refused(row.line, why))
        if len(new) + len(refused) > MOST:
            raise TooManyLines(most=MOST)
    fresh = _without_taken(new, refused)
    made = register_devices(fresh, by=by, now=now) if fresh else []
    return Brought(made, sorted(refused, key=lambda one: one.line))


def _columns(header: list[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in header]
    found = {
        column: names.index(word)
        for column, chinese in zip(COLUMNS, CHINESE, strict=True)
        for word in (column, chinese)
        if word in names
    }
    if not {"number", "kind", "place"} <= found.keys():
        raise ColumnsMissing()
    return found


def _read(row: Row, at: dict[str, int], gateways: Mapping[str, Gateway], by: Actor) -> NewDevice:
    cells = {name: row.cells[n] if n < len(row.cells) else "" for name, n in at.items()}
    kinds = {str(value): value for value in Kind.values} | {str(k.label): k.value for k in Kind}
    if not is_number(cells["number"]):
        raise LineWrong(value=cells["number"][:40], column="number")
    if cells["kind"] not in kinds:
        raise LineWrong(value=cells["kind"][:40], column="kind")
    minutes = cells.get("minutes") or "60"
    if not MINUTES.fullmatch(minutes) or not 1 <= int(minutes) <= 10_080:
        raise LineWrong(value=minutes[:40], column="minutes")
    place = by_code(cells["place"])
    if not by.has_perm(SensingPermission.REGISTER, place):
        raise PlaceUnknown(place=cells["place"])
    gateway = cells.get("gateway", "")
    if gateway and gateway not in gateways:
        raise GatewayUnknown(number=gateway[:40])
    return NewDevice(
        number=cells["number"],
        kind=kinds[cells["kind"]],
        place=place,
        maker=cells.get("maker", "")[:60],
        name=cells.get("name", "")[:80],
        gateway=gateways.get(gateway),
        expected_every=int(minutes) * 60,
        is_claimed=cells.get("hangs", "").lower() in YES,
    )


def _without_taken(new: list[tuple[int, NewDevice]], refused: list[Refused]) -> list[NewDevice]:
    """Without those that are there already, or stand in the table twice."""
    numbers = [one.number for _line, one in new]
    seen = taken_numbers(numbers)
    fresh = []
    for line, one in new:
        if one.number in seen:
            refused.append(Refused(line, NumberTaken(number=one.number)))
        else:
            seen.add(one.number)
            fresh.append(one)
    return fresh
