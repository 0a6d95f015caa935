"""What somebody wrote: cleaned, given a title, and cut into the tokens that search compares.

Chinese has no spaces, so the index holds pairs of neighbouring characters: 路灯坏 is 路灯, 灯坏
and, because a single character must be found too, the last one alone. A query is the same pairs
as a phrase, which both engines understand.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from liren.core.errors import TooLarge, sentence

MAX_TEXT = 5_000
MAX_IMPORTED = 20_000  # what was accepted elsewhere is not turned away here
TITLE = 40
LONGEST_WORD = 64
LONGEST_QUERY = 100

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Invisible characters turn words round (bidi) or hide one in another; the joiner stays in emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u3000]+")
_EMPTY_LINES = re.compile(" ?\n ?(?:\n ?)+")
_AROUND_LINES = re.compile(" ?\n ?")


class TextTooLong(TooLarge):
    """More words than one message can hold; nothing is cut in silence."""

    code = "cases.text_too_long"
    sentence = sentence("That is {length} characters; {limit} can be taken. Please shorten it.")


def clean(text: str, *, limit: int = MAX_TEXT) -> str:
    """The words as they are kept: composed, without invisible characters, lines tidied."""
    text = text.strip()
    # Composing a long run of accents takes time with its square, so the bound comes first.
    if len(text) > 2 * limit:
        raise TextTooLong(limit=limit, length=len(text))
    text = unicodedata.normalize("NFC", _without_invisible(_LINE_ENDS.sub("\n", text)))
    text = _AROUND_LINES.sub("\n", _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text))).strip()
    if len(text) > limit:
        raise TextTooLong(limit=limit, length=len(text))
    return text


def _without_invisible(text: str) -> str:
    """Until nothing changes: removing one may put a joiner beside a letter."""
    while (shorter := _INVISIBLE.sub("", text)) != text:
        text = shorter
    return text


_GREETING = re.compile(
    r"^(?:[\s,，。!！:：、~～]|(?:尊敬的|敬爱的)[^,，。!！:：\n]{0,12}|(?:你|您|大家|领导|各位领导)们?好"
    r"|hello|hi(?![a-z])|请问一?下?)+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_PAUSE = re.compile(r"[，,、：:\s）)]")


def title_of(text: str) -> str:
    """One line that says what it is about, cut where a reader would pause."""
    body = _GREETING.sub("", text) or text
    line = _first_sentences(body)
    if len(line) <= TITLE:
        return line
    head = line[: TITLE - 1]
    pauses = [pause.start() for pause in _PAUSE.finditer(head) if pause.start() >= TITLE // 3]
    return (head[: pauses[-1]] if pauses else head).rstrip() + "…"


def _first_sentences(text: str) -> str:
    """The first sentence, and the next ones while they are too short to say anything."""
    line = ""
    for part in _SENTENCE_END.split(text):
        part = part.strip()
        line = f"{line}，{part}" if line and part else line or part
        if len(line) >= 8:
            break
    return line or text.strip()[:TITLE]


_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": "0", "两": "2"}
_COUNTED = re.compile(
    r"([零〇一二三四五六七八九十百两]{1,5})(?=\s?(?:号楼|號樓|栋|幢|单元|座|号院|#))"
)
_BUILDING = re.compile(r"(\d{1,4})\s?(?:号楼|號樓|栋|幢|#楼|#)")


def fold(text: str) -> str:
    """One spelling for what people write in many ways: width, case, 三幢 = 3栋 = 3# = 3号楼."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = _COUNTED.sub(lambda found: number_of(found[1]), text)
    return _BUILDING.sub(r"\1号楼", text)


def number_of(numeral: str) -> str:
    """A number below a thousand in digits: 十二 is 12, 二十 is 20, 一〇三 is 103."""
    if not set(numeral) & {"十", "百"}:
        return "".join(_DIGITS[character] for character in numeral)
    total, last = 0, 0
    for character in numeral:
        if character in "十百":
            total += (last or 1) * (10 if character == "十" else 100)
            last = 0
        else:
            last = int(_DIGITS[character])
    return str(total + last)


_RUN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)|([a-z0-9]+)")


def tokens(text: str) -> str:
    """What the index holds of a text, separated by spaces and in its order."""
    return " ".join(_cut(fold(text)))


def _cut(folded: str) -> Iterable[str]:
    for run in _RUN.finditer(folded):
        if run[1]:
            yield from (first + second for first, second in pairwise(run[1]))
            yield run[1][-1]
        else:
            yield run[2][:LONGEST_WORD]


Phrase = tuple[list[str], bool]


def phrases(text: str) -> list[Phrase]:
    """Each word of a query as the tokens that must follow each other; True: the last may go on."""
    found = []
    for word in fold(text[:LONGEST_QUERY]).split():
        cut = list(_cut(word))
        if len(cut) > 1 and _ends_in_pair(cut):
            found.append((cut[:-1], False))
        elif cut:
            found.append((cut, not cut[-1].isdigit()))
    return found


def _ends_in_pair(cut: list[str]) -> bool:
    return len(cut[-2]) == 2 and len(cut[-1]) == 1 and cut[-2][1] == cut[-1]


def sqlite_query(text: str) -> str:
    """The query in the language of FTS5; empty when there is nothing to look for."""
    return " AND ".join(
        f'"{" ".join(cut)}"{" *" if goes_on else ""}' for cut, goes_on in phrases(text)
    )


def postgres_query(text: str) -> str:
    """The query as PostgreSQL's tsquery."""
    found = []
    for cut, goes_on in phrases(text):
        steps = " <-> ".join(f"'{token}'" for token in cut)
        found.append(f"({steps}{':*' if goes_on else ''})")
    return " & ".join(found)


MOST_POSITIONS = 255
LAST_POSITION = 16_383


def postgres_vector(text: str) -> str:
    """The tokens with their positions, as PostgreSQL's tsvector is written."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens(text).split(), start=1):
        kept = places.setdefault(token, [])
        if len(kept) < MOST_POSITIONS:
            kept.append(min(position, LAST_POSITION))
    return " ".join(f"'{token}':{','.join(map(str, at))}" for token, at in places.items())
