"""Files that declare something, read key by key: every fault with its line and what is wrong."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liren.core.errors import Invalid, sentence

LONGEST_FILE = 64 * 1024
SYNTAX = sentence("This is no TOML: {why}")
TOO_LONG = sentence("The file is longer than such a declaration can be.")
UNKNOWN = sentence("There is no such key. Possible are: {known}.")
MISSING = sentence("This is missing.")
NOT_TEXT = sentence("This has to be a text in quotation marks, of at most {most} characters.")
NOT_LIST = sentence("This has to be a list of texts.")
NOT_NUMBER = sentence("This has to be a whole number from {least} to {most}.")
NOT_YES_NO = sentence("This has to be true or false.")
NOT_ONE_OF = sentence("“{value}” is not possible here. Possible are: {known}.")
BAD_KEY = sentence(
    "“{value}” is no key: small letters, digits and {mark}, beginning with a letter."
)
TOO_MANY = sentence("That is more than the {most} that are possible.")
TABLE = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
ENTRY = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True)
class Fault:
    """What is wrong: at which line, under which key, and the sentence with its data."""

    line: int
    key: str
    says: str
    data: Mapping[str, object] = field(default_factory=dict)


class Undeclared(Invalid):
    """A file cannot be used; `faults` say all of it at once."""

    code = "ledgers.undeclared"
    sentence = sentence("This file cannot be used yet. What has to be mended is named below.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class Lines:
    """On which line each key of a file stands."""

    def __init__(self, text: str) -> None:
        self._known: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        table, at = "", 0
        for number, line in enumerate(text.splitlines(), start=1):
            if found := TABLE.match(line):
                table = found[2]
                at = counts.get(table, 0) if found[1] == "[[" else 0
                counts[table] = at + 1
                self._known.setdefault((table, at, ""), number)
            elif found := ENTRY.match(line):
                self._known.setdefault((table, at, found[1]), number)

    def of(self, table: str, at: int, key: str) -> int:
        """The line of a key, or of its table; the first where neither is there."""
        return self._known.get((table, at, key)) or self._known.get((table, at, "")) or 1


@dataclass
class Table:
    """One table of the file, read key by key."""

    name: str
    at: int
    data: Mapping[str, Any]
    lines: Lines
    faults: list[Fault]
    is_many: bool = False

    def fault(self, key: str, says: str, **data: object) -> None:
        """Note what is wrong with a key."""
        name = f"{self.name}[{self.at + 1}].{key}" if self.is_many else key
        self.faults.append(Fault(self.lines.of(self.name, self.at, key), name, says, data))

    def only(self, known: set[str]) -> None:
        """Note every key that is none of the known."""
        for key in self.data:
            if key not in known:
                self.fault(key, UNKNOWN, known="、".join(sorted(known)))

    def text(self, key: str, *, most: int = 200, needed: bool = True) -> str:
        """A text, without spaces around it."""
        raw = self.data.get(key, "")
        if not isinstance(raw, str) or len(raw) > most or "\0" in raw:
            self.fault(key, NOT_TEXT, most=most)
            return ""
        if needed and not raw.strip():
            self.fault(key, MISSING)
        return raw.strip()

    def texts(self, key: str, *, most: int, needed: bool = True) -> tuple[str, ...]:
        """A list of texts; one text is a list of one."""
        raw = self.data.get(key, [])
        listed = [raw] if isinstance(raw, str) else raw
        if not isinstance(listed, list) or not all(
            isinstance(one, str) and 0 < len(one.strip()) <= 120 for one in listed
        ):
            self.fault(key, NOT_LIST)
            return ()
        if needed and not listed:
            self.fault(key, MISSING)
        if len(listed) > most:
            self.fault(key, TOO_MANY, most=most)
        return tuple(one.strip() for one in listed)

    def one_of(self, key: str, known: Mapping[str, object], default: str = "") -> str:
        """One of the known words."""
        value = self.text(key, needed=not default) or default
        if value and value not in known:
            self.fault(key, NOT_ONE_OF, value=value, known="、".join(known))
            return ""
        return value

    def number(self, key: str, least: int, most: int, default: int) -> int:
        """A whole number."""
        raw = self.data.get(key, default)
        if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= most:
            self.fault(key, NOT_NUMBER, least=least, most=most)
            return default
        return raw

    def yes(self, key: str) -> bool:
        """True or false."""
        raw = self.data.get(key, False)
        if not isinstance(raw, bool):
            self.fault(key, NOT_YES_NO)
        return raw is True

    def key(self, pattern: re.Pattern[str], mark: str) -> str:
        """A key of that form."""
        value = self.text("key", most=40)
        if value and not pattern.fullmatch(value):
            self.fault("key", BAD_KEY, value=value, mark=mark)
        return value


def read(text: str) -> Mapping[str, Any]:
    """The file as it stands; refused with the line where it is no such file."""
    if len(text.encode("utf-8", "replace")) > LONGEST_FILE:
        raise Undeclared([Fault(1, "", TOO_LONG)])
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as wrong:
        found = re.search(r"line (\d+)", str(wrong))
        line = int(found[1]) if found else 1
        raise Undeclared([Fault(line, "", SYNTAX, {"why": str(wrong)})]) from wrong


def mapping(raw: object) -> Mapping[str, Any]:
    """A table, or an empty one."""
    return raw if isinstance(raw, dict) else {}


def tables(raw: object) -> list[Mapping[str, Any]]:
    """Several tables, or none."""
    return [mapping(one) for one in raw] if isinstance(raw, list) else []
