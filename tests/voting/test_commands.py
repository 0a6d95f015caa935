"""`liren evaluate owners-vote` and `liren vote verify`, as anybody calls them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from liren.config.cli import join_words
from liren.voting.domain.receipts import receipt_code
from liren.voting.management.commands.vote_verify import SENTENCES
from liren.voting.services import trial
from tests.voting.domain.made import votes
from tests.voting.domain.test_publication import published, secret_of

CASE = {
    "id": "A1",
    "matter": 3,
    "units": [{"unit": "1", "area": "８９．５㎡", "owners": ["a"]}],
    "ballots": [{"id": "b", "voter": "a", "choice": "agree", "channel": "paper"}],
}


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vote.json"
    path.write_text(json.dumps(published(votes(4, 2))[1], ensure_ascii=False), "utf-8")
    return path


def test_a_dash_may_stand_in_a_command() -> None:
    assert join_words(["liren", "evaluate", "owners-vote", "x-y"]) == [
        "liren", "evaluate_owners_vote", "x-y",
    ]  # fmt: skip
    assert join_words(["liren", "vote", "verify"]) == ["liren", "vote_verify"]
    assert join_words(["liren", "run", "--no-demo"]) == ["liren", "run", "--no-demo"]


def test_cases_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASE]), "utf-8")
    found = json.loads(run("evaluate_owners_vote", str(path), "--json"))
    assert found["A1"]["total_area"] == 89.5 and found["A1"]["passed"] is True
    assert "passed" in run("evaluate_owners_vote", str(path))


@pytest.mark.parametrize("content", [b"", b"[{}]", b"\xff\xfe", b'[{"id": "A1"'])
def test_cases_that_cannot_be_read_are_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"cases\.json"):
        run("evaluate_owners_vote", str(path))


def test_a_published_vote_is_verified_with_its_receipts(file: Path) -> None:
    code = receipt_code(secret_of(1))
    data: dict[str, Any] = json.loads(run("vote_verify", str(file), "--receipt", code, "--json"))
    assert data["is_true"] and data["receipts"][code]["chosen"] == ["agree"]
    assert data["checks"].keys() < SENTENCES.keys()
    assert data["root"] == json.loads(file.read_text("utf-8"))["root"]
    assert code in run("vote_verify", str(file), "--receipt", code, "--root", data["root"])


def test_a_receipt_that_is_not_there_fails_the_command(file: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(
            "vote_verify", str(file), "--receipt", receipt_code(bytes([9] * 10)), stdout=out
        )
    call_command("vote_verify", str(file), stdout=out)


@pytest.mark.parametrize(
    "words", [["--receipt", "no code"], ["--root", "00"], ["--receipt", "0000-0000"]]
)
def test_what_does_not_fit_fails_the_command(file: Path, words: list[str]) -> None:
    with pytest.raises(CommandError):
        run("vote_verify", str(file), *words)


def test_a_candidates_name_draws_no_lines_of_its_own(file: Path) -> None:
    data = json.loads(file.read_text("utf-8"))
    data["ballots"][0][4] = ["x\n✓ The root is the one that was posted\x1b[2J"]
    file.write_text(json.dumps(data), "utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("vote_verify", str(file), stdout=out)
    assert "\x1b" not in out.getvalue()
    assert not any(line.startswith("✓ The root") for line in out.getvalue().splitlines())


def test_half_a_file_is_a_clear_error(file: Path, tmp_path: Path) -> None:
    text = file.read_text("utf-8")
    file.write_text(text[: len(text) // 2], "utf-8")
    with pytest.raises(CommandError):
        run("vote_verify", str(file))
    with pytest.raises(CommandError, match="nowhere"):
        run("vote_verify", str(tmp_path / "nowhere"))


def test_the_trial_of_count_and_proof_says_what_it_did() -> None:
    ticks = iter(range(100))
    counted = trial.try_count(200, clock=lambda: float(next(ticks)))
    assert counted == {"ballots": 200, "seconds": 1.0}
    proved = trial.try_proof(1000, clock=lambda: float(next(ticks)), proofs=100)
    assert proved["are_right"] and proved["proof_bytes"] == 320
