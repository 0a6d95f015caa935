"""How well a reading agrees with an answer key, in the terms of the shared contract."""

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from liren.ledgers.domain.matching import Matching, match
from liren.ledgers.domain.merges import merges_data
from liren.ledgers.domain.reading import open_ledger
from liren.ledgers.domain.reports import ledger_data

TODAY = "2026-11-27"
Data = dict[str, Any]


def ledgers_in(folder: Path) -> list[Path]:
    """The four ledgers of a folder."""
    return sorted(path for path in folder.iterdir() if path.name.startswith("0"))


def key_of(path: Path) -> Data:
    """The answer key of a ledger."""
    found: Data = json.loads((path.parent / "keys" / f"{path.stem}.json").read_text("utf-8"))
    return found


def read(path: Path) -> Data:
    """A ledger as `liren evaluate ledger` writes it."""
    with open_ledger(path, today=TODAY) as ledger:
        found: Data = json.loads(json.dumps(ledger_data(ledger)))
    return found


def differences(key: Data, found: Data) -> Iterator[str]:
    """Everything in which a reading is not as its key says."""
    for name, sheet in key["sheets"].items():
        own = found["sheets"].get(name)
        if own is None:
            yield f"{name}: missing"
            continue
        yield from (f"{name}: {fault}" for fault in _of_sheet(sheet, own))


def _of_sheet(key: Data, own: Data) -> Iterator[str]:
    total = sum(len(own[kind]) for kind in ("rows", "errors", "duplicates", "skipped"))
    if not total == key["last_row"] == own["last_row"]:
        yield f"{total} rows accounted for of {key['last_row']}"
    yield from _values(key["rows"], own["rows"])
    yield from _values(key["errors"], own["errors"])
    for kind in ("errors", "warnings"):
        yield from _sets(kind, set(_codes(key, kind)), set(_codes(own, kind)))
    for kind, names in (("duplicates", ("row", "of_row", "kind")), ("skipped", ("row", "why"))):
        sets = [{tuple(row[n] for n in names) for row in data[kind]} for data in (key, own)]
        yield from _sets(kind, *sets)
    same = [{(r["row"], r.get("same_person_as_row")) for r in data["rows"]} for data in (key, own)]
    yield from _sets("same person", *same)
    if key.get("ledger_date") != own["ledger_date"]:
        yield f"date {own['ledger_date']}, not {key.get('ledger_date')}"
    for heading, element in key.get("mapping", {}).items():
        if own["mapping"].get(heading, "~") != element:
            yield f"{heading} is {element}, not {own['mapping'].get(heading, '~')}"


def _values(key: Iterable[Data], own: Iterable[Data]) -> Iterator[str]:
    by_row = {row["row"]: row for row in own}
    for row in key:
        found = by_row.get(row["row"], {}).get("values")
        if found is None:
            yield f"row {row['row']} is missing"
            continue
        for name, value in row["values"].items():
            if name != "person" and found.get(name, "~") != value:
                yield f"row {row['row']} {name}: {found.get(name, '~')!r}, not {value!r}"


def _codes(sheet: Data, kind: str) -> Iterator[tuple[Any, ...]]:
    for row in (*sheet["rows"], *sheet["errors"]):
        for said in row.get(kind, ()):
            yield row["row"], said["code"], said["cell"], said["raw"]


def _sets(what: str, key: set[Any], own: set[Any]) -> Iterator[str]:
    if key != own:
        yield f"{what}: missing {key - own}, too many {own - key}"


def matched(paths: Iterable[Path]) -> Matching:
    """The people of several ledgers, joined."""
    records = []
    for path in paths:
        with open_ledger(path, today=TODAY) as ledger:
            records += list(ledger.records())
    return match(records)


def merged(paths: Iterable[Path]) -> Data:
    """Several ledgers as `liren evaluate merges` writes them."""
    found: Data = json.loads(json.dumps(merges_data(matched(paths))))
    return found


def ref(data: Data) -> tuple[str, str, int]:
    """Where a line stands."""
    return data["file"], data["sheet"], data["row"]


def pairs(merges: Data) -> set[tuple[Any, ...]]:
    """All pairs of lines that are joined by themselves."""
    sets = [one for group in merges["groups"] for one in group["auto_merge_sets"]]
    return {pair for one in sets for pair in combinations(sorted(map(ref, one)), 2)}


def groups(merges: Data) -> dict[frozenset[Any], Any]:
    """What is said of each person, by the lines they stand in, whatever the order."""
    found = {}
    for group in merges["groups"]:
        good = [ref(one) for members in group["auto_merge_sets"] for one in members]
        waiting = sorted(ref(one) for one in group["error_rows_that_join_after_correction"])
        conflicts = sorted(
            (
                one["field"],
                json.dumps(v["value"], sort_keys=True),
                sorted(map(ref, v["refs"])),
                v["as_of"],
            )
            for one in group["conflicts"]
            for v in one["values"]
        )
        found[frozenset([*good, *waiting])] = (
            group["name"],
            group["needs_review"],
            waiting,
            conflicts,
        )
    return found


def traps(merges: Data) -> set[frozenset[Any]]:
    """Lines that are alike and are kept apart."""
    return {
        frozenset(frozenset(map(ref, one[side])) for side in "ab") for one in merges["never_merge"]
    }
