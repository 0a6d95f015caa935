"""Water readings in a CSV file, plain or gzipped: household, time, reading_l, used_l."""

import csv
import gzip
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from liren.core.errors import Invalid, sentence

from .readings import Measure, Reading
from .rhythm import SHANGHAI

COLUMNS = ("household", "time", "reading_l", "used_l")
GAP = timedelta(hours=3)
ONE_LITRE = 1.0


class WaterFileUnreadable(Invalid):
    """The file is none, or a line of it cannot be used."""

    code = "sensing.water_file_unreadable"
    sentence = sentence("{file}, line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; its time is that of the clock on the wall."""

    household: str
    at: datetime
    total: float
    used: float


def read_water(path: Path) -> list[Reading]:
    """All readings of a file in the order of time."""
    lines = sorted(_lines(path), key=attrgetter("household", "at"))
    homes = groupby(lines, key=attrgetter("household"))
    return sorted((one for _, home in homes for one in _readings(home)), key=attrgetter("at"))


def _lines(path: Path) -> Iterator[Line]:
    number = 1
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
            rows = csv.DictReader(file)
            if missing := set(COLUMNS) - set(rows.fieldnames or ()):
                raise ValueError(f"no column {', '.join(sorted(missing))}")
            for row in rows:
                number = rows.line_num
                yield _line(row)
    except (OSError, EOFError, ValueError, TypeError, csv.Error) as error:
        raise WaterFileUnreadable(file=path.name, line=number, reason=error) from error


def _line(row: dict[str, str]) -> Line:
    at = datetime.fromisoformat(row["time"])
    local = at.astimezone(SHANGHAI) if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    return Line(row["household"], local, _litres(row["reading_l"]), _litres(row["used_l"]))


def _litres(text: str) -> float:
    if not math.isfinite(litres := float(text)):
        raise ValueError(f"no number of litres: {text!r}")
    return litres


def _readings(lines: Iterable[Line]) -> Iterator[Reading]:
    """What was used; where lines are missing, the counter says it, if it agreed before."""
    before: Line | None = None
    agrees = True
    for line in lines:
        used = line.used
        if before is not None:
            ran = line.total - before.total
            if line.at - before.at > GAP:
                used = max(used, ran) if agrees else used
            elif ran or used:  # two noughts tell nothing
                agrees = abs(ran - used) <= ONE_LITRE
        before = line
        yield Reading(line.household, Measure.WATER_USED, line.at, used, "l")
