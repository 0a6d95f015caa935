"""How well covering works on texts whose personal data are marked: leaks, false removals, waiting.

A text is a leak when it would be published without a person reading it and a character of what
was planted can still be read. A false removal is a covered stretch in which nothing was planted.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from liren.core.errors import Invalid, sentence
from liren.core.redaction.personal_names import Span
from liren.core.redaction.public_check import suspicions
from liren.core.redaction.public_words import covers, public_words

_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)


class UnreadableTexts(Invalid):
    """The file of marked texts cannot be used, and why."""

    code: ClassVar[str] = "core.unreadable_texts"
    sentence: ClassVar[str] = sentence("{file}: {reason}.")


@dataclass(frozen=True)
class Planted:
    """A text, and the stretches in it that neighbours must not read."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one text."""

    planted: Planted
    published: str
    is_waiting: bool
    leaked: tuple[str, ...]  # what could be read if it were published
    removed: tuple[str, ...]  # what was covered for nothing
    why: tuple[str, ...]

    @property
    def is_leak(self) -> bool:
        """Published in clear with something personal in it."""
        return bool(self.leaked) and not self.is_waiting


def read_planted(text: str) -> list[Planted]:
    """Lines with ⟦ ⟧ around what is personal, or JSON: a list, or one object a line."""
    if text.lstrip().startswith("["):
        return [_of_json(row) for row in json.loads(text)]
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and lines[0].lstrip().startswith("{"):
        return [_of_json(json.loads(line)) for line in lines]
    return [_of_line(line) for line in lines]


def _of_line(line: str) -> Planted:
    plain, spans, last = "", [], 0
    for found in _MARKED.finditer(line):
        plain += line[last : found.start()]
        spans.append((len(plain), len(plain) + len(found[1])))
        plain, last = plain + found[1], found.end()
    return Planted(plain + line[last:], tuple(spans))


def _of_json(row: Any) -> Planted:
    if isinstance(row, str):
        return _of_line(row)
    text = str(row["text"])
    given: list[Any] = next(
        (row[name] for name in ("spans", "personal", "planted") if name in row), []
    )
    return Planted(text, tuple(span for one in given for span in _spans_of(one, text)))


def _spans_of(one: Any, text: str) -> Iterator[Span]:
    if isinstance(one, Mapping) and "start" in one:
        yield int(one["start"]), int(one["end"])
    elif isinstance(one, Mapping):
        yield from _spans_of(str(one.get("text") or one.get("value") or ""), text)
    elif isinstance(one, str):
        yield from (found.span() for found in re.finditer(re.escape(one), text) if one)
    else:
        yield int(one[0]), int(one[1])


def outcome(planted: Planted) -> Outcome:
    """Cover one text, look at it a second time, and compare with what was planted."""
    spans, published = covers(planted.text), public_words(planted.text)
    found = suspicions(published)
    hidden = {at for start, end in spans for at in range(start, end)}
    leaked = [text for span in planted.spans if (text := _readable(planted.text, span, hidden))]
    removed = [
        planted.text[start:end]
        for start, end in spans
        if not any(start < theirs[1] and theirs[0] < end for theirs in planted.spans)
    ]
    why = tuple(dict.fromkeys(one.why for one in found))
    return Outcome(planted, published, bool(found), tuple(leaked), tuple(removed), why)


def _readable(text: str, span: Span, hidden: set[int]) -> str:
    """What of a stretch is not covered, punctuation left out."""
    return "".join(text[at] for at in range(*span) if at not in hidden and text[at].isalnum())


def figures(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """The counts of a file."""
    return {
        "texts": len(outcomes),
        "planted": sum(len(one.planted.spans) for one in outcomes),
        "leaks": sum(one.is_leak for one in outcomes),
        "false_removals": sum(len(one.removed) for one in outcomes),
        "waiting": sum(one.is_waiting for one in outcomes),
        "waiting_for_nothing": sum(one.is_waiting and not one.leaked for one in outcomes),
        "caught_by_the_second_look": sum(one.is_waiting and bool(one.leaked) for one in outcomes),
    }


def measured(texts: Iterable[Planted]) -> list[Outcome]:
    """The outcome of every text."""
    return [outcome(one) for one in texts]
