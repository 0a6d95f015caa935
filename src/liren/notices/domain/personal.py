"""What in an account looks as if it told who somebody is or where they live, cell by cell.

A cell is read with the head of its column, which says what a bare number is: 电话, 金额, 房号.
Money and counts are what an account is made of; whatever else the rules of `core.redaction` would
cover is shown to the clerk, who mends it or says why it may stand.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from liren.core.redaction.personal_names import COMPOUND, H
from liren.core.redaction.public_check import suspicions
from liren.core.redaction.public_words import covers, one_width

Table = Sequence[Sequence[str]]

# A second look at prose stops at every unexplained number; an account is full of them.
COUNTING = frozenset({"number", "written_number", "english_name", "too_long"})
_SUM = re.compile(
    r"[-+]?[¥￥]?\s?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?\s?(?:[元%]|万元)?"
)
_PLAIN = re.compile(r"\d+")
_MONEY = re.compile("[额元价费款计数量支收余结预决]|面积|比例|序号|amount|total|sum|count", re.I)
_DATES = re.compile(
    r"(?:19|20)\d{2}[-/.年]?\d{1,2}[-/.月]?(?:\d{1,2}日?)?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
)
_BIRTH = re.compile("生日|出生|birth", re.I)
_DOOR = re.compile("房号|室号|房间|户号|门牌|住址|家庭地址|^[室房户]$|room|address", re.I)
_SPOKEN_OF = re.compile(r"(?:姓名|联系人)\w")  # 一户的姓名和电话: of names, and not a name
_NAME = re.compile(f"(?:{COMPOUND}){H}{{1,2}}")  # no word of the language begins a cell like this


@dataclass(frozen=True)
class Finding:
    """Some words that look personal: in a cell (counted from 1, the head is row 1), or a text."""

    words: str
    row: int = 0
    column: int = 0
    head: str = ""


def findings(*texts: str, table: Table = ()) -> list[Finding]:
    """Everything in an account that looks personal, the texts first."""
    return [*_of_texts(texts), *_of_table(table)]


def fingerprint(found: Iterable[Finding]) -> str:
    """By which it is known that somebody looked at just these words; empty for none."""
    words = sorted({one.words for one in found})
    return sha256("\n".join(words).encode()).hexdigest() if words else ""


def _of_texts(texts: Sequence[str]) -> Iterator[Finding]:
    for text in texts:
        for start, end in _stretches(text):
            yield Finding(text[start:end])


def _of_table(table: Table) -> Iterator[Finding]:
    known: dict[tuple[str, str], str] = {}
    for row, cells in enumerate(table, 1):
        for column, cell in enumerate(cells, 1):
            head = table[0][column - 1] if row > 1 else ""
            if (head, cell) not in known:
                known[head, cell] = _personal(head.strip(), cell.strip())
            if known[head, cell]:
                yield Finding(known[head, cell], row, column, head)


def _personal(head: str, cell: str) -> str:
    """The words of a cell that look personal, if any."""
    plain = one_width(cell)
    if not plain or _is_harmless(head, plain):
        return ""
    if _DOOR.search(head) and any(sign.isdigit() for sign in plain):
        return cell
    before = f"{head}：" if head else ""
    found = any(end > len(before) for _, end in _stretches(before + cell))
    return cell if found or _NAME.fullmatch(plain) else ""


def _is_harmless(head: str, plain: str) -> bool:
    if _DATES.fullmatch(plain):
        return not _BIRTH.search(head)
    if _PLAIN.fullmatch(plain) and len(plain) > 6:
        return bool(_MONEY.search(head)) and len(plain) < 10
    return bool(_SUM.fullmatch(plain)) and not _DOOR.search(head)


def _stretches(text: str) -> list[tuple[int, int]]:
    """What the public list would cover, or wait for somebody to read."""
    covered = covers(text)
    view = list(text)
    for start, end in covered:
        view[start:end] = "　" * (end - start)
    rest = "".join(view)
    doubted = [
        (one.start, one.end)
        for one in suspicions(rest)
        if one.why not in COUNTING and not _SPOKEN_OF.fullmatch(rest[one.start : one.end])
    ]
    return sorted({*covered, *doubted})
