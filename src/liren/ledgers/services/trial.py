"""What reading costs, and whether it ever fails unawares, on ledgers made up for it."""

import random
import resource
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

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

Clock = Callable[[], float]
TODAY = "2026-11-27"  # what is measured does not depend on the day
CELLS_A_FILE = 100


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
