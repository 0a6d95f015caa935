"""A chat that was read, as plain data: for programs, and to measure it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from liren.cases.domain.chat.evaluation import match, score
from liren.cases.domain.chat.messages import NOTES, Chat
from liren.cases.services.chat_questions import ENGLISH, question
from liren.cases.services.chat_reading import Matter, ReadChat


def chat_as_data(read: ReadChat) -> dict[str, Any]:
    """Messages, drafts and what was left out; a message is named by the line it begins on."""
    dropped: dict[str, list[int]] = defaultdict(list)
    for left in read.left_out:
        dropped[left.reason].append(left.message.line)
    return {
        "lines": _lines(read.chat),
        "messages": _messages(read.chat),
        "drafts": [_draft(matter) for matter in read.matters],
        "dropped": [{"messages": lines, "reason": why} for why, lines in sorted(dropped.items())],
    }


def _messages(chat: Chat) -> dict[str, Any]:
    kinds: dict[str, int] = defaultdict(int)
    for message in chat.messages:
        kinds[message.kind.value] += 1
    return {
        "count": len(chat.messages),
        "kinds": dict(sorted(kinds.items())),
        "not_understood": list(chat.not_understood),
        "items": [
            {
                "line": m.line,
                "lines": list(m.lines),
                "kind": m.kind.value,
                "author": m.author,
                "at": m.at.isoformat() if m.at else None,
            }
            for m in chat.messages
        ],
    }


def _lines(chat: Chat) -> dict[str, Any]:
    """Every line of the file, once: in a message, in a note of the client, blank, or neither."""
    notes = {line for m in chat.messages if m.kind in NOTES for line in m.lines}
    said = {line for m in chat.messages if m.kind not in NOTES for line in m.lines}
    counted = {
        "in_messages": len(said),
        "in_notes": len(notes.difference(chat.not_understood)),
        "blank": len(chat.blank),
        "not_understood": len(chat.not_understood),
    }
    return {"count": sum(counted.values()), **counted, "cut": list(chat.cut)}


def _draft(matter: Matter) -> dict[str, Any]:
    draft, suggestions = matter.draft, matter.guess.suggestions
    best = matter.guess.category.code if matter.guess.category else None
    return {
        "title": draft.title,
        "messages": [m.message.line for m in matter.thread.members],
        "voices": len(draft.voices),
        "who": [voice.author for voice in draft.voices],
        "category": best or (suggestions[0]["code"] if suggestions else None),
        "is_sure": best is not None,
        "suggestions": [{n: v for n, v in one.items() if n != "id"} for one in suggestions],
        "place": {
            "path": matter.found.path or None,
            "words": matter.found.words or next(iter([*draft.spots, *draft.named_spots]), ""),
            "candidates": list(matter.found.candidates),
        },
        "homes": list(draft.homes),
        "at": draft.at.isoformat() if draft.at else None,
        "missing": list(draft.missing),
        "question": question(draft.title, draft.missing),
        "question_en": question(draft.title, draft.missing, ENGLISH),
        "reasons": {
            str(m.message.line): {clue.name: round(clue.weight, 2) for clue in m.clues}
            for m in matter.thread.members
        },
    }


def measured(data: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """Scores against threads, kinds, classes and voices that a person wrote down."""
    threads: Sequence[Mapping[str, Any]] = [t for t in expected.get("threads", []) if t]
    found = [draft["messages"] for draft in data["drafts"]]
    wanted = [list(thread["messages"]) for thread in threads]
    kinds = {int(line): str(kind) for line, kind in expected.get("kinds", {}).items()}
    said = {item["line"]: item["kind"] for item in data["messages"]["items"]}
    scores = score(found, wanted, ignored=expected.get("either", ()), kinds=(said, kinds))
    pairs = [(data["drafts"][at], threads[to]) for at, to in match(found, wanted)]
    scores = replace(
        scores,
        categories_right=_share(
            [
                draft["category"] == thread["category"]
                for draft, thread in pairs
                if thread.get("category")
            ]
        ),
        voices_right=_share(
            [draft["voices"] == thread["voices"] for draft, thread in pairs if thread.get("voices")]
        ),
        places_right=_share(
            [
                _is_same_place(draft["place"]["words"], thread["place"])
                for draft, thread in pairs
                if thread.get("place")
            ]
        ),
    )
    return asdict(scores)


def _is_same_place(found: str, wanted: str) -> bool:
    """One may say more than the other: 3号楼2单元 and 3号楼."""
    return bool(found) and (wanted in found or found in wanted)


def _share(answers: Sequence[bool]) -> float | None:
    return round(sum(answers) / len(answers), 4) if answers else None
