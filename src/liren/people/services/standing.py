"""What somebody is to a record: read once for a whole batch, then asked without the database."""

from dataclasses import dataclass, field
from datetime import datetime

from liren.accounts.models import User
from liren.accounts.selectors import desks_of, parties_of
from liren.core.permissions import SYSTEM, Actor, System
from liren.core.scope import Scope
from liren.people.domain import catalogue
from liren.people.domain.elements import EVERYBODY, Proposer
from liren.people.domain.owning import Standing
from liren.people.models import Person, Record
from liren.people.permissions import PeoplePermission
from liren.people.selectors.letting import is_owner
from liren.people.services.access import standing_by

DEPARTMENTS = frozenset(
    element.owner.department for element in catalogue.ALL if element.owner.department
)
ALL_STANDING = Standing(keeps=True, proposes=EVERYBODY, departments=DEPARTMENTS)


@dataclass(frozen=True)
class Oneself(System):
    """A resident who proved to be this person by a link and a telephone, without an account."""

    person_id: int
    audit_name: str = "resident by link"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whoever comes by a link holds no grant."""
        return False

    def scope_for(self, perm: str) -> Scope:
        """Nor sees anybody else."""
        return Scope(frozenset())


@dataclass(frozen=True)
class At:
    """A path as a permission asks for it."""

    path: str


@dataclass
class Standings:
    """The grants and desks of one actor, asked for one path after another."""

    by: Actor
    now: datetime
    _known: dict[str, Standing] = field(default_factory=dict)
    _may_add: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = parties_of(self.by, self.now) if isinstance(self.by, User) else []
        self._own = [(party.duty, party.place_path) for party in own if party.duty in DEPARTMENTS]
        self._desks = desks_of(DEPARTMENTS)

    def at(self, path: str, record: Record | None = None) -> Standing:
        """What the actor is to a record that lies there."""
        if self.by is SYSTEM:
            return ALL_STANDING
        if self._is_oneself(record):
            return Standing(proposes=frozenset({Proposer.SELF}), present=self._present(path))
        if isinstance(self.by, Oneself) and self._lets_to(record):
            return Standing(proposes=frozenset({Proposer.LANDLORD}), present=self._present(path))
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def may_add(self, path: str) -> bool:
        """Whether the actor may begin records there."""
        if path not in self._may_add:
            self._may_add[path] = self.by.has_perm(PeoplePermission.ADD, At(path))
        return self._may_add[path]

    def _read(self, path: str) -> Standing:
        asked = (PeoplePermission.KEEP, PeoplePermission.PROPOSE)
        return standing_by(
            {one for one in asked if self.by.has_perm(one, At(path))},
            departments=frozenset(duty for duty, at in self._own if path.startswith(at)),
            present=self._present(path),
        )

    def _present(self, path: str) -> frozenset[str]:
        return frozenset(duty for duty, at in self._desks if path.startswith(at))

    def _is_oneself(self, record: Record | None) -> bool:
        if record is None:
            return False
        owner = record if isinstance(record, Person) else getattr(record, "person", None)
        if not isinstance(owner, Person) or owner.pk is None:
            return False
        if isinstance(self.by, Oneself):
            return self.by.person_id == owner.pk
        return isinstance(self.by, User) and self.by.pk == owner.user_id and not self._keeps(owner)

    def _lets_to(self, record: Record | None) -> bool:
        if not isinstance(record, Person) or not isinstance(self.by, Oneself):
            return False
        return is_owner(self.by.person_id, record.place_id)

    def _keeps(self, person: Person) -> bool:
        return self.by.has_perm(PeoplePermission.PROPOSE, At(person.place_path))
