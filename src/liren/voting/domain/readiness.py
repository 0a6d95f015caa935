"""What is missing before a vote may be opened, and where to mend it.

The idea is Helios' `issues_before_freeze`: the list is complete, each line says where to go, and
after opening roll and questions cannot change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from liren.core.errors import sentence

from .matters import Basis, Matter
from .profiles import Channel, CoOwners, PaperDuty, Profile, is_in_force
from .roll import AreaSource, FaultKind, Roll, faults_of


class Where(StrEnum):
    """The page on which it is mended."""

    QUESTION = "question"
    RULES = "rules"
    ROLL = "roll"
    TIME = "time"
    CHANNELS = "channels"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. What is not blocking is shown, and must be borne in public."""

    code: str
    where: Where
    sentence: str
    data: Mapping[str, object] = field(default_factory=dict)
    is_blocking: bool = True


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """A vote as it is being prepared, its times in the place's own time zone: days are counted.

    `unreachable` are owners without any address.
    """

    question: str
    matter: Matter
    roll: Roll
    notice_date: date | None = None
    is_roll_frozen: bool = False
    open_objections: int = 0
    channels: frozenset[Channel] = frozenset()
    unreachable: frozenset[str] = frozenset()
    is_secret: bool = False


FEW = 40  # homes of known areas: whoever knows them all can solve for who chose what


def missing(vote: Preparation, profile: Profile) -> list[Gap]:
    """Return all that keeps the vote from being opened, and all that should be known."""
    parts = (_question(vote), _roll(vote, profile), _time(vote, profile), _ways(vote, profile))
    return [gap for part in parts for gap in part]


def may_open(vote: Preparation, profile: Profile) -> bool:
    """Whether nothing blocking is left."""
    return not any(gap.is_blocking for gap in missing(vote, profile))


_FAULTS: Mapping[FaultKind, str] = {
    FaultKind.UNIT_TWICE: sentence("{count} units stand on the roll twice, like {first}."),
    FaultKind.NO_OWNER: sentence("{count} units have no owner, like {first}."),
    FaultKind.NO_AREA: sentence("{count} units have no area, like {first}."),
    FaultKind.DEVELOPER_UNKNOWN: sentence(
        "{count} units are not handed over, and whose they are is not said, like {first}."
    ),
    FaultKind.SPEAKER_NOT_OWNER: sentence(
        "{count} units name a voter who is not among their owners, like {first}."
    ),
}


_CLOSED: Mapping[Channel, str] = {
    Channel.ONLINE: sentence("Here a vote on line must be held on the city's own system."),
    Channel.PAPER: sentence("Here a vote may not be held on paper."),
    Channel.PROXY: sentence("Here nobody may vote for another."),
    Channel.CITY: sentence("Here the city's own system may not be used."),
}


def _question(vote: Preparation) -> Iterator[Gap]:
    if not vote.question.strip():
        yield Gap("question_missing", Where.QUESTION, sentence("The text of the question."))
    matter = vote.matter
    if matter.is_election and len(matter.candidates) < matter.seats:
        data = {"count": len(matter.candidates), "seats": matter.seats}
        words = sentence("There are {count} candidates for {seats} seats.")
        yield Gap("too_few_candidates", Where.QUESTION, words, data)
    if matter.is_election and matter.most_picks > len(matter.candidates):
        words = sentence("More ticks are allowed than there are candidates.")
        yield Gap("too_many_ticks", Where.QUESTION, words)


def _roll(vote: Preparation, profile: Profile) -> Iterator[Gap]:
    roll, basis = vote.roll, vote.matter.basis
    if not any(unit.counts for unit in roll.units):
        yield Gap("roll_empty", Where.ROLL, sentence("The roll is empty."))
    faults = list(faults_of(roll, basis))
    for kind, words in _FAULTS.items():
        if units := [fault.unit for fault in faults if fault.kind is kind]:
            yield Gap(kind.value, Where.ROLL, words, {"count": len(units), "first": units[0]})
    if vote.open_objections:
        words = sentence("{count} objections to the roll are not answered.")
        yield Gap("objections_open", Where.ROLL, words, {"count": vote.open_objections})
    if roll.record_date is None:
        yield Gap("record_date_missing", Where.ROLL, sentence("The record date of the roll."))
    if not vote.is_roll_frozen:
        yield Gap("roll_not_frozen", Where.ROLL, sentence("The roll is not frozen yet."))
    if basis is Basis.OWNERS:
        yield from _owners(vote, profile)


