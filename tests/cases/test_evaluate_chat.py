"""`liren evaluate chat`: one JSON object for whatever is thrown at it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from liren.cases.domain.chat import parsing
from liren.cases.services import chat_reading, shipped
from liren.cases.services.classes import Guess

CHATS = Path(__file__).parent / "chats"


@pytest.fixture(autouse=True)
def _without_learning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning takes seconds; what it gives is tried once below."""
    from liren.cases.management.commands import evaluate_chat

    monkeypatch.setattr(chat_reading, "matter_shares", lambda texts: [0.5 for _ in texts])
    monkeypatch.setattr(
        evaluate_chat, "shipped_guesser", lambda: lambda texts: [Guess(None, []) for _ in texts]
    )


def evaluate(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate_chat", *words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_one_object_with_scores() -> None:
    name = "01-wechat-pc-three-threads"
    found = evaluate(str(CHATS / f"{name}.txt"), "--expected", str(CHATS / f"{name}.json"))
    assert found["messages"]["count"] == 19 and found["messages"]["not_understood"] == []
    assert len(found["drafts"]) == 3
    draft = found["drafts"][0]
    assert draft["messages"][0] == 1 and draft["voices"] == 3
    assert "邻居们好" in draft["question"] and "Hello" in draft["question_en"]
    assert {"place", "homes", "missing", "category", "suggestions", "title"} <= draft.keys()
    assert found["scores"]["kind_accuracy"] == 1.0 and found["scores"]["pair_f1"] > 0.9
    assert {d["reason"] for d in found["dropped"]} >= {"greeting", "red_packet"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n\n", "🙂".encode(), "路灯坏了".encode(), "路灯坏了".encode("gb18030"),
        bytes(range(256)) * 40, "李姐 21:03\n".encode() * 3, "路" .encode() * 400_000,
        b"\xef\xbb\xbf" + "李姐：路灯坏了".encode(), b"\x00" * 5000,
    ],
)  # fmt: skip
def test_odd_files_do_not_fail(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(content)
    assert set(evaluate(str(path))) >= {"messages", "drafts", "dropped"}


def test_a_long_file_is_read_to_its_bound_and_the_rest_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "MOST_LINES", 20)
    path = tmp_path / "chat.txt"
    path.write_text("早上好\n" * 30, "utf-8")
    found = evaluate(str(path))
    assert found["messages"]["not_understood"] == list(range(21, 31))
    assert found["lines"]["count"] == 30 and found["lines"]["in_messages"] == 20


@pytest.mark.parametrize("words", [["--at", "soon"], ["--expected", "/nowhere.json"]])
def test_what_cannot_be_used_is_said(words: list[str]) -> None:
    with pytest.raises(CommandError):
        evaluate(str(CHATS / "06-bare-lines.txt"), *words)


@pytest.mark.django_db
def test_an_unknown_place_is_no_reason_to_fail() -> None:
    found = evaluate(str(CHATS / "06-bare-lines.txt"), "--place", "nowhere")
    assert found["drafts"][0]["place"]["words"] == "1号楼"


def test_the_shipped_classes_need_no_database() -> None:
    guess = shipped.shipped_guesser()
    read = chat_reading.read_chat(
        "路灯坏了三天了，黑漆漆的", guess=guess, now=_now(),
    )  # fmt: skip
    assert read.matters[0].guess.suggestions[0]["code"] == "0101"
    assert shipped.shipped_guesser()(["路灯坏了"])[0].suggestions[0]["code"] == "0101"


def _now() -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
