"""What a ledger's lines are compared with: by keyed hashes, without opening a value."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from liren.accounts.selectors import phone_index
from liren.core.prepared import Prepared, Slot, Slots
from liren.core.scope import Scope
from liren.people.domain.codes import SEX
from liren.people.models import (
    Benefit,
    Household,
    Membership,
    Organisation,
    Payment,
    Person,
    Visit,
)
from liren.people.selectors.register import id_index

AT_ONCE = 500
# That none of them is empty has to be said: the index is of those that have a number.
NUMBERED = Prepared(
    lambda: Household.objects.filter(
        community_path=Slot("community", CharField()), number__in=Slots("numbers", CharField())
    ).exclude(number="")
)
HEADS = Prepared(
    lambda: (
        Membership.objects.filter(
            household__in=Slots("households", BigIntegerField()),
            until__isnull=True,
            relation="02",
        )
        .order_by("pk")
        .values_list("household_id", "person_id")
    )
)
MEMBERSHIPS = Prepared(
    lambda: Membership.objects.filter(
        person__in=Slots("persons", BigIntegerField()), until__isnull=True
    ).order_by("pk")
)


class Candidate(NamedTuple):
    """Somebody who is held: numbers as keyed hashes, and the record that speaks for them."""

    pk: int
    root: int
    name: str
    birth_date: str
    sex: str
    number: str
    phones: tuple[str, ...]
    place_id: int
    place_path: str


def number_key(number: str) -> str:
    """What a document's number is compared by."""
    return id_index(number).hex()


def phone_key(number: str) -> str:
    """What a normal telephone number is compared by."""
    return phone_index(number).hex()


def candidates(scope: Scope) -> Iterator[Candidate]:
    """Everybody inside a scope, joined records too."""
    yield from _candidates(Person.objects.within(scope))


def candidates_with(numbers: Collection[str], phones: Collection[str]) -> Iterator[Candidate]:
    """Whoever has one of some numbers or telephones, wherever they live."""
    for some in _portions(numbers):
        yield from _candidates(Person.objects.filter(id_number_index__in=some))
    for some in _portions(phones):
        same = Q(phone_index__in=some) | Q(second_phone_index__in=some)
        yield from _candidates(Person.objects.filter(same))


def candidates_of(ids: Collection[int]) -> Iterator[Candidate]:
    """Some records by their ids."""
    every = sorted(ids)
    for start in range(0, len(every), AT_ONCE):
        yield from _candidates(Person.objects.filter(pk__in=every[start : start + AT_ONCE]))


def _portions(keys: Collection[str]) -> Iterator[list[bytes]]:
    every = sorted(keys)
    for start in range(0, len(every), AT_ONCE):
        yield [bytes.fromhex(key) for key in every[start : start + AT_ONCE]]


def _candidates(rows: QuerySet[Person]) -> Iterator[Candidate]:
    found = rows.order_by().values_list(
        "pk", "merged_into_id", "name", "birth_date", "sex", "id_number_index", "phone_index",
        "second_phone_index", "place_id", "place_path",
    )  # fmt: skip
    for pk, into, name, born, sex, number, phone, second, place, path in found.iterator():
        phones = tuple(bytes(one).hex() for one in (phone, second) if one)
        key = bytes(number).hex() if number else ""
        words = SEX.name(sex) if sex in ("1", "2") else ""
        yield Candidate(pk, into or pk, name, born, words, key, phones, place, path)


def persons_by_id(ids: Collection[int]) -> dict[int, Person]:
    """Some records by their ids, for services that were told them."""
    rows = Person.objects.filter(pk__in=list(ids)).select_related("place")
    return {row.pk: row for row in rows}


def households_numbered(community_path: str, numbers: Collection[str]) -> dict[str, Household]:
    """The households of a community by their numbers."""
    rows = NUMBERED.all(community=community_path, numbers=numbers) if numbers else ()
    return {row.number: row for row in rows}


def households_at(places: Collection[int]) -> dict[int, list[Household]]:
    """The households at some homes."""
    found: dict[int, list[Household]] = {}
    for row in Household.objects.filter(place__in=list(places)).order_by("pk"):
        found.setdefault(row.place_id, []).append(row)
    return found


def heads_of(households: Collection[int]) -> dict[int, int]:
    """Who is the head of some households now."""
    return dict(HEADS.all(households=households)) if households else {}


def memberships_of(persons: Collection[int]) -> dict[tuple[int, int], Membership]:
    """The memberships of some persons in force, by person and household."""
    rows = MEMBERSHIPS.all(persons=persons) if persons else ()
    return {(row.person_id, row.household_id): row for row in rows}


def benefits_of(persons: Collection[int]) -> dict[tuple[int, str], Benefit]:
    """The benefits of some persons in force, by person and kind."""
    rows = Benefit.objects.filter(person__in=list(persons), until__isnull=True)
    return {(row.person_id, row.kind): row for row in rows.order_by("pk")}


def payments_of(benefits: Collection[int]) -> dict[tuple[int, str], Payment]:
    """What was paid for some benefits, by month."""
    rows = Payment.objects.filter(benefit__in=list(benefits))
    return {(row.benefit_id, row.month): row for row in rows.order_by("pk")}


def visits_of(households: Collection[int]) -> dict[tuple[int, date], Visit]:
    """The visits of some households, by day."""
    rows = Visit.objects.filter(household__in=list(households))
    return {(row.household_id, row.on): row for row in rows.order_by("pk")}


def organisations_coded(codes: Collection[str]) -> dict[str, Organisation]:
    """Organisations by their credit codes."""
    rows = Organisation.objects.filter(credit_code__in=list(codes))
    return {row.credit_code: row for row in rows}
