"""The hand-written stories a month is made of, read from the files in `stories_of_a_month`."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILES = ("facilities", "clean_and_house", "safety_and_lifts", "living_together")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One matter as it is told, with what happens to it; "{place}" stands for the place."""

    key: str
    category: str
    where: str  # a kind of place, or the use of a point of interest
    channels: tuple[str, ...]
    title: str
    words: tuple[str, ...]  # several tellings of the same matter
    dispatch: str
    finish: str
    check: str  # what the checker found when it was right
    comment: str  # of a resident who is content
    voices: tuple[str, ...] = ()  # others who report the very same thing
    return_reason: str = ""
    extend: str = ""
    rework: str = ""
    hang: str = ""
    deny: str = ""  # what the checker found when there was nothing
    refuse: str = ""
    unhappy: str = ""
    # "slab": only a walk-up will do; "elder": a home of one old person; "below": not the top floor.
    style: str = ""
    told_by: str = ""  # "neighbour": by somebody else than those who live there


def is_english(words: str) -> bool:
    """Whether a telling is one of a foreign resident."""
    return sum(letter.isascii() for letter in words) > len(words) * 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the month needs to know of a class of the default tree."""

    code: str
    duty: str
    handling_hours: float  # of the wall clock, roughly
    round_the_clock: bool
    needs_existence_check: bool


@cache
def stories() -> tuple[Story, ...]:
    """All stories, in the order of the files."""
    folder = files("liren.config.demo") / "stories_of_a_month"
    found = []
    for name in FILES:
        text = (folder / f"{name}.toml").read_text(encoding="utf-8")
        for key, fields in tomllib.loads(text).items():
            lists = {k: tuple(v) for k, v in fields.items() if isinstance(v, list)}
            found.append(Story(key=key, **{**fields, **lists}))
    return tuple(found)


@cache
def matters() -> dict[str, Matter]:
    """The small classes of the default tree by their code."""
    table = files("liren.cases") / "categories" / "default.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["code"]: _matter(row) for row in rows if row["parent"]}


def _matter(row: dict[str, str]) -> Matter:
    hours = {"urgent_hours": 1.0, "working_hours": 1.0, "working_days": 24.0}
    return Matter(
        code=row["code"],
        duty=row["party_kind"],
        handling_hours=float(row["handling_amount"]) * hours[row["handling_clock"]],
        round_the_clock=row["handling_clock"] == "urgent_hours",
        needs_existence_check=row["needs_existence_check"] == "yes",
    )
