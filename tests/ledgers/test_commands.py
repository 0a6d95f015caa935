"""The commands about ledgers, as anybody calls them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from liren.config.bench.measure import STORES
from liren.ledgers.services import trial
from tests.harness.bench import on_migrated
from tests.ledgers.shapes import PEOPLE, SHAPES, sheet_of


def run(*words: str) -> str:
    out, errors = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=errors)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return SHAPES[0].save(tmp_path)


def test_a_ledger_is_written_as_json(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    said = run("evaluate_ledger", str(file), "--json", str(out))
    sheet: dict[str, Any] = json.loads(out.read_text("utf-8"))["sheets"]["Sheet1"]
    assert {"rows", "errors", "duplicates", "skipped", "last_row", "mapping"} <= sheet.keys()
    assert "rows 12" in said and PEOPLE[0].name not in said
    assert json.loads(run("evaluate_ledger", str(file), "--json"))["file"] == file.name


def test_a_remembered_mapping_is_read_from_a_file(tmp_path: Path) -> None:
    path, profile = tmp_path / "file.xlsx", tmp_path / "street.json"
    path.write_bytes(sheet_of([[p.name, p.number] for p in PEOPLE])())
    with pytest.raises(CommandError, match="Sheet1"):
        run("evaluate_ledger", str(path))
    columns = {"A": "name", "B": "id_number"}
    profile.write_text(json.dumps({"columns": columns, "header": [0, 0]}), "utf-8")
    assert "rows 12" in run("evaluate_ledger", str(path), "--profile", str(profile))
    assert "rows 12" in run("evaluate_ledger", str(path), "--profile", str(tmp_path / "street"))


def test_merges_of_several_files_are_written_as_json(file: Path, tmp_path: Path) -> None:
    other = next(shape for shape in SHAPES if shape.name == "sixteen").save(tmp_path)
    found = json.loads(run("evaluate_merges", str(file), str(other), "--json"))
    assert {"groups", "never_merge", "distinct_persons", "reviews"} <= found.keys()
    assert found["distinct_persons"] == 12 and len(found["groups"]) == 6
    said = run("evaluate_merges", str(file), str(other))
    assert "people in more than one line" in said and PEOPLE[0].name not in said


@pytest.mark.parametrize("command", ["evaluate_ledger", "evaluate_merges"])
def test_what_cannot_be_read_is_a_clear_error(command: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none"):
        run(command, str(tmp_path / "none.xlsx"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(CommandError, match="cannot be read"):
        run(command, str(broken))


def test_a_profile_that_is_none_is_a_clear_error(file: Path, tmp_path: Path) -> None:
    profile = tmp_path / "p.json"
    for text in ("{", '{"columns": {"A": "dog"}}'):
        profile.write_text(text, "utf-8")
        with pytest.raises(CommandError):
            run("evaluate_ledger", str(file), "--profile", str(profile))
    with pytest.raises(CommandError):
        run("evaluate_ledger", str(file), "--profile", "nobody-wrote-this")
    with pytest.raises(CommandError):
        run("evaluate_ledger", str(file), "--json", str(tmp_path / "no" / "such" / "folder.json"))


@pytest.mark.parametrize("seed", [1, 2])
def test_damage_is_always_foreseen(seed: int) -> None:
    figures = json.loads(run("fuzz_ledger", "--cells", "4000", "--seed", str(seed), "--json"))
    assert figures["cells"] >= 4000 and figures["files"] > 10
    assert figures["unhandled"] == 0, figures["failures"]
    assert figures["outcomes"]["read"] > 0 and len(figures["outcomes"]) > 2


def test_what_is_not_foreseen_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Any]:
        raise KeyError("x")

    monkeypatch.setattr(trial, "ledger_data", fail)
    with pytest.raises(CommandError, match="not foreseen"):
        run("fuzz_ledger", "--cells", "200")


def test_the_same_seed_damages_the_same() -> None:
    first, again = (trial.first_files(5, seed=3) for _ in range(2))
    assert [suffix for suffix, _ in first] == [suffix for suffix, _ in again]


def test_reading_is_measured() -> None:
    figures = json.loads(run("bench_ledger", "--rows", "400", "--stores", "", "--json"))
    ledger = figures["ledger"]
    assert ledger["rows"] + ledger["errors"] == 400 and ledger["people"] > 300
    assert ledger["peak_megabytes"] > 0 and ledger["rows_per_second"] > 0
    assert "ledger.seconds.total" in run("bench_ledger", "--rows", "50", "--stores=")
    with pytest.raises(CommandError):
        run("bench_ledger", "--rows", "0")


@pytest.mark.slow
@pytest.mark.once
def test_the_whole_way_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STORES, "sqlite", on_migrated)
    figures = json.loads(run("bench_ledger", "--rows", "200", "--stores", "sqlite", "--json"))
    done = figures["applied"]["sqlite"]
    assert done["state"] == "applied" and done["rows"] + done["errors"] == 200
    assert done["lines_applied"] == done["rows"] and done["peak_megabytes"] > 0
    with pytest.raises(CommandError, match="knows"):
        run("bench_ledger", "--rows", "10", "--stores", "oracle")
