"""What reading costs, and whether it ever fails unawares, on ledgers made up for it."""

import random
import resource
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from liren.accounts.models import User
from liren.core.errors import LirenError
from liren.core.workbooks import Book, Cell, Row, Sheet
from liren.ledgers.domain.codes import SENTENCES
from liren.ledgers.domain.correction import error_file
from liren.ledgers.domain.damage import damaged_files, damaged_rows
from liren.ledgers.domain.matching import Record, Ref, match, records_of
from liren.ledgers.domain.merges import merges_data
from liren.ledgers.domain.reading import Ledger, open_ledger
from liren.ledgers.domain.reports import ledger_data
from liren.ledgers.domain.sorting import names_somebody
from liren.ledgers.domain.trial import write_trial
from liren.ledgers.models import PlanLine
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import importing
from liren.places.models import Place

Clock = Callable[[], float]
TODAY = "2026-11-27"  # what is measured does not depend on the day
CELLS_A_FILE = 100
PERMISSION = LedgerPermission.IMPORT


def try_reading(rows: int, *, clock: Clock, say: Callable[[str], None]) -> dict[str, Any]:
    """Read, parse and match an invented workbook of so many rows; the clock gives seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        say(f"writing {rows:,} rows")
        write_trial(path, rows)
        say("reading them")
        start, counts = clock(), Counter[str]()
        records: list[Record] = []
        with open_ledger(path, today=TODAY) as ledger:
            opened = clock()
            for reading in ledger.sheets():
                for line in reading.lines():
                    counts[line.kind] += 1
                    records += records_of(line, Ref(path.name, reading.name, line.row), "")
        parsed = clock()
        matching = match(records)
        matched = clock()
    return {
        **counts,
        "people": len(matching.sets),
        "reviews": len(matching.reviews),
        "seconds": {
            "check": round(opened - start, 2),
            "read_and_parse": round(parsed - opened, 2),
            "match": round(matched - parsed, 2),
            "total": round(matched - start, 2),
        },
        "rows_per_second": round(rows / (matched - start)),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def write(path: Path, rows: int) -> None:
    """Write an invented workbook."""
    write_trial(path, rows)


def bring(path: Path, *, place: Place, by: User, now: datetime, clock: Clock) -> dict[str, Any]:
    """Bring a workbook into the register, step by step as the worker does."""
    times = [clock()]
    with path.open("rb") as file:
        new = importing.NewLedger(file=file, name=path.name, sender="bench", place=place)
        ledger = importing.send_ledger(new=new, by=by, now=now)

    def go_on() -> None:
        importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=now)
        times.append(clock())

    go_on()
    sheets = list(ledger.sheets.filter(kind="list"))
    columns = {sheet.at: {c["at"]: c["element"] for c in sheet.columns} for sheet in sheets}
    mapping = importing.NewMapping(columns=columns)
    importing.set_mapping(ledger=ledger, new=mapping, by=by, now=now)
    go_on()
    importing.begin_applying(ledger=ledger, adds_homes=True, by=by, now=now)
    go_on()
    ledger.refresh_from_db()
    done = PlanLine.objects.filter(ledger=ledger, stage="done").count()
    steps = dict(zip(("look", "read_and_plan", "apply"), pairwise(times), strict=True))
    return {
        "state": ledger.state,
        **{kind: getattr(ledger, kind) for kind in ("total", "rows", "errors", "duplicates")},
        "lines_applied": done,
        "seconds": {
            **{name: round(end - start, 2) for name, (start, end) in steps.items()},
            "total": round(times[-1] - times[0], 2),
        },
        "rows_per_second": round(ledger.total / (times[-1] - times[0])),
    }


def try_damaged(cells: int, seed: int) -> dict[str, Any]:
    """Read damaged cells and damaged files; says what was refused, and what was not foreseen."""
    draw = random.Random(seed)  # noqa: S311 - a trial that can be repeated, no secret
    done, outcomes, failures = 0, Counter[str](), list[dict[str, str]]()
    with tempfile.TemporaryDirectory() as folder:
        files = damaged_files(draw)
        while done < cells:
            rows = damaged_rows(draw, draw.randrange(3, 30), draw.randrange(2, 16))
            done += sum(map(len, rows))
            outcomes.update(_outcome(lambda given=rows: _read_rows(given), failures))  # type: ignore[misc] # bound now
            if done // CELLS_A_FILE > outcomes["files"]:
                suffix, data = next(files)
                path = Path(folder) / f"file{suffix}"
                path.write_bytes(data)
                outcomes["files"] += 1
                outcomes.update(_outcome(lambda given=path: _read_file(given), failures))  # type: ignore[misc] # bound now
    return {
        "cells": done,
        "seed": seed,
        "files": outcomes.pop("files", 0),
        "unhandled": len(failures),
        "outcomes": dict(sorted(outcomes.items())),
        "failures": failures[:20],
    }


def _outcome(read: Callable[[], None], failures: list[dict[str, str]]) -> list[str]:
    try:
        read()
    except LirenError as refused:
        assert str(refused)
        return [refused.code]
    except Exception as failure:
        failures.append({"error": type(failure).__name__, "said": str(failure)[:200]})
        return ["unhandled"]
    return ["read"]


def _read_rows(rows: Sequence[Sequence[Cell]]) -> None:
    """As if a workbook held them."""

    def numbered() -> Iterator[Row]:
        return (Row(at, at, cells) for at, cells in enumerate(rows, start=1))

    sheet = Sheet("表", False, False, (), numbered)
    ledger = Ledger(Book(Path("x.xlsx"), "", "", lambda: iter((sheet,))), TODAY)
    _check_sums(ledger)
    merges_data(match(list(ledger.records())))


def _read_file(path: Path) -> None:
    with open_ledger(path, today=TODAY) as ledger:
        _check_sums(ledger)
        error_file(ledger, lambda code: SENTENCES[code])


def _check_sums(ledger: Ledger) -> None:
    """However damaged: every row is in exactly one list."""
    for sheet in ledger_data(ledger)["sheets"].values():
        listed = [
            row["row"]
            for kind in ("rows", "errors", "duplicates", "skipped")
            for row in sheet[kind]
        ]
        assert sorted(listed) == list(range(1, sheet["last_row"] + 1)), "a row is lost or twice"
    for reading in ledger.sheets():
        skipped = (line for line in reading.lines() if reading.layout and line.why)
        assert not any(names_somebody(line.cells) for line in skipped), "somebody is skipped"


def first_files(count: int, seed: int) -> list[tuple[str, bytes]]:
    """Some damaged files, for tests."""
    return list(islice(damaged_files(random.Random(seed)), count))  # noqa: S311 - no secret
