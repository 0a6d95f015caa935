"""Who settles a value: the owner writes, others propose (ADR 21).

An element names a department; where that department has no desk over the place, the community
keeps the element for it, so that a register works before every office is connected.
"""

from dataclasses import dataclass
from enum import StrEnum

from liren.people.domain.elements import Element, Proposer


class Right(StrEnum):
    """What somebody may do with an element of a record."""

    WRITE = "write"
    PROPOSE = "propose"
    NONE = "none"


@dataclass(frozen=True)
class Standing:
    """What somebody is to the place of a record."""

    keeps: bool = False  # keeps the community's register there
    proposes: frozenset[Proposer] = frozenset()
    departments: frozenset[str] = frozenset()  # those they work for
    present: frozenset[str] = frozenset()  # those that have a desk over the place


def standing_of(
    *,
    keeps: bool,
    proposes: bool,
    departments: frozenset[str] = frozenset(),
    present: frozenset[str] = frozenset(),
) -> Standing:
    """What follows from the permissions over a place, and from the offices there."""
    said = {Proposer.COMMUNITY} if keeps else set()
    said |= {Proposer.GRID, Proposer.DEPARTMENT} if proposes else set()
    return Standing(keeps, frozenset(said), departments, present)


def owner_of(element: Element, present: frozenset[str]) -> str:
    """The department that settles an element; empty for the community."""
    return element.owner.department if element.owner.department in present else ""


def right_to(element: Element, standing: Standing) -> Right:
    """Whether what they say holds, waits for the owner, or is not theirs to say."""
    department = owner_of(element, standing.present)
    if (department in standing.departments) if department else standing.keeps:
        return Right.WRITE
    return Right.PROPOSE if element.proposers & standing.proposes else Right.NONE
