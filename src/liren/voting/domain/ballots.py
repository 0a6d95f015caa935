"""Ballots as they were received, and which of them stand.

A ballot is never changed. Who made a mistake has it voided by two officers with a reason, and
gives another. The first ballot of a head that can stand stands, in the order of receipt; every
other is listed with its reason. An abstention takes part, a spoiled ballot does not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from liren.core.errors import sentence

from .matters import Matter
from .profiles import Channel, Profile
from .reasons import REASONS, Why
from .roll import Head, Heads


class Choice(StrEnum):
    """What a ballot says; TICKED in an election, with its picks."""

    AGREE = "agree"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    TICKED = "ticked"
    SPOILED = "spoiled"


CHOICES: Mapping[Choice, str] = MappingProxyType(
    {
        Choice.AGREE: sentence("Agree"),
        Choice.OPPOSE: sentence("Oppose"),
        Choice.ABSTAIN: sentence("Abstain"),
        Choice.TICKED: sentence("Ticked"),
        Choice.SPOILED: sentence("Spoiled"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """Who votes for an owner; `kinds` says what else they are, like property_staff."""

    by: str
    is_written: bool
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Void:
    """Why a ballot was taken out, and the two who did it."""

    reason: str
    officers: tuple[str, str]

    def __post_init__(self) -> None:
        if not self.reason.strip() or len({o for o in self.officers if o.strip()}) != 2:
            raise ValueError("a void needs a reason and two officers")


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """One ballot. `number` is the order of receipt; `unit` says for which home, where unclear."""

    id: str
    number: int
    voters: frozenset[str]
    choice: Choice
    channel: Channel
    picks: frozenset[str] = frozenset()
    unit: str = ""
    received_at: datetime | None = None
    proxy: Proxy | None = None
    void: Void | None = None


@dataclass(frozen=True)
class Accepted:
    """A ballot that stands, and the head it speaks for."""

    ballot: Ballot
    head: Head


@dataclass(frozen=True)
class Rejected:
    """A ballot that does not stand, why, and the head it would have spoken for."""

    ballot: Ballot
    why: Why
    head: Head | None = None

    @property
    def reason(self) -> str:
        """The English message id of the reason."""
        return REASONS[self.why]


@dataclass
class _Sieve:
    """What has been let through so far."""

    heads: Heads
    matter: Matter
    profile: Profile
    spoken: set[str] = field(default_factory=set)
    proxies: Counter[str] = field(default_factory=Counter)

    def judge(self, ballot: Ballot) -> Accepted | Rejected:
        """Let it through, or say why not."""
        head, why = self.heads.spoken_for(ballot.voters, ballot.unit)
        if untimely := _untimely(ballot, self.matter):
            return Rejected(ballot, untimely, head)
        if head is None or why is not None:
            return Rejected(ballot, why or Why.NOT_AN_OWNER, head)
        for test in _TESTS:
            if why := test(ballot, self.matter, self.profile):
                return Rejected(ballot, why, head)
        if head.key in self.spoken:
            return Rejected(ballot, Why.ALREADY_VOTED, head)
        if ballot.proxy is not None:
            most = self.profile.proxies_per_person
            if most is not None and self.proxies[ballot.proxy.by] >= most:
                return Rejected(ballot, Why.TOO_MANY_PROXIES, head)
            self.proxies[ballot.proxy.by] += 1
        self.spoken.add(head.key)
        return Accepted(ballot, head)


def admit(
    ballots: Iterable[Ballot], heads: Heads, matter: Matter, profile: Profile
) -> Iterator[Accepted | Rejected]:
    """Yield each ballot in the order of receipt, accepted or rejected."""
    sieve = _Sieve(heads, matter, profile)
    for ballot in sorted(ballots, key=lambda b: (b.number, b.id)):
        yield sieve.judge(ballot)


def _untimely(ballot: Ballot, matter: Matter) -> Why | None:
    if ballot.void is not None:
        return Why.VOIDED
    at = ballot.received_at
    if at is not None and matter.opens_at is not None and at < matter.opens_at:
        return Why.TOO_EARLY
    # What is in the box at the moment of closing is in time.
    if at is not None and matter.closes_at is not None and at > matter.closes_at:
        return Why.LATE
    return None


def _closed_channel(ballot: Ballot, matter: Matter, profile: Profile) -> Why | None:
    return None if ballot.channel in profile.channels else Why.CHANNEL_CLOSED


def _unfit_proxy(ballot: Ballot, matter: Matter, profile: Profile) -> Why | None:
    if ballot.proxy is None:
        return Why.NO_WRITTEN_PROXY if ballot.channel is Channel.PROXY else None
    if not ballot.proxy.is_written:
        return Why.NO_WRITTEN_PROXY
    return Why.BARRED_PROXY if ballot.proxy.kinds & profile.barred_proxies else None


def _unclear(ballot: Ballot, matter: Matter, profile: Profile) -> Why | None:
    if ballot.choice is Choice.ABSTAIN:
        return Why.SPOILED if ballot.picks else None
    if ballot.choice is Choice.SPOILED or (ballot.choice is Choice.TICKED) != matter.is_election:
        return Why.SPOILED
    if not matter.is_election:
        return Why.SPOILED if ballot.picks else None
    if ballot.picks - set(matter.candidates):
        return Why.UNKNOWN_CANDIDATE
    if len(ballot.picks) > matter.most_picks:
        return Why.TOO_MANY_PICKS
    return None if ballot.picks else Why.SPOILED


_TESTS: tuple[Callable[[Ballot, Matter, Profile], Why | None], ...] = (
    _closed_channel,
    _unfit_proxy,
    _unclear,
)
