"""System, security and audit are three offices (GB/T 22239 level 3): nobody holds two at once.

Whoever runs the machine must not hand out roles, and whoever does either must not be the one who
reads the log about it. A role held later, after the other has ended, is no conflict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OFFICES = frozenset({"system_officer", "security_officer", "audit_officer"})


@dataclass(frozen=True)
class Term:
    """A role for a time; without an end it runs on."""

    role: str
    from_date: date
    until_date: date | None = None

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both are held."""
        return _begins_in_time(self, other) and _begins_in_time(other, self)


@dataclass(frozen=True)
class Refusal:
    """Why an office cannot be given: it meets another one."""

    wanted: str
    held: str


def refusal(wanted: Term, held: Iterable[Term]) -> Refusal | None:
    """The reason why a role cannot be added to those held, if there is one."""
    if wanted.role not in OFFICES:
        return None
    others = (term for term in held if term.role in OFFICES - {wanted.role})
    meets = next((term for term in others if wanted.overlaps(term)), None)
    return Refusal(wanted.role, meets.role) if meets else None


def _begins_in_time(one: Term, other: Term) -> bool:
    return other.until_date is None or one.from_date <= other.until_date
