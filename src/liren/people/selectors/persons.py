"""Reads of the register of persons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.core.errors import NotFound, sentence
from liren.core.registry import Registry
from liren.core.scope import Scope
from liren.people.models import Person

ELDER = 60


class PersonUnknown(NotFound):
    """Nobody of that number, or outside the scope."""

    code = "people.unknown"
    sentence = sentence("We do not know this person.")


def persons(scope: Scope) -> QuerySet[Person]:
    """Everybody who lives inside a scope."""
    rows = Person.objects.within(scope).filter(merged_into__isnull=True)
    return rows.order_by("place_path", "id")


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
    index = phone_index(normal_phone(phone))
    known = Person.objects.filter(Q(phone_index=index) | Q(second_phone_index=index))
    roots = known.values(root=Coalesce("merged_into", "pk"))
    return persons(scope).filter(pk__in=roots)


def unlinked_owner_of_phone(user: User) -> Person | None:
    """The one person with this user's telephone; nobody when several share it."""
    if user.phone_index is None:
        return None
    alone = Person.objects.filter(merged_into__isnull=True)
    same = alone.filter(phone_index=bytes(user.phone_index)).select_related("place")
    found = list(same[:2])
    return found[0] if len(found) == 1 and found[0].user_id is None else None


@dataclass(frozen=True)
class Label:
    """A group of residents that the register can tell, and by what."""

    key: str
    name: str  # a message id
    condition: Callable[[date], Q]


labels: Registry[Label] = Registry("labels")
labels.register(
    Label("elder", sentence("Sixty or older"), lambda on: Q(birth_year__lte=on.year - ELDER))
)
labels.register(Label("lives_alone", sentence("Living alone"), lambda on: Q(lives_alone=True)))
labels.register(
    Label(
        "elder_alone",
        sentence("Sixty or older and living alone"),
        lambda on: Q(lives_alone=True, birth_year__lte=on.year - ELDER),
    )
)


def labelled(scope: Scope, keys: Iterable[str], on: date) -> QuerySet[Person]:
    """Who inside a scope carries one of the labels; everybody when none is named."""
    wanted = [labels[key].condition(on) for key in keys if key in labels]
    found = persons(scope)
    if not wanted:
        return found
    any_of = Q(pk__in=[])
    for condition in wanted:
        any_of |= condition
    return found.filter(any_of)
