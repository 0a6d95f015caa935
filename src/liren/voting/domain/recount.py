"""Count a published vote again, from its file alone; see `publication` for what stands in it."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from liren.core.errors import Invalid, sentence

from .ballots import Choice
from .counting import Outcome, Totals, Weight, hear_silence, judge
from .matters import Bar, Basis, Item, Matter
from .profiles import Clause, SilenceEffect
from .publication import (
    FORMAT,
    Slip,
    pieces,
    roll_fingerprint,
    root_of,
    sizes_for,
    stated,
)
from .receipts import question_secret, receipt_secret, slip_name
from .roll import Head, Status

MOST = 10**15  # of anything: what is more was not counted but invented
MOST_QUESTIONS = 1000


class PublicationUnreadable(Invalid):
    """The file is not a published vote, or only a part of one."""

    code: ClassVar[str] = "voting.publication_unreadable"
    sentence: ClassVar[str] = sentence("This is not the whole file of a published vote: {reason}")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, by its key, and whether it is so."""

    key: str
    is_true: bool


@dataclass(frozen=True)
class FoundBallot:
    """What a receipt leads to; nothing when no slip has its name."""

    chosen: tuple[str, ...]
    weight: Weight
    slips: int

    @property
    def is_whole(self) -> bool:
        """Whether it was found, all of one choice, with exactly one head."""
        return self.slips > 0 and bool(self.chosen) and self.weight.heads == 1


@dataclass(frozen=True)
class Recount:
    """All checks, and what the rows come to."""

    checks: tuple[Check, ...]
    outcome: Outcome
    with_silence: Outcome | None
    root: str
    slips: tuple[Slip, ...]
    number: int = 1  # of the question on the paper

    @property
    def is_true(self) -> bool:
        """Whether everything is as stated."""
        return all(check.is_true for check in self.checks)

    def find(self, code: str) -> FoundBallot:
        """Return what a receipt code leads to; raises `ReceiptUnreadable`."""
        return _find(code, self.number, {slip.name: slip for slip in self.slips}.get)


@dataclass(frozen=True)
class _File:
    """A file that was read."""

    data: dict[str, Any]
    matter: Matter
    is_secret: bool
    areas: dict[str, int]  # of each head
    took_part: list[str]
    silent: list[Head]
    clause: Clause | None
    slips: tuple[Slip, ...]


def verify(text: str, *, posted_root: str = "") -> Recount:
    """Count the file again and compare; `posted_root` is the root as it hangs on paper.

    Raises `PublicationUnreadable`; anything that can be read gets its checks.
    """
    try:
        return _compare(_parse(json.loads(text, object_pairs_hook=_without_doubles)), posted_root)
    except RecursionError as error:
        raise PublicationUnreadable(reason="too deep") from error
    except KeyError as error:
        raise PublicationUnreadable(reason=f"{error.args[0]!r} is missing") from error
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise PublicationUnreadable(reason=str(error)) from error


def look_up(text: str, code: str) -> FoundBallot:
    """What a receipt leads to in a file of our own, which was recounted when it was made."""
    data = json.loads(text)
    rows = {row[0]: row for row in data["ballots"]}
    number = data["matter"]["number"]
    return _find(code, number, lambda name: _slip(rows[name]) if name in rows else None)


def _find(code: str, number: int, slip_of: Callable[[str], Slip | None]) -> FoundBallot:
    secret = question_secret(receipt_secret(code), number)
    found: list[Slip] = []
    while (slip := slip_of(slip_name(secret, len(found)))) is not None:
        found.append(slip)
    same = {slip.chosen for slip in found}
    chosen = same.pop() if len(same) == 1 else ()
    return FoundBallot(chosen, sum((s.weight for s in found), Weight()), len(found))


def _compare(file: _File, posted_root: str) -> Recount:
    """Count the rows, and hold everything against what is stated."""
    root = root_of(file.data, file.slips)
    outcome = judge(_totals(file), file.matter)
    silence = hear_silence(outcome, file.silent, file.matter, file.clause)
    with_silence = silence.outcome if silence else None
    stated_silence = file.data["result_with_silence"]
    checks = [
        Check("roll", _is_roll_whole(file)),
        Check("took_part", _is_known(file, file.took_part)),
        Check("silence", _is_known(file, [*file.took_part, *(h.key for h in file.silent)])),
        Check("ballots", _is_complete(file)),
        Check("choices", all(_is_choice(slip, file.matter) for slip in file.slips)),
        Check("root", file.data["root"] == root),
        Check("result", file.data["result"] == stated(outcome)),
        Check(
            "result_with_silence",
            stated_silence == (stated(with_silence) if with_silence else None),
        ),
    ]
    if posted_root:
        posted = "".join(posted_root.split()).lower()
        checks.append(Check("posted_root", posted == root))
    number = file.matter.number
    return Recount(tuple(checks), outcome, with_silence, root, file.slips, number)


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name would let two readers see two votes."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _parse(data: Any) -> _File:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    units = {row[0]: _whole(row[1]) for row in data["roll"]["units"] if row[3] is True}
    matter, silence = _matter(data), data["silence"]
    is_owners = matter.basis is Basis.OWNERS
    areas = {
        _text(key): sum(units[unit] for unit in homes) if is_owners else 0
        for key, homes in data["roll"]["heads"]
    }
    return _File(
        data=data,
        matter=matter,
        is_secret=data["is_secret"] is True,
        areas=areas,
        took_part=[_text(key) for key in data["took_part"]],
        silent=[_silent(_text(key), areas) for key in (silence or {"heads": []})["heads"]],
        clause=_clause(silence) if silence else None,
        slips=tuple(_slip(row) for row in data["ballots"]),
    )


