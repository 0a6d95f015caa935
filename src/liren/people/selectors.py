"""Reads of the register of persons."""

from django.db.models import QuerySet

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.people.models import Person


class PersonUnknown(NotFound):
    """Nobody of that number, or outside the scope."""

    code = "people.unknown"
    sentence = sentence("We do not know this person.")


def persons(scope: Scope) -> QuerySet[Person]:
    """Everybody who lives inside a scope."""
    return Person.objects.within(scope).order_by("place_path", "id")


def person(scope: Scope, pk: int) -> Person:
    """One of them, with the home, or not found."""
    found = persons(scope).select_related("place").filter(pk=pk).first()
    if found is None:
        raise PersonUnknown()
    return found


def person_of(user: User) -> Person | None:
    """The person an account belongs to, with the home."""
    return Person.objects.filter(user=user).select_related("place").first()


def find_by_phone(phone: str, scope: Scope) -> QuerySet[Person]:
    """Who inside a scope has that telephone; families share one."""
    return persons(scope).filter(phone_index=phone_index(normal_phone(phone)))


def unlinked_owner_of_phone(user: User) -> Person | None:
    """The one person with this user's telephone; nobody when several share it."""
    if user.phone_index is None:
        return None
    same = Person.objects.filter(phone_index=bytes(user.phone_index)).select_related("place")
    found = list(same[:2])
    return found[0] if len(found) == 1 and found[0].user_id is None else None
