"""Lines as they were pasted, told apart into messages, notes of the client, and what is neither."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from liren.cases.domain.chat.bodies import body_of
from liren.cases.domain.chat.headers import RULE, Header, cell, headers_of, inline, moment_alone
from liren.cases.domain.chat.marks import is_note, is_recalled
from liren.cases.domain.chat.messages import Chat, Kind, Message
from liren.cases.domain.chat.moments import MOMENT, Said, settle
from liren.cases.domain.chat.names import Speakers

MOST_LINES = 200_000
SHOWN = 80  # letters of a line that is no text
LONGEST_LINE = 5_000

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad]")
_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000]+")
_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff\ue000-\uf8ff]")
_SYSTEM_NAME = re.compile(
    r"^(?:系统|群)(?:消息|提示|通知|助手|管家)$|^system(?: message)?$", re.IGNORECASE
)
# What stands before a note in an export: the moment, an empty name, the word for notes.
_STAMP = re.compile(
    rf"^[\[【(\"]?{MOMENT}[\])】\"]?\s?(?:[-–—,;|\t]\s?)*(?:\"?(?:系统|system)(?:消息|提示)?\"?[,;|\t:：]\s?)?"
    r"(?:\d{1,5}[,;|\t])?",
    re.IGNORECASE,
)


@dataclass
class _Open:
    """A message that is being gathered."""

    header: Header | None
    lines: list[int]
    words: list[str] = field(default_factory=list)
    kind: Kind | None = None  # set for notes, whose words are not looked into


@dataclass
class _Reading:
    """What was gathered so far."""

    found: list[_Open] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)

    @property
    def last(self) -> _Open | None:
        return self.found[-1] if self.found else None


def tidy_lines(text: str) -> tuple[list[str], Sequence[int], Sequence[int]]:
    """The lines that are read, composed and without what nobody sees; which are not, or in part."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    if lines[-1] == "":
        lines.pop()
    tidy = [
        unicodedata.normalize("NFC", _SPACES.sub(" ", _UNSEEN.sub("", line[:LONGEST_LINE]))).strip()
        for line in lines[:MOST_LINES]
    ]
    beyond = range(len(tidy) + 1, len(lines) + 1)
    cut = [at for at, line in enumerate(lines[:MOST_LINES], 1) if len(line) > LONGEST_LINE]
    return tidy, beyond, cut


def parse(text: str, *, now: datetime) -> Chat:
    """The messages of a paste; what no line tells is named as not understood."""
    lines, beyond, cut = tidy_lines(text)
    headers = headers_of(lines, now)
    reading = _Reading()
    for at, line in enumerate(lines):
        _read_line(reading, at, line, headers, now)
    speakers = Speakers(header.name for header in headers.values())
    moments = settle([_said(one) for one in reading.found], now)
    messages, said_before = list[Message](), dict[str, str]()
    for one, moment in zip(reading.found, moments, strict=True):
        message = _message(len(messages), one, moment, speakers, said_before)
        said_before.setdefault(message.text, message.author)
        messages.append(message)
    return Chat(messages, reading.blank, beyond, cut)


def _read_line(
    reading: _Reading, at: int, line: str, headers: dict[int, Header], now: datetime
) -> None:
    if not line:
        reading.blank.append(at + 1)
    elif _is_broken(line):
        words = _BROKEN.sub("\ufffd", line[:SHOWN])
        reading.found.append(_Open(None, [at + 1], [words], Kind.UNREADABLE))
    elif header := headers.get(at):
        reading.found.append(_headed(header, at))
    elif is_recalled(line) and _is_bare_header(reading.last):
        _add_words(reading, at, line, has_headers=True)
    elif not _is_rest_of_reply(reading.last, line) and (note := _note(line, at, headers, now)):
        reading.found.append(note)
    else:
        _add_words(reading, at, line, has_headers=bool(headers))


