"""Who may read and write which element, by role: the table that the reference prints."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Mask, Proposer
from liren.people.domain.owning import Right, Standing, right_to
from liren.people.permissions import PeoplePermission


class Sight(StrEnum):
    """How a value is shown on the pages of the register."""

    NONE = ""
    CLEAR = "read"
    MASKED = "masked"
    OPENED = "masked, opened for a purpose"


@dataclass(frozen=True)
class Access:
    """What whoever holds some permissions at a record may do with one element."""

    sight: Sight
    right: Right  # where the owner's department has no desk
    right_beside_owner: Right  # where it has one

    def __str__(self) -> str:
        rights = dict.fromkeys((self.right, self.right_beside_owner))
        said = "/".join(right for right in rights if right is not Right.NONE)
        return ", ".join(filter(None, (self.sight.value, said)))


def access_to(element: Element, held: Set[str]) -> Access:
    """The cell of one element for whoever holds these permissions and works for no department."""
    owner = frozenset({element.owner.department} - {""})
    return Access(
        _sight(element, held),
        right_to(element, standing_by(held)),
        right_to(element, standing_by(held, present=owner)),
    )


def standing_by(
    held: Set[str],
    *,
    departments: frozenset[str] = frozenset(),
    present: frozenset[str] = frozenset(),
) -> Standing:
    """What somebody with these permissions is to a record."""
    keeps = PeoplePermission.KEEP in held
    proposes = {Proposer.COMMUNITY} if keeps else set()
    if PeoplePermission.PROPOSE in held:
        proposes |= {Proposer.GRID, Proposer.DEPARTMENT}
    return Standing(keeps, frozenset(proposes), departments, present)


def table(roles: Mapping[str, Set[str]]) -> list[tuple[Element, list[Access]]]:
    """Every element of the catalogue with its cells, in the order of the roles."""
    return [(of, [access_to(of, held) for held in roles.values()]) for of in catalogue.ALL]


def _sight(element: Element, held: Set[str]) -> Sight:
    if PeoplePermission.SEE not in held:
        return Sight.NONE
    if not element.is_sealed and element.mask is Mask.NONE:
        return Sight.CLEAR
    return Sight.OPENED if PeoplePermission.UNMASK in held else Sight.MASKED
