"""How a home is reached: by every way somebody in it has, and by a call when there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What a home is reached by."""

    PHONE = "phone"
    EMAIL = "email"
    USER = "user"
    CALL = "call"


class Outcome(StrEnum):
    """What came of a call, as the caller notes it."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    AGAIN = "again"
    WRONG_NUMBER = "wrong_number"
    VISITED = "visited"


IS_REACHED = frozenset({Outcome.REACHED, Outcome.VISITED})
MACHINE_WAYS = (Way.PHONE, Way.EMAIL, Way.USER)


@dataclass(frozen=True)
class Member:
    """Somebody of a home, and what could carry words to them."""

    person: int
    has_mobile: bool = False
    has_email: bool = False
    has_account: bool = False

    def can(self, way: Way) -> bool:
        """Whether they have it."""
        has = {Way.PHONE: self.has_mobile, Way.EMAIL: self.has_email, Way.USER: self.has_account}
        return has.get(way, False)


@dataclass(frozen=True)
class Plan:
    """The ways to one home; `by` is the one it counts under until another has arrived."""

    by: Way
    told: tuple[tuple[int, Way], ...]  # person and way


def plan_for(members: Iterable[Member], chosen: frozenset[Way]) -> Plan:
    """Tell everybody in the home by each chosen way they have; else somebody calls."""
    told = tuple(
        (member.person, way)
        for member in members
        for way in MACHINE_WAYS
        if way in chosen and member.can(way)
    )
    ways = {way for _, way in told}
    by = next((way for way in MACHINE_WAYS if way in ways), Way.CALL)
    return Plan(by, told)
