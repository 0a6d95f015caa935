"""Who somebody with an account is in the register, also after two records were joined."""

from liren.accounts.models import User
from liren.core.permissions import Actor
from liren.people.models import Person
from liren.people.selectors import person_of


def self_of(user: User) -> Person | None:
    """The record that stays."""
    found = person_of(user)
    if found is None or found.merged_into_id is None:
        return found
    return Person.objects.select_related("place").get(pk=found.merged_into_id)


def is_self(person: Person, by: Actor) -> bool:
    """Whether somebody acts for themselves."""
    if not isinstance(by, User):
        return False
    return person.user_id == by.pk or person.origins.filter(user=by).exists()
