"""Jurisdiction profiles: local rules on votes as data, with their dates and sources.

One TOML file a place lies in `voting/profiles`. Rules change: a file says from when it holds and
when its text was last checked, and a community's rules of procedure are laid over it with
`dataclasses.replace`. What a place leaves out is as in `cn.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from liren.core.errors import sentence

NATIONAL = "cn"


class Channel(StrEnum):
    """The way a ballot came in; a proxy may have used any of them."""

    ONLINE = "online"
    PAPER = "paper"
    PROXY = "proxy"
    CITY = "city"  # taken over from the city's own e-voting system


CHANNELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.ONLINE: sentence("On line"),
        Channel.PAPER: sentence("On paper"),
        Channel.PROXY: sentence("By proxy"),
        Channel.CITY: sentence("On the city's own system"),
    }
)


class PaperDuty(StrEnum):
    """Whether there must be paper beside the telephone."""

    NONE = "none"
    ON_REQUEST = "on_request"
    ALWAYS = "always"


class CoOwners(StrEnum):
    """Who speaks for a co-owned home: whoever of them comes first, or the one they named."""

    ANY = "any"
    NAMED = "named"


class SilenceEffect(StrEnum):
    """What a covenant may say of ballots that were delivered and not returned."""

    TAKES_PART = "takes_part"
    WITH_MAJORITY = "with_majority"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """The "not returned" clause of the owners' own rules, with what a court will ask for."""

    text: str
    adopted_date: date | None
    effect: SilenceEffect


@dataclass(frozen=True)
class Source:
    """An article, and what it says in one sentence."""

    article: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The rules of one place. Days are calendar days; `None` means that nothing is ruled."""

    key: str
    name: str
    name_en: str
    checked_date: date
    from_date: date | None = None  # None: our source did not say
    until_date: date | None = None
    notice_days: int = 15
    shortest_days: int | None = None
    longest_days: int | None = None
    result_days: int | None = None
    posting_days: int | None = None  # for papers that could not be delivered
    proxies_per_person: int | None = None
    barred_proxies: frozenset[str] = frozenset()
    paper: PaperDuty = PaperDuty.ON_REQUEST
    channels: frozenset[Channel] = frozenset(Channel)
    co_owners: CoOwners = CoOwners.ANY
    joins_co_owned: bool = False  # a co-owned home joins the head of its only sole owner
    clause: Clause | None = None
    sources: tuple[Source, ...] = ()


@cache
def profiles() -> Mapping[str, Profile]:
    """All profiles that ship, by key; the national one first."""
    folder = resources.files("liren.voting").joinpath("profiles")
    tables = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    base = tables.pop(NATIONAL)
    found = {NATIONAL: _profile(NATIONAL, base)}
    shared = {name: value for name, value in base.items() if name in INHERITED}
    return found | {key: _profile(key, shared | tables[key]) for key in sorted(tables)}


def profile(key: str = NATIONAL) -> Profile:
    """The profile of that key."""
    return profiles()[key]


def is_in_force(rules: Profile, day: date) -> bool:
    """Whether the rules hold on that day."""
    return (rules.from_date or day) <= day <= (rules.until_date or day)


INHERITED = {field.name for field in fields(Profile)} - {
    "key", "name", "name_en", "from_date", "checked_date", "until_date", "sources",
}  # fmt: skip


def _profile(key: str, table: Mapping[str, Any]) -> Profile:
    made = dict(table)
    for name, kind in _SETS.items():
        if name in made:
            made[name] = frozenset(kind(value) for value in made[name])
    for name, kind in _CHOICES.items():
        if name in made:
            made[name] = kind(made[name])
    made["sources"] = tuple(Source(**source) for source in made.get("sources", ()))
    return Profile(key=key, **made)


_SETS: Mapping[str, type[str]] = {"channels": Channel, "barred_proxies": str}
_CHOICES: Mapping[str, type[StrEnum]] = {"paper": PaperDuty, "co_owners": CoOwners}
