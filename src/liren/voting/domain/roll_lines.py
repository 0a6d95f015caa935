"""A workbook of owners read line by line: every line becomes part of a home, or says why not.

A home may stand on several lines, one for each owner, and a line without a home belongs to the one
above it (a merged cell). Nothing is guessed and nothing is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from liren.core.errors import Invalid, sentence

from .areas import parse_area
from .columns import (
    LONGEST_HOME,
    Header,
    Line,
    LineFault,
    Wanted,
    building_of,
    home_of,
    plain,
    several,
)
from .matters import Basis
from .roll import AreaSource, Status

T = TypeVar("T")


class Column(StrEnum):
    """What a column of the roll holds."""

    HOME = "home"
    BUILDING = "building"
    ENTRANCE = "entrance"
    ROOM = "room"
    SOURCE = "source"
    AREA = "area"
    SPEAKER = "speaker"
    DEVELOPER = "developer"
    DOCUMENT = "document"
    PHONE = "phone"
    OWNER = "owner"
    STATUS = "status"
    COUNTS = "counts"


PATTERNS: tuple[tuple[str, Column], ...] = (
    (r"面积来源|面积依据|areasource", Column.SOURCE),
    (r"面积|^area", Column.AREA),
    (r"投票代表|推选|共有人代表|^speaker", Column.SPEAKER),
    (r"建设单位|开发商|开发企业|^developer", Column.DEVELOPER),
    (r"证件|身份证|^document|^id(number|no)?$", Column.DOCUMENT),
    (r"电话|手机|联系方式|^(tele)?phone|^mobile", Column.PHONE),
    (r"交付|状态|^status", Column.STATUS),
    (r"是否计入|计入|是否计票|^counts", Column.COUNTS),
    (r"业主|产权人|所有权人|姓名|居民|户主|^owner|^name", Column.OWNER),
    (r"坐落|门牌|房屋地址|^房屋$|房屋编号|房产|^地址$|^home|^address", Column.HOME),
    (r"单元|^entrance|^unit", Column.ENTRANCE),
    (r"房号|室号|^室$|户号|房间|^room|^flat|车位号", Column.ROOM),
    (r"楼|栋|幢|^building", Column.BUILDING),
)
PLACES = frozenset({Column.HOME, Column.ROOM})
STATUSES = {
    "": Status.DELIVERED,
    **dict.fromkeys(("已交付", "交付", "已入住", "是", "delivered", "yes"), Status.DELIVERED),
    **dict.fromkeys(("未售", "未出售", "未销售", "unsold"), Status.UNSOLD),
    **dict.fromkeys(
        ("未交付", "已售未交付", "sold_undelivered", "undelivered", "否", "no"),
        Status.SOLD_UNDELIVERED,
    ),
}
COUNTED = {
    "": True,
    **dict.fromkeys(("是", "计", "计入", "yes", "1", "true"), True),
    **dict.fromkeys(("否", "不计", "不计入", "no", "0", "false"), False),
}
SOURCES = {
    "": None,
    **dict.fromkeys(("登记", "不动产登记", "房产证", "产权证", "register"), AreaSource.REGISTER),
    **dict.fromkeys(("测绘", "实测", "survey"), AreaSource.SURVEY),
    **dict.fromkeys(("合同", "购房合同", "contract"), AreaSource.CONTRACT),
}
EXAMPLE = "房号、面积、业主、电话"


@dataclass(frozen=True)
class Owner:
    """Somebody as the workbook has them; `identity` is by what they are known again."""

    identity: str
    name: str
    phone: str = ""
    document: str = ""
    key: str = ""  # where the roll has them already


@dataclass
class Home:
    """One home with all its lines."""

    key: str
    line: int
    area: int
    status: Status = Status.DELIVERED
    counts: bool = True
    source: AreaSource = AreaSource.REGISTER
    owners: list[Owner] = field(default_factory=list)
    developer: str = ""
    speaker: str = ""

    @property
    def building(self) -> str:
        """The building, as far as the name tells it."""
        return building_of(self.key)


@dataclass
class Reading:
    """A whole file: homes in its order, and what is wrong with which line."""

    header_line: int
    homes: dict[str, Home] = field(default_factory=dict)
    faults: list[LineFault] = field(default_factory=list)
    lines: int = 0


class LineWrong(Invalid):
    """One line cannot be taken as it stands."""

    code = "voting.line_wrong"
    sentence = sentence("This line cannot be read.")


class NoHome(LineWrong):
    """No home."""

    code = "voting.line_without_home"
    sentence = sentence("The home is missing.")


class HomeTooLong(LineWrong):
    """So long that two homes could look alike after it is cut."""

    code = "voting.line_home_too_long"
    sentence = sentence("The name of this home is too long. Write it like 3-2-502.")


class NoOwner(LineWrong):
    """No owner."""

    code = "voting.line_without_owner"
    sentence = sentence("The owner is missing.")


class OwnerTwice(LineWrong):
    """The same owner of the same home again."""

    code = "voting.line_owner_twice"
    sentence = sentence("This owner stands for this home on line {first} already.")


class AreaDiffers(LineWrong):
    """The same home again with another area."""

    code = "voting.line_area_differs"
    sentence = sentence("This home has another area on line {first}.")


class WordUnknown(LineWrong):
    """A word that stands for nothing."""

    code = "voting.line_word_unknown"
    sentence = sentence("“{text}” is not understood here.")


class CountsDiffer(LineWrong):
    """Several owners, and another number of telephones or documents."""

    code = "voting.line_counts_differ"
    sentence = sentence("{owners} owners and {others} telephones or documents: which is whose?")


class DeveloperMissing(LineWrong):
    """Not handed over, and whose it is is not said."""

    code = "voting.line_without_developer"
    sentence = sentence("It is not handed over: name the developer.")


class SpeakerUnknown(LineWrong):
    """The voter named is no owner."""

    code = "voting.line_speaker_unknown"
    sentence = sentence("The voter named for the co-owners is not among the owners.")


def read_roll(
    rows: Iterable[Line], basis: Basis, source: AreaSource, phone_of: Callable[[str], str]
) -> Reading:
    """Read all lines; raises `ColumnsMissing` where no headings are found."""
    listed = list(rows)
    areas = [frozenset({Column.AREA})] if basis is Basis.OWNERS else []
    needed = (PLACES, frozenset({Column.OWNER}), *areas)
    header = Wanted(PATTERNS, needed, EXAMPLE).header_of(listed)
    reader = _Reader(header, basis, source, phone_of)
    for row in listed:
        if row.line > header.line:
            reader.take(row)
    reader.finish()
    return reader.reading


class _Reader:
    """What has been read so far."""

    def __init__(
        self,
        header: Header[Column],
        basis: Basis,
        source: AreaSource,
        phone_of: Callable[[str], str],
    ) -> None:
        self.header, self.basis, self.source, self.phone_of = header, basis, source, phone_of
        self.reading = Reading(header.line)
        self.last: Home | None = None
        self.seen: dict[tuple[str, str], int] = {}

    def take(self, row: Line) -> None:
        """Take one line, or say what is wrong with it."""
        if not any(cell.strip() for cell in row.cells):
            return
        self.reading.lines += 1
        try:
            self._take(row)
        except Invalid as wrong:
            self._fault(row.line, wrong)

    def finish(self) -> None:
        """Say what only a whole home can tell."""
        homes = list(self.reading.homes.values())
        for home in homes:
            if wrong := completed(home):
                self._fault(home.line, wrong)
        recognise(homes)
        self.reading.faults.sort(key=lambda fault: fault.line)

    def _fault(self, line: int, wrong: Invalid) -> None:
        self.reading.faults.append(LineFault(line, wrong.sentence, wrong.data))

    def _cell(self, row: Line, column: Column) -> str:
        return self.header.cell(row, column)

    def _take(self, row: Line) -> None:
        above, self.last = self.last, None  # what follows a bad line belongs to nothing
        home = self._home(row, above)
        known = self.reading.homes.get(home.key)
        for owner in self._owners(row, home.key):
            first = self.seen.setdefault((home.key, owner.identity), row.line)
            if any(other.identity == owner.identity for other in home.owners):
                self.last = known
                raise OwnerTwice(first=first)
            home.owners.append(owner)
        home.developer = home.developer or self._cell(row, Column.DEVELOPER)
        home.speaker = home.speaker or self._cell(row, Column.SPEAKER)
        self.last = self.reading.homes.setdefault(home.key, home)

    def _home(self, row: Line, above: Home | None) -> Home:
        key = self._key(row)
        if not key:
            has_area = bool(self._cell(row, Column.AREA))
            if above is None or has_area or not self._cell(row, Column.OWNER):
                raise NoHome
            return above
        area = self._area(row)
        home = self.reading.homes.get(key)
        if home is None:
            return Home(key, row.line, area, *self._words(row))
        if area != home.area:
            raise AreaDiffers(first=home.line)
        return home

    def _key(self, row: Line) -> str:
        whole, room = self._cell(row, Column.HOME), self._cell(row, Column.ROOM)
        before = (self._cell(row, c) for c in (Column.BUILDING, Column.ENTRANCE))
        key = home_of(whole) if whole else home_of(*before, room) if room else ""
        if len(key) == LONGEST_HOME:
            raise HomeTooLong
        return key

    def _area(self, row: Line) -> int:
        text = self._cell(row, Column.AREA)
        if self.basis is not Basis.OWNERS and not text:
            return 0
        return parse_area(text)

    def _words(self, row: Line) -> tuple[Status, bool, AreaSource]:
        status = _word(STATUSES, self._cell(row, Column.STATUS))
        source = _word(SOURCES, self._cell(row, Column.SOURCE)) or self.source
        counts = _word(COUNTED, self._cell(row, Column.COUNTS))
        return status, counts, source

    def _owners(self, row: Line, home: str) -> Iterator[Owner]:
        names = several(self._cell(row, Column.OWNER))
        phones, documents = (
            _each(several(self._cell(row, column)), len(names))
            for column in (Column.PHONE, Column.DOCUMENT)
        )
        for name, phone, document in zip(names, phones, documents, strict=True):
            number = self.phone_of(phone) if phone else ""
            papers = plain(document).upper()
            known = papers or f"{plain(name)}|{number or home}"
            yield Owner(known, name[:80], number, papers[:40])


def _each(values: list[str], count: int) -> list[str]:
    if values and len(values) != count:
        raise CountsDiffer(owners=count, others=len(values))
    return values or [""] * count


def _word(words: Mapping[str, T], text: str) -> T:
    try:
        return words[plain(text)]
    except KeyError:
        raise WordUnknown(text=text[:20]) from None


def firm_of(name: str) -> Owner:
    """A developer, the same however its name is written."""
    return Owner(f"firm|{plain(name)}", name[:80])


def recognise(homes: Iterable[Home]) -> None:
    """Know the same owner again: a developer by its name; whoever has a document on one line and
    none on another by name and telephone, if only one document goes with both."""
    listed = list(homes)
    firms = {plain(home.developer): firm_of(home.developer) for home in listed if home.developer}
    papers: dict[tuple[str, str], set[str]] = {}
    for owner in (owner for home in listed for owner in home.owners):
        if owner.document and owner.phone:
            papers.setdefault((plain(owner.name), owner.phone), set()).add(owner.identity)

    def known(owner: Owner) -> Owner:
        name = plain(owner.name)
        if name in firms:
            return replace(owner, identity=firms[name].identity)
        found = set() if owner.document else papers.get((name, owner.phone), set())
        if len(found) != 1:
            return owner
        [document] = found
        return replace(owner, identity=document, document=document[:40])

    for home in listed:
        once = {owner.identity: owner for owner in map(known, home.owners)}
        home.owners = list(once.values())


def completed(home: Home) -> Invalid | None:
    """Fill in what follows from the rest; what is still wrong, if anything."""
    if home.status is Status.UNSOLD and len(home.owners) == 1 and not home.developer:
        home.developer = home.owners[0].name  # nobody has bought it yet
    if home.status is not Status.DELIVERED and not home.developer:
        return DeveloperMissing()
    if not home.owners and not home.developer:
        return NoOwner()
    if home.speaker and plain(home.speaker) not in {plain(o.name) for o in home.owners}:
        return SpeakerUnknown()
    return None
