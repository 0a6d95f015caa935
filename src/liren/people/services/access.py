"""What a role may see and say of each element: the rules once, for the table and for its tests."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Proposer
from liren.people.domain.masking import Sight, sight_of
from liren.people.domain.owning import Right, Standing, right_to, standing_of
from liren.people.permissions import PeoplePermission


@dataclass(frozen=True)
class Access:
    """How one element is seen, and whether what is said of it holds."""

    element: Element
    sight: Sight
    right: Right


def by_permissions(held: AbstractSet[str], element: Element) -> Access:
    """For whoever holds these permissions over the place and works for no department."""
    sight = sight_of(
        element,
        sees=PeoplePermission.SEE in held,
        opens=PeoplePermission.UNMASK in held,
        decides=PeoplePermission.DECIDE in held,
    )
    standing = standing_of(
        keeps=PeoplePermission.KEEP in held, proposes=PeoplePermission.PROPOSE in held
    )
    return Access(element, sight, right_to(element, standing))


def by_oneself(element: Element) -> Access:
    """For the person whom it is about: masked on the page, in clear in the copy."""
    standing = Standing(proposes=frozenset({Proposer.SELF}))
    return Access(element, Sight.COPY, right_to(element, standing))


def table(held: AbstractSet[str]) -> list[Access]:
    """Every element of the catalogue, for whoever holds these permissions."""
    return [by_permissions(held, element) for element in catalogue.ALL]
