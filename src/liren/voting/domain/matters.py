"""What is decided, and what it takes: Civil Code art. 278, and votes of residents.

Art. 278(2). Taking part: at least two thirds of the exclusive area and of the heads. Approval:
for items 6, 7 and 8 at least three quarters of the area and of the heads *taking part*, for all
others more than half of both. "At least" (以上) includes the number itself (art. 1259), "more
than half" (过半数) does not. *Using* the repair fund is item 5, hence more than half; only
*raising* it, item 6, takes three quarters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from fractions import Fraction
from types import MappingProxyType

from liren.core.errors import sentence


class Basis(StrEnum):
    """Whose vote it is: owners by area and heads; one home one vote; one person one vote."""

    OWNERS = "owners"
    HOMES = "homes"
    PERSONS = "persons"


class Item(IntEnum):
    """The matters of Civil Code art. 278(1), by their number there."""

    PROCEDURE = 1
    COVENANT = 2
    COMMITTEE = 3
    MANAGER = 4
    USE_FUND = 5
    RAISE_FUND = 6
    REBUILD = 7
    CHANGE_USE = 8
    OTHER = 9


ITEMS: Mapping[Item, str] = MappingProxyType(
    {
        Item.PROCEDURE: sentence("The owners' assembly's rules of procedure"),
        Item.COVENANT: sentence("The covenant of the owners"),
        Item.COMMITTEE: sentence("Electing or replacing the owners' committee"),
        Item.MANAGER: sentence("Hiring or dismissing the property manager"),
        Item.USE_FUND: sentence("Using the repair fund"),
        Item.RAISE_FUND: sentence("Raising the repair fund"),
        Item.REBUILD: sentence("Rebuilding the building or what belongs to it"),
        Item.CHANGE_USE: sentence("Changing the use of common parts, or running a business there"),
        Item.OTHER: sentence("Another important matter of common ownership and management"),
    }
)


@dataclass(frozen=True)
class Bar:
    """A share that has to be reached (`includes`) or passed."""

    share: Fraction
    includes: bool

    def is_met(self, part: int, whole: int) -> bool:
        """Whether part of whole is enough; nothing is enough of nothing."""
        if whole <= 0:
            return False
        left, right = part * self.share.denominator, whole * self.share.numerator
        return left >= right if self.includes else left > right

    def needed(self, whole: int) -> int:
        """The least whole number that is enough."""
        least = -(-whole * self.share.numerator // self.share.denominator)
        return least if self.is_met(least, whole) else least + 1

    def __str__(self) -> str:
        sign = "" if self.includes else ">"
        return f"{sign}{self.share.numerator}/{self.share.denominator}"

    @classmethod
    def of(cls, text: str) -> "Bar":
        """Read `2/3` (at least) or `>1/2` (more than)."""
        part, _, whole = text.removeprefix(">").partition("/")
        if not (part.isdecimal() and whole.isdecimal() and 0 < int(part) <= int(whole)):
            raise ValueError(f"{text} is no share")
        return cls(Fraction(int(part), int(whole)), not text.startswith(">"))


TWO_THIRDS = Bar(Fraction(2, 3), includes=True)
MORE_THAN_HALF = Bar(Fraction(1, 2), includes=False)
THREE_QUARTERS = Bar(Fraction(3, 4), includes=True)
STRICT = frozenset({Item.RAISE_FUND, Item.REBUILD, Item.CHANGE_USE})


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One question. With `candidates` it is an election, in which up to `most_picks` are ticked.

    The bars of owners' votes are law. Those of residents' votes may be set; without a setting
    more than half must take part, and more than half of these agree.
    """

    basis: Basis
    item: Item | None = None
    number: int = 1  # on the paper, where several are asked at once
    candidates: tuple[str, ...] = ()
    seats: int = 0
    most_picks: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quorum_set: Bar | None = None
    approval_set: Bar | None = None
    is_silence_explained: bool = False  # the ballot says what not returning it means

    def __post_init__(self) -> None:
        if (self.basis is Basis.OWNERS) != (self.item is not None):
            raise ValueError("owners decide on an item of the law, residents on none")
        if self.basis is Basis.OWNERS and (self.quorum_set or self.approval_set):
            raise ValueError("the bars of owners' votes are law")
        if len(set(self.candidates)) != len(self.candidates):
            raise ValueError("a candidate stands twice")
        if self.candidates and not (self.seats > 0 and self.most_picks > 0):
            raise ValueError("an election has seats, and a number of ticks")

    @property
    def is_election(self) -> bool:
        """Whether candidates are ticked."""
        return bool(self.candidates)

    @property
    def quorum(self) -> Bar:
        """Who must take part, of area and heads each."""
        if self.basis is Basis.OWNERS:
            return TWO_THIRDS
        return self.quorum_set or MORE_THAN_HALF

    @property
    def approval(self) -> Bar:
        """Who of those must agree, by area and heads each."""
        if self.basis is Basis.OWNERS:
            return THREE_QUARTERS if self.item in STRICT else MORE_THAN_HALF
        return self.approval_set or MORE_THAN_HALF
