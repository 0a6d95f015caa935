"""A file of the city's own e-voting system, read line by line: which home said what, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liren.core.errors import Invalid, sentence

from .ballots import Choice
from .choices import Chosen
from .columns import Header, Line, LineFault, Wanted, home_of, plain, several
from .matters import Matter
from .roll_lines import NoHome, NoOwner, WordUnknown

MOST_QUESTIONS = 20


class Column(StrEnum):
    """What a column holds."""

    SERIAL = "serial"
    HOME = "home"
    BUILDING = "building"
    ENTRANCE = "entrance"
    ROOM = "room"
    OWNER = "owner"
    TIME = "time"
    ANSWER = "answer"


PATTERNS: tuple[tuple[str, Column], ...] = (
    (r"流水|编号|序列|票号|^serial|^id$", Column.SERIAL),
    (r"时间|^time|^castat|^date", Column.TIME),
    (r"业主|姓名|投票人|^owner|^name|^voter", Column.OWNER),
    (r"坐落|门牌|^房屋$|房屋地址|房产|^home|^address", Column.HOME),
    (r"单元|^entrance", Column.ENTRANCE),
    (r"房号|室号|^室$|户号|^room", Column.ROOM),
    (r"楼|栋|幢|^building", Column.BUILDING),
    (r"意见|选择|表决|议题|问题|候选|^choice|^answer|^question|^vote", Column.ANSWER),
)
EXAMPLE = "流水号、房号、业主、时间、表决意见"
WORDS = {
    **dict.fromkeys(("同意", "赞成", "agree", "yes", "for"), Choice.AGREE),
    **dict.fromkeys(("不同意", "反对", "oppose", "no", "against"), Choice.OPPOSE),
    **dict.fromkeys(("弃权", "abstain"), Choice.ABSTAIN),
}
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")


class TimeUnreadable(Invalid):
    """The moment in which it was cast."""

    code = "voting.line_time_unreadable"
    sentence = sentence("“{text}” is no time like 2026-11-20 18:30.")


class SerialTwice(Invalid):
    """One serial number, two lines."""

    code = "voting.line_serial_twice"
    sentence = sentence("The serial number stands on line {first} already.")


class AnswersMissing(Invalid):
    """Fewer columns of answers than questions."""

    code = "voting.line_answers_missing"
    sentence = sentence("There are {questions} questions, and {columns} columns of answers.")


@dataclass(frozen=True)
class CityBallot:
    """One line: what the city's system says of one home."""

    line: int
    serial: str
    home: str
    owner: str
    at: datetime
    answers: dict[int, Chosen]


@dataclass
class Reading:
    """All that could be read, and what is wrong with which line."""

    header_line: int
    ballots: list[CityBallot]
    faults: list[LineFault]


def read_city(rows: Iterable[Line], matters: Mapping[int, Matter]) -> Reading:
    """Read all lines; the columns of answers stand in the order of the questions."""
    listed = list(rows)
    needed = (
        frozenset({Column.HOME, Column.ROOM}),
        frozenset({Column.SERIAL}),
        frozenset({Column.OWNER}),
        frozenset({Column.TIME}),
        frozenset({Column.ANSWER}),
    )
    header = Wanted(PATTERNS, needed, EXAMPLE).header_of(listed)
    reading, seen = Reading(header.line, [], []), dict[str, int]()
    for row in listed:
        if row.line <= header.line or not any(cell.strip() for cell in row.cells):
            continue
        try:
            ballot = _ballot(row, header, matters)
            first = seen.setdefault(ballot.serial, row.line)
            if first != row.line:
                raise SerialTwice(first=first)
            reading.ballots.append(ballot)
        except Invalid as wrong:
            reading.faults.append(LineFault(row.line, wrong.sentence, wrong.data))
    return reading


def _ballot(row: Line, header: Header[Column], matters: Mapping[int, Matter]) -> CityBallot:
    whole, room = header.cell(row, Column.HOME), header.cell(row, Column.ROOM)
    before = [header.cell(row, column) for column in (Column.BUILDING, Column.ENTRANCE)]
    home = home_of(whole) if whole else home_of(*before, room) if room else ""
    owner = header.cell(row, Column.OWNER)
    if not home:
        raise NoHome
    if not owner:
        raise NoOwner
    serial = plain(header.cell(row, Column.SERIAL)) or f"line {row.line}"
    first = header.columns[Column.ANSWER]
    words = row.cells[first : first + len(matters)]
    if len(words) < len(matters):
        raise AnswersMissing(questions=len(matters), columns=len(words))
    answers = _answers(words, matters)
    return CityBallot(row.line, serial[:60], home, owner, _moment(row, header), answers)


def _answers(words: Sequence[str], matters: Mapping[int, Matter]) -> dict[int, Chosen]:
    return {
        number: _chosen(text, matter)
        for text, (number, matter) in zip(words, matters.items(), strict=True)
    }


def _chosen(text: str, matter: Matter) -> Chosen:
    word = WORDS.get(plain(text))
    if word is Choice.ABSTAIN or (word is not None and not matter.is_election):
        return [word]
    names = {plain(name): name for name in matter.candidates}
    ticked = [names.get(plain(part), "") for part in several(text)]
    if not ticked or "" in ticked:
        raise WordUnknown(text=text[:20])
    return ticked


def _moment(row: Line, header: Header[Column]) -> datetime:
    text = header.cell(row, Column.TIME)
    for shape in MOMENTS:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007  # the office's own time, set by whoever asks
        except ValueError:
            continue
    raise TimeUnreadable(text=text[:20])