def _matter(data: dict[str, Any]) -> Matter:
    own = data["matter"]
    is_owners = own["basis"] == Basis.OWNERS
    return Matter(
        basis=Basis(own["basis"]),
        item=Item(own["item"]) if is_owners else None,
        number=_whole(own["number"], MOST_QUESTIONS),
        candidates=tuple(map(_text, own["candidates"])),
        seats=_whole(own["seats"]),
        most_picks=_whole(own["most_picks"]),
        quorum_set=None if is_owners else Bar.of(own["quorum"]),
        approval_set=None if is_owners else Bar.of(own["approval"]),
        is_silence_explained=data["silence"] is not None,
    )


def _clause(silence: dict[str, Any]) -> Clause:
    return Clause(
        text=_text(silence["text"]),
        adopted_date=date.fromisoformat(silence["adopted_date"]),
        effect=SilenceEffect(silence["effect"]),
    )


def _silent(key: str, areas: dict[str, int]) -> Head:
    return Head(key=key, units=(key,), area=areas[key], owners=frozenset())


def _slip(row: Any) -> Slip:
    name, home, heads, area, chosen = row
    weight = Weight(_whole(heads), _whole(area))
    return Slip(_text(name), _text(home), weight, tuple(map(_text, chosen)))


def _whole(value: Any, most: int = MOST) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{str(value)[:20]} is no whole number up to {most}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _totals(file: _File) -> Totals:
    chosen: dict[str, Weight] = defaultdict(Weight)
    taking_part = Weight()
    for slip in file.slips:
        taking_part += slip.weight
        for name in slip.chosen:
            chosen[name] += slip.weight
    everybody = Weight(len(file.areas), sum(file.areas.values()))
    return Totals(everybody, taking_part, dict(chosen))


def _is_roll_whole(file: _File) -> bool:
    """The fingerprint is that of the rows, and each counted home belongs to one head."""
    roll = file.data["roll"]
    counted = Counter(row[0] for row in roll["units"] if row[3] is True)
    in_heads = Counter(unit for _, homes in roll["heads"] for unit in homes)
    is_spoken_for = counted == in_heads or file.matter.basis is Basis.PERSONS
    is_distinct = len(roll["heads"]) == len(file.areas) and max(counted.values(), default=1) == 1
    is_fair = is_spoken_for and is_distinct and _is_nobody_split(file)
    return is_fair and roll["fingerprint"] == roll_fingerprint(roll["units"])


def _is_nobody_split(file: _File) -> bool:
    """Homes of the same owners are one head; in a vote by homes each is its own."""
    roll, basis = file.data["roll"], file.matter.basis
    if basis is Basis.HOMES:
        return all(len(homes) == 1 for _, homes in roll["heads"])
    head_of = {unit: key for key, homes in roll["heads"] for unit in homes}
    heads: dict[str, set[str]] = defaultdict(set)
    for key, _area, status, counts, mark in roll["units"]:
        if counts is True and status == Status.DELIVERED and key in head_of:
            heads[mark].add(head_of[key])
    return basis is Basis.PERSONS or all(len(keys) == 1 for keys in heads.values())


def _is_known(file: _File, keys: Iterable[str]) -> bool:
    """Each is a head of the roll, and stands once."""
    counts = Counter(keys)
    return counts.keys() <= file.areas.keys() and max(counts.values(), default=1) == 1


def _is_complete(file: _File) -> bool:
    """The rows are those that the people who took part must have left: no more, no fewer."""
    if len({slip.name for slip in file.slips}) != len(file.slips):
        return False
    if not _is_known(file, file.took_part):
        return False
    found = Counter((slip.home, slip.weight) for slip in file.slips)
    expected: Counter[tuple[str, Weight]] = Counter()
    sizes = sizes_for(len(file.took_part))
    for key in file.took_part:
        if file.is_secret:
            expected["", Weight(1, 0)] += 1
            for piece, count in pieces(file.areas[key], sizes).items():
                expected["", Weight(0, piece)] += count  # never a list as long as it claims
        else:
            expected[key, Weight(1, file.areas[key])] += 1
    return found == expected


def _is_choice(slip: Slip, matter: Matter) -> bool:
    """What could be chosen: one answer, or up to so many candidates."""
    if slip.chosen == (Choice.ABSTAIN,):
        return True
    if not matter.is_election:
        return slip.chosen in {(Choice.AGREE,), (Choice.OPPOSE,)}
    picks = set(slip.chosen)
    is_fit = 0 < len(picks) <= matter.most_picks and len(picks) == len(slip.chosen)
    return is_fit and picks <= set(matter.candidates)
