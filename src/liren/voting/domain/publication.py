"""What is published when a vote has closed, so that anybody can count again.

One JSON file holds the roll without names, who took part, the ballots as rows
`[name, home, heads, area, [what was chosen]]`, and the stated result; `recount.verify` needs
nothing else. The Merkle root is over all but the result: its first leaf is what is not a ballot.

An open vote publishes a row a ballot, with its home. A secret one may not, because an area of
131.07 m² is as good as a name. There a ballot becomes slips without a home: one for the head, and
its area in pieces of 40.96, 0.64 and 0.01 m², alike for everybody. The name of a slip comes from
the receipt alone. How many pieces of each size there must be follows from the list of those who
took part, so none can be added or left out; which ones belong together does not. Few sizes, because
each size is one more equation for whoever knows the areas of all homes (ADR 15). Where hardly
anybody took part, or all chose alike, choices can be guessed from any count.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .ballots import Accepted
from .counting import Outcome, Result, Silence, Weight
from .matters import Basis, Matter
from .proof import Tree
from .receipts import question_secret, slip_name
from .roll import Head, Roll, Unit, fingerprint

FORMAT = "liren-vote-1"
LARGEST_PIECE = 4096  # 40.96 m²: larger homes give several, so that none stands out
SIZES = (LARGEST_PIECE, 64, 1)  # some seventy slips a home
SIZES_OF_MANY = (LARGEST_PIECE, 256, 16, 1)  # some twenty-five
MANY = 1000
BESIDE_THE_ROOT = frozenset({"ballots", "root", "result", "result_with_silence"})
Row = Sequence[Any]


@dataclass(frozen=True)
class Slip:
    """One row of the published ballots."""

    name: str
    home: str
    weight: Weight
    chosen: tuple[str, ...]

    @property
    def row(self) -> list[Any]:
        """How it is written in the file."""
        return [self.name, self.home, self.weight.heads, self.weight.area, list(self.chosen)]

    @property
    def leaf(self) -> bytes:
        """What the tree is built over."""
        return canonical(self.row)


def canonical(value: Row | Mapping[str, Any]) -> bytes:
    """Return a value as bytes: JSON without spaces, names sorted, UTF-8, nothing else escaped."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def root_of(data: Mapping[str, Any], slips: Iterable[Slip]) -> str:
    """Return the root over a file and its slips, as hexadecimal digits."""
    preamble = {name: value for name, value in data.items() if name not in BESIDE_THE_ROOT}
    return Tree.of([canonical(preamble), *(slip.leaf for slip in slips)]).root.hex()


def publish(
    result: Result,
    roll: Roll,
    *,
    question: str,
    secrets: Mapping[str, bytes],
    salt: bytes,
    is_secret: bool,
) -> dict[str, Any]:
    """Return the published file as plain data; `secrets` are the receipts' by ballot.

    `salt` keeps owners' names from being guessed; the office keeps it with the roll.
    """
    number = result.matter.number
    own = {ballot: question_secret(secret, number) for ballot, secret in secrets.items()}
    slips = slips_of(result.accepted, own, salt, is_secret=is_secret)
    data: dict[str, Any] = {
        "format": FORMAT,
        "question": question,
        "is_secret": is_secret,
        "matter": _matter(result.matter),
        "roll": _roll(result, roll, salt),
        "took_part": sorted(public_key(vote.head, salt) for vote in result.accepted),
        "rejected": [[r.ballot.number, r.why.value] for r in result.rejected],
        "silence": _silence(result.silence, salt) if result.silence else None,
    }
    return data | {
        "ballots": [slip.row for slip in slips],
        "root": root_of(data, slips),
        "result": stated(result.outcome),
        "result_with_silence": stated(result.silence.outcome) if result.silence else None,
    }


