"""May this person? A permission is a value of a module's StrEnum, asked for at a place."""

from enum import StrEnum
from typing import Protocol

from liren.core.errors import NotAllowed, sentence
from liren.core.registry import Registry
from liren.core.scope import EVERYWHERE, Scope


class Place(Protocol):
    """All that a permission needs to know of a place."""

    @property
    def path(self) -> str:
        """The ids from the root down to it."""


class Actor(Protocol):
    """Whoever does something: a user, a visitor, or the clock."""

    @property
    def audit_name(self) -> str:
        """Who it was, as text, for the log."""

    def has_perm(self, perm: str, obj: Place | None = None) -> bool:
        """Whether the permission is granted at the place."""

    def scope_for(self, perm: str) -> Scope:
        """Where the permission is granted."""


class Role:
    """A named bundle of permissions; grants are rows, roles are code."""

    def __init__(self, key: str, name: str, permissions: frozenset[StrEnum]) -> None:
        self.key = key
        self.name = name
        self.permissions = permissions


roles: Registry[Role] = Registry("roles")


class PermissionMissing(NotAllowed):
    """The actor holds no grant that carries this permission at this place."""

    code = "core.permission_missing"
    sentence = sentence("You may not do this here.")


def require(by: Actor, permission: StrEnum, *, at: Place) -> None:
    """Refuse unless the actor holds the permission at the place."""
    if not by.has_perm(permission, at):
        raise PermissionMissing(permission=str(permission))


class System:
    """The clock and the sweeps: acts everywhere, and is named in the log as what it is."""

    audit_name = "system"

    def has_perm(self, perm: str, obj: Place | None = None) -> bool:
        """The system may do what its services offer."""
        return True

    def scope_for(self, perm: str) -> Scope:
        """The system sees everything."""
        return EVERYWHERE


class Visitor:
    """Somebody who did not sign in: may report and look at their own link, nothing else."""

    audit_name = "visitor"

    def has_perm(self, perm: str, obj: Place | None = None) -> bool:
        """A visitor holds no grant."""
        return False

    def scope_for(self, perm: str) -> Scope:
        """A visitor sees nothing that needs a grant."""
        return Scope(frozenset())


SYSTEM = System()
VISITOR = Visitor()
