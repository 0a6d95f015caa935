"""The default tree of categories and its first examples."""

import csv
from collections import Counter
from importlib.resources import files

FOLDER = files("liren.cases") / "categories"
CLOCKS = {"urgent_hours", "working_hours", "working_days"}
LONGEST = {"urgent_hours": 24, "working_hours": 8, "working_days": 15}
COLUMNS = 15


def _rows(name: str) -> list[dict[str, str]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_tree_has_two_levels_and_unique_codes() -> None:
    rows = _rows("default.csv")
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    tops = {row["code"] for row in rows if not row["parent"]}
    small = [row for row in rows if row["parent"]]
    assert 10 <= len(tops) <= 14
    assert len(small) >= 45
    assert all(row["parent"] in tops and row["code"].startswith(row["parent"]) for row in small)
    assert len({row["name"] for row in rows}) == len(rows)


def test_every_small_class_is_complete_and_its_limits_are_sane() -> None:
    for row in _rows("default.csv"):
        assert len(row) == COLUMNS and None not in row
        if not row["parent"]:
            continue
        assert all(row.values()), row
        for stage in ("filing", "handling"):
            clock = row[f"{stage}_clock"]
            assert clock in CLOCKS
            assert 1 <= int(row[f"{stage}_amount"]) <= LONGEST[clock]
        flags = {row["urgent"], row["fast_lane"], row["needs_existence_check"], row["private"]}
        assert flags <= {"yes", "no"}
        assert len(row["keywords"].split()) >= 5


def test_what_is_about_a_home_or_a_person_is_private() -> None:
    private = {row["code"] for row in _rows("default.csv") if row["private"] == "yes"}
    at_home = {row["code"] for row in _rows("default.csv") if row["place_kind"] == "home"}
    assert at_home - private == {"0305"}  # unlawful building is seen from outside
    assert {"0506", "1104"} <= private  # security, allowances


def test_what_endangers_life_runs_day_and_night() -> None:
    for row in _rows("default.csv"):
        if row["urgent"] == "yes":
            assert row["handling_clock"] == "urgent_hours", row
            assert row["needs_existence_check"] == "no" or row["filing_amount"] == "1"


def test_every_class_has_twelve_examples_and_none_comes_twice() -> None:
    examples = _rows("seed_examples.csv")
    small = {row["code"] for row in _rows("default.csv") if row["parent"]}
    counts = Counter(row["code"] for row in examples)
    assert counts.keys() == small
    assert min(counts.values()) >= 12
    texts = [row["text"].strip() for row in examples]
    assert len(set(texts)) == len(texts) >= 540
    assert all(8 <= len(text) <= 120 for text in texts)
