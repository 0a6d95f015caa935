"""`liren evaluate groups` and `liren evaluate budget`, as anybody calls them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.deliberation.domain.test_opinions import COMMENTS, VOTES
from tests.deliberation.domain.test_pabulib import FILE


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def write_camps(folder: Path, people: int) -> None:
    """Two camps over eight statements."""
    comments = ["comment-id,moderated,comment-body", *(f"{s},1,x" for s in range(8))]
    votes = ["comment-id,voter-id,vote"]
    votes += [
        f"{s},{p},{1 if (p + s * (p % 2)) % 2 else -1}" for p in range(people) for s in range(8)
    ]
    (folder / "comments.csv").write_text("\n".join(comments), "utf-8")
    (folder / "votes.csv").write_text("\n".join(votes) + "\n", "utf-8")


def test_groups_are_printed(tmp_path: Path) -> None:
    write_camps(tmp_path, 40)
    found: dict[str, Any] = json.loads(run("evaluate_groups", str(tmp_path), "--json"))
    assert found["k"] == 2 and sum(found["sizes"]) == 40 == len(found["groups"])
    assert {"silhouette", "consensus", "seconds", "says", "most"} <= found.keys()
    assert "2 groups" in run("evaluate_groups", str(tmp_path))


def test_a_conversation_of_one_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text(COMMENTS, "utf-8")
    (tmp_path / "votes.csv").write_text(VOTES, "utf-8")
    found = json.loads(run("evaluate_groups", str(tmp_path), "--json"))
    assert (found["k"], found["groups"], found["consensus"]) == (0, {}, [])
    assert found["none_because"] == "too_few_people"
    assert "no groups" in run("evaluate_groups", str(tmp_path))


def test_a_folder_that_holds_nothing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"comments\.csv"):
        run("evaluate_groups", str(tmp_path))


@pytest.mark.parametrize("rule", ["equal-shares", "most-votes"])
def test_a_budget_is_decided(tmp_path: Path, rule: str) -> None:
    path = tmp_path / "small.pb"
    path.write_text(FILE, "utf-8")
    found: dict[str, Any] = json.loads(run("evaluate_budget", str(path), "--rule", rule, "--json"))
    assert found["winners"] == ["2"] and found["cost"] == 500
    assert found["share_with_winner"] == 0.6667 and found["seconds"] >= 0
    assert found["lost"]["1"]["missing"] > 0
    assert "won" in run("evaluate_budget", str(path), "--rule", rule)


def test_a_cut_file_and_a_missing_one_are_clear_errors(tmp_path: Path) -> None:
    path = tmp_path / "cut.pb"
    path.write_text(FILE[: len(FILE) // 2], "utf-8")
    with pytest.raises(CommandError, match="Line"):
        run("evaluate_budget", str(path), "--rule", "most-votes")
    with pytest.raises(CommandError):
        run("evaluate_budget", str(tmp_path / "none.pb"), "--rule", "most-votes")


def test_a_lot_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "tied.pb"
    path.write_text(FILE.replace("500.00", "600"), "utf-8")
    words = ["evaluate_budget", str(path), "--rule", "most-votes", "--json"]
    assert json.loads(run(*words))["undecided"] == ["1", "2"]
    assert json.loads(run(*words, "--lot", "2,1"))["winners"] == ["2"]