def _owners(vote: Preparation, profile: Profile) -> Iterator[Gap]:
    counted = [unit for unit in vote.roll.units if unit.counts]
    if vote.is_secret and len(counted) < FEW:
        words = sentence(
            "Only {count} homes: in a secret vote whoever knows all areas may work out choices "
            "from the sums that the law wants published."
        )
        yield Gap("secret_small", Where.RULES, words, {"count": len(counted)}, is_blocking=False)
    doubtful = [u.key for u in counted if u.area_source is not AreaSource.REGISTER]
    if doubtful:
        words = sentence("{count} areas are not from the land register, like that of {first}.")
        data = {"count": len(doubtful), "first": doubtful[0]}
        yield Gap("area_not_registered", Where.ROLL, words, data, is_blocking=False)
    if out_of_reach := vote.unreachable & {owner for unit in counted for owner in unit.owners}:
        words = sentence("{count} owners have no address. Post their papers in public.")
        yield Gap("unreachable", Where.ROLL, words, {"count": len(out_of_reach)}, is_blocking=False)
    if profile.co_owners is CoOwners.NAMED:
        silent = [u.key for u in counted if len(u.owners) > 1 and not u.speaker]
        if silent:
            words = sentence("{count} co-owned homes have not named who votes, like {first}.")
            data = {"count": len(silent), "first": silent[0]}
            yield Gap("speaker_missing", Where.ROLL, words, data, is_blocking=False)


def _time(vote: Preparation, profile: Profile) -> Iterator[Gap]:
    opens, closes = vote.matter.opens_at, vote.matter.closes_at
    if opens is None or closes is None or closes <= opens:
        words = sentence("When the vote opens, and when it closes.")
        yield Gap("window_missing", Where.TIME, words)
        return
    yield from _length(opens, closes, profile)
    if vote.notice_date is None:
        yield Gap("notice_missing", Where.TIME, sentence("The day on which notice was given."))
    elif opens.date() - vote.notice_date < timedelta(days=profile.notice_days):
        words = sentence("Notice must be given {days} days before the vote opens.")
        yield Gap("notice_short", Where.TIME, words, {"days": profile.notice_days})
    if vote.roll.record_date is not None and vote.roll.record_date > opens.date():
        words = sentence("The record date of the roll is after the vote opens.")
        yield Gap("record_date_late", Where.TIME, words)
    if not is_in_force(profile, opens.date()):
        words = sentence("The rules of {place} do not hold on the day on which the vote opens.")
        yield Gap("rules_not_in_force", Where.RULES, words, {"place": profile.name})


def _length(opens: datetime, closes: datetime, profile: Profile) -> Iterator[Gap]:
    length = closes - opens
    if profile.shortest_days is not None and length < timedelta(days=profile.shortest_days):
        words = sentence("A vote must last {days} days at least.")
        yield Gap("too_short", Where.TIME, words, {"days": profile.shortest_days})
    if profile.longest_days is not None and length > timedelta(days=profile.longest_days):
        words = sentence("A vote may last {days} days at most.")
        yield Gap("too_long", Where.TIME, words, {"days": profile.longest_days})


def _ways(vote: Preparation, profile: Profile) -> Iterator[Gap]:
    if not vote.channels:
        yield Gap("no_channel", Where.CHANNELS, sentence("How people may vote."))
    for channel in sorted(vote.channels - profile.channels):
        yield Gap("channel_closed", Where.CHANNELS, _CLOSED[channel], {"channel": channel.value})
    if profile.paper is not PaperDuty.NONE and Channel.PAPER not in vote.channels:
        words = sentence("There must be paper ballots for those who want them.")
        yield Gap("paper_missing", Where.CHANNELS, words)
    if (clause := profile.clause) is None:
        return
    if not clause.text.strip() or clause.adopted_date is None:
        words = sentence("The text of the “not returned” clause, and the day it was adopted.")
        yield Gap("clause_incomplete", Where.RULES, words)
    elif vote.notice_date is not None and clause.adopted_date > vote.notice_date:
        words = sentence(
            "The “not returned” clause was adopted after notice of this vote was given."
        )
        yield Gap("clause_too_new", Where.RULES, words)
    if not vote.matter.is_silence_explained:
        words = sentence("The ballot must say what it means not to return it.")
        yield Gap("clause_not_explained", Where.QUESTION, words)