def _is_bare_header(last: _Open | None) -> bool:
    return bool(last and last.header and last.header.name and not last.words)


def _headed(header: Header, at: int) -> _Open:
    if _SYSTEM_NAME.match(header.name):
        return _Open(header, [at + 1], [header.text] if header.text else [], Kind.SYSTEM)
    if header.text and (kind := _note_kind(header.text)):
        return _Open(header, [at + 1], [header.text], kind)
    return _Open(header, [at + 1], [header.text] if header.text else [])


def _note_kind(line: str) -> Kind | None:
    line = cell(_STAMP.sub("", line))
    if is_recalled(line):
        return Kind.RECALLED
    return Kind.SYSTEM if is_note(line) else None


def _note(line: str, at: int, headers: dict[int, Header], now: datetime) -> _Open | None:
    """A line of the client's own, among them a day or a time between two messages."""
    if kind := _note_kind(line):
        return _Open(None, [at + 1], [line], kind)
    said = moment_alone(line, now)
    if said is None or (at - 1 in headers and headers[at - 1].said is not None):
        return None
    return _Open(Header("", said), [at + 1], [line], Kind.SYSTEM)


def _is_rest_of_reply(last: _Open | None, line: str) -> bool:
    """The dashes between what is quoted and the answer are no rule of an export."""
    if last is None or not last.words or last.kind or not RULE.match(line):
        return False
    begins = last.words[0]
    return begins.startswith(("「", "『", '"', "“", "这是一条")) or inline(begins) is not None


def _add_words(reading: _Reading, at: int, line: str, *, has_headers: bool) -> None:
    """Words belong to the header above; without any header each line is a message."""
    last = reading.last
    if last and last.kind is Kind.SYSTEM and last.header and last.header.name and not last.words:
        last.lines.append(at + 1)  # the words of the client itself
        last.words.append(line)
    elif last is None or last.kind is not None:
        author = last_author(reading.found) if has_headers else None
        reading.found.append(_Open(author, [at + 1], [line]))
    elif last.header is None and not has_headers:
        reading.found.append(_Open(None, [at + 1], [line]))
    elif last.header and moment_of_header(last, line):
        last.lines.append(at + 1)
    else:
        last.lines.append(at + 1)
        last.words.append(line)


def moment_of_header(last: _Open, line: str) -> bool:
    """Whether this line is the time under the name, as some clients set it."""
    header = last.header
    if header is None or header.said is None or last.words or len(last.lines) > 1:
        return False
    clock = header.said.clock
    return clock is not None and not header.is_inline and f"{clock:%M}" in line and _is_moment(line)


def _is_moment(line: str) -> bool:
    return moment_alone(line, datetime(2000, 1, 1, tzinfo=UTC)) is not None


def last_author(found: Sequence[_Open]) -> Header | None:
    """Whoever spoke before a note goes on speaking after it."""
    return next((Header(one.header.name) for one in reversed(found) if one.header), None)


def _is_broken(line: str) -> bool:
    """Bytes that are no text: a third of it cannot be shown."""
    return 3 * len(_BROKEN.findall(line)) >= len(line)


def _said(one: _Open) -> Said | None:
    return one.header.said if one.header else None


def _message(
    number: int,
    one: _Open,
    at: datetime | None,
    speakers: Speakers,
    said_before: Mapping[str, str],
) -> Message:
    name = one.header.name if one.header else ""
    author = speakers.whom(name)
    lines, words = tuple(one.lines), one.words
    kind = one.kind or (_note_kind(words[0]) if len(words) == 1 else None)
    if kind is not None:
        return Message(
            number=number, lines=lines, kind=kind, author=author, at=at, text="\n".join(words)
        )
    body = body_of(words, speakers, said_before)
    return Message(
        number=number, lines=lines, kind=body.kind, author=author, at=at, text=body.text,
        quote=body.quote, mentions=body.mentions, carries=body.carries,
    )  # fmt: skip
