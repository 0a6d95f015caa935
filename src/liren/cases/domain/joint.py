"""Joint handling: a lead, and helpers with a part each.

The lead says that all is done only when every part is done, or when the lead has said why a part
is left. A part that was given back or taken back is not done: somebody has to say what of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PartState(StrEnum):
    """How a part stands."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    LEFT = "left"


@dataclass(frozen=True)
class Part:
    """A part as the rule sees it: the status of its order, and why it was left."""

    id: int
    order_status: str
    left_reason: str = ""

    @property
    def state(self) -> PartState:
        """How it stands; what was explained is settled, whatever its order says."""
        if self.left_reason:
            return PartState.LEFT
        if self.order_status == "done":
            return PartState.DONE
        if self.order_status in ("issued", "accepted", "paused"):
            return PartState.OPEN
        return PartState.RETURNED


SETTLED = frozenset({PartState.DONE, PartState.LEFT})


def unsettled(parts: Iterable[Part]) -> list[Part]:
    """The parts that keep the whole from being done."""
    return [part for part in parts if part.state not in SETTLED]
