"""`liren evaluate classification`: its files, its one JSON object, its complaints."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from liren.cases.domain.classification.classifier import Classifier
from liren.cases.domain.classification.evaluation import evaluate
from liren.cases.domain.classification.labelled import read_labelled, without_copies
from liren.cases.domain.classification.learning import Sample

RAW = ("label", "title", "detail")
TOKENS = ("row", "label", "tokens", "has_raw")
FIGURES = {
    "macro_f1",
    "weighted_f1",
    "top2_accuracy",
    "auto_coverage",
    "auto_accuracy",
    "ms_per_message",
    "per_second_batch",
}


def write(path: Path, columns: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


@pytest.fixture
def raw(tmp_path: Path, samples: list[Sample]) -> Path:
    rows = [(sample.label, "来信", f"{sample.text}\n谢谢") for sample in samples]
    return write(tmp_path / "raw.csv", RAW, *rows)


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    return write(
        tmp_path / "tokens.csv",
        TOKENS,
        ("0", "leak", "屋顶 漏水 严重", "0"),
        ("1", "noise", "工地 半夜 打桩 噪音", "1"),
    )


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("evaluate_classification", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_prints_one_json_object(raw: Path, tokens: Path) -> None:
    figures = json.loads(run("--train", raw, "--test", tokens, "--json"))
    assert figures.keys() >= FIGURES
    assert figures["macro_f1"] == 1.0
    assert figures["auto_coverage"] == 0
    assert figures["auto_accuracy"] is None
    assert figures["messages"] == 2


def test_prints_a_table_for_people(raw: Path, tokens: Path) -> None:
    assert "macro F1" in run("--train", raw, tokens, "--test", raw)


def test_words_whose_raw_text_is_there_are_not_learnt_twice(raw: Path, tokens: Path) -> None:
    rows = read_labelled(raw) + read_labelled(tokens)
    assert len(without_copies(rows)) == 30 + 1


def test_words_alone_are_all_learnt(tokens: Path) -> None:
    assert len(without_copies(read_labelled(tokens))) == 2


def test_one_file_may_hold_both_kinds(tmp_path: Path) -> None:
    mixed = write(
        tmp_path / "mixed.csv",
        (*RAW, "tokens", "has_raw"),
        ("leak", "漏水", "屋顶漏水", "", ""),
        ("noise", "", "", "噪音 很大", "0"),
        ("noise", "", "", "屋顶 漏水", "1"),
        ("", "没有标签", "", "", ""),
        ("leak", "", "", "", ""),
    )
    rows = read_labelled(mixed)
    assert [row.sample.text for row in rows] == ["漏水\n屋顶漏水", "噪音 很大", "屋顶 漏水"]
    assert [row.is_copy for row in rows] == [False, False, True]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"", "needs a column label"),
        (b"label,other\n1,2\n", "needs a column label"),
        (b"label,title\n,\n", "no row has a label and a text"),
        ("label,title\na,路灯\n".encode("gb18030"), "not UTF-8"),
        (b"label,title\na,\x00\xff\xfe\n", "not UTF-8"),
        ("label,title\na,路灯坏了\n".encode(), "at least two classes"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: bytes | None, reason: str) -> None:
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        run("--train", bad, "--test", bad, "--json")


def test_an_unknown_text_counts_as_wrong(classifier: Classifier) -> None:
    ticks = iter(range(100))
    samples = [Sample("路灯坏了", "street_lamp"), Sample("😀", "noise")]
    measured = evaluate(classifier, samples, clock=lambda: next(ticks))
    assert measured.top2_accuracy == 0.5
    assert measured.macro_f1 == 0.5
    assert measured.ms_per_message == 500
    assert measured.per_second_batch == 2
