"""Reads of the register of persons."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.core.errors import NotFound, sentence
from liren.core.registry import Registry
from liren.core.scope import Scope
from liren.people.models import GONE, Canary, Person, PersonLabel


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
    if found is None or found.is_erased:
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
    """A group of residents that the rules of `domain.labels` can tell."""

    key: str
    name: str  # a message id


labels: Registry[Label] = Registry("labels")
for label in (
    Label("elder", sentence("Sixty or older")),
    Label("lives_alone", sentence("Living alone")),
    Label("elder_alone", sentence("Sixty or older and living alone")),
    Label("aged", sentence("Eighty or older")),
    Label("empty_nest", sentence("Only people of sixty or older at home")),
    Label("minor", sentence("Under eighteen")),
):
    labels.register(label)


def labelled(scope: Scope, keys: Iterable[str]) -> QuerySet[Person]:
    """Who inside a scope carries one of the labels; everybody when none is named.

    The invented residents that watch over the register are none of them.
    """
    wanted = [key for key in keys if key in labels]
    here = persons(scope).filter(left_on__isnull=True)
    found = here.exclude(name=GONE).filter(~Exists(Canary.objects.filter(person=OuterRef("pk"))))
    if not wanted:
        return found
    carrying = PersonLabel.objects.filter(person=OuterRef("pk"), key__in=wanted)
    return found.filter(Exists(carrying))


def labels_of(person: Person) -> QuerySet[PersonLabel]:
    """The labels somebody carries, with their reasons."""
    return PersonLabel.objects.filter(person=person).order_by("id")