def slips_of(
    accepted: Iterable[Accepted], secrets: Mapping[str, bytes], salt: bytes, *, is_secret: bool
) -> list[Slip]:
    """Return all rows, sorted by name, so that their order tells nothing."""
    found: list[Slip] = []
    votes = list(accepted)
    sizes = sizes_for(len(votes))
    for vote in votes:
        chosen = tuple(sorted(vote.ballot.picks or {vote.ballot.choice.value}))
        secret, head = secrets[vote.ballot.id], vote.head
        if is_secret:
            cut = pieces(head.area, sizes)
            parts, home = [Weight(1, 0), *(Weight(0, piece) for piece in cut.elements())], ""
        else:
            parts, home = [Weight(1, head.area)], public_key(head, salt)
        found += [
            Slip(slip_name(secret, number), home, part, chosen) for number, part in enumerate(parts)
        ]
    return sorted(found, key=lambda slip: slip.name)


def sizes_for(taking_part: int) -> tuple[int, ...]:
    """The sizes of pieces: where many took part more of them hide nobody less, and save slips."""
    return SIZES if taking_part <= MANY else SIZES_OF_MANY


def pieces(area: int, sizes: Sequence[int] = SIZES) -> Counter[int]:
    """Cut an area (0.01 m²) into as few pieces as there can be: 8950 is 4096 twice, 64 eleven times
    and 1 fifty-four times."""
    found: Counter[int] = Counter()
    for size in sizes:
        found[size], area = divmod(area, size)
    return found


def roll_rows(roll: Roll, salt: bytes) -> list[list[Any]]:
    """Return the roll as it may be shown: units with a mark in place of their owners' names."""
    return [_unit(unit, salt) for unit in sorted(roll.units, key=lambda unit: unit.key)]


def roll_fingerprint(rows: Iterable[Row]) -> str:
    """Return the fingerprint of a roll's rows, as it is noted at the record date."""
    return fingerprint(canonical(row).decode() for row in rows)


def public_key(head: Head, salt: bytes) -> str:
    """Return the name of a head in public: its first home, or a mark where it is a person."""
    return head.units[0] if head.units else _mark([head.key], salt)


def stated(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain data; areas in 0.01 m²."""
    totals = outcome.totals
    return {
        "everybody": _pair(totals.everybody),
        "taking_part": _pair(totals.taking_part),
        "chosen": {name: _pair(weight) for name, weight in sorted(totals.chosen.items())},
        "is_quorate": outcome.verdict.is_quorate,
        "has_passed": outcome.has_passed,
        "elected": sorted(outcome.elected),
    }


def _pair(weight: Weight) -> list[int]:
    return [weight.heads, weight.area]


def _unit(unit: Unit, salt: bytes) -> list[Any]:
    return [unit.key, unit.area, unit.status.value, unit.counts, _mark(sorted(unit.owners), salt)]


def _mark(names: Sequence[str], salt: bytes) -> str:
    return hmac.new(salt, canonical(names), hashlib.sha256).hexdigest()[:32]


def _matter(matter: Matter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "basis": matter.basis.value,
        "item": matter.item,
        "number": matter.number,
        "candidates": list(matter.candidates),
        "seats": matter.seats,
        "most_picks": matter.most_picks,
    }
    if matter.basis is not Basis.OWNERS:
        found |= {"quorum": str(matter.quorum), "approval": str(matter.approval)}
    return found


def _roll(result: Result, roll: Roll, salt: bytes) -> dict[str, Any]:
    units = roll_rows(roll, salt)
    return {
        "version": roll.version,
        "record_date": roll.record_date.isoformat() if roll.record_date else None,
        "fingerprint": roll_fingerprint(units),
        "units": units,
        "heads": [[public_key(head, salt), list(head.units)] for head in result.heads.all],
    }


def _silence(silence: Silence, salt: bytes) -> dict[str, Any]:
    return {
        "effect": silence.clause.effect.value,
        "text": silence.clause.text,
        "adopted_date": str(silence.clause.adopted_date),
        "heads": [public_key(head, salt) for head in silence.heads],
    }
