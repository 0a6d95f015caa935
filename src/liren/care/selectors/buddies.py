"""Pairs, their rota, and how each person is doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet

from liren.accounts.models import User
from liren.care.domain.buddies import Face, is_due, is_sinking
from liren.care.models import Contact, Pair
from liren.care.selectors.oneself import self_of
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.people.models import Person

FACES_SHOWN = 12


class PairUnknown(NotFound):
    """No such pair, or outside what this person may see."""

    code = "care.pair_unknown"
    sentence = sentence("We do not know this pair.")


@dataclass(frozen=True)
class RotaDay:
    """One day of one pair."""

    date: date
    is_due: bool
    contact: Contact | None


@dataclass(frozen=True)
class RotaRow:
    """One pair in one week."""

    pair: Pair
    days: list[RotaDay]


@dataclass(frozen=True)
class Doing:
    """How somebody has been lately, the oldest first."""

    contacts: list[Contact]
    is_sinking: bool


def pairs(scope: Scope) -> QuerySet[Pair]:
    """The pairs inside a scope, in the order of the doors."""
    rows = Pair.objects.within(scope).filter(ended_at__isnull=True)
    return rows.select_related("younger", "elder", "place")


def pair_in(scope: Scope, pk: int) -> Pair:
    """One of them, or not found."""
    found = pairs(scope).filter(pk=pk).first()
    if found is None:
        raise PairUnknown()
    return found


def pairs_of_user(user: User) -> QuerySet[Pair]:
    """Whom somebody with an account looks after."""
    me = self_of(user)
    rows = Pair.objects.filter(younger=me, ended_at__isnull=True) if me else Pair.objects.none()
    return rows.select_related("younger", "elder", "place").order_by("slot")


def pair_of_user(user: User, pk: int) -> Pair:
    """One of those, or not found."""
    found = pairs_of_user(user).filter(pk=pk).first()
    if found is None:
        raise PairUnknown()
    return found


def pairs_around(person: Person) -> QuerySet[Pair]:
    """The pairs in which somebody is looked after."""
    rows = Pair.objects.filter(elder=person, ended_at__isnull=True)
    return rows.select_related("younger", "elder", "place").order_by("id")


def slots_of(younger: Person) -> set[int]:
    """Which places beside a volunteer are taken."""
    rows = Pair.objects.filter(younger=younger, ended_at__isnull=True)
    return set(rows.values_list("slot", flat=True))


def loads(rows: Sequence[Pair]) -> dict[int, int]:
    """How many each of the volunteers of some pairs carries, wherever they live."""
    found = Pair.objects.filter(
        younger__in={pair.younger_id for pair in rows}, ended_at__isnull=True
    )
    return dict(found.order_by().values_list("younger").annotate(Count("id")))


def rota(rows: Sequence[Pair], week: Sequence[date]) -> list[RotaRow]:
    """Some pairs in one week, in one statement."""
    held = Contact.objects.filter(pair__in=rows, date__range=(week[0], week[-1]))
    known = {(row.pair_id, row.date): row for row in held}
    return [
        RotaRow(
            pair,
            [RotaDay(d, _is_due(pair, d), known.get((pair.pk, d))) for d in week],
        )
        for pair in rows
    ]


def _is_due(pair: Pair, on: date) -> bool:
    return pair.since <= on and is_due(pair.weekdays, on)


def overdue(on: date) -> list[Pair]:
    """The pairs that should have been heard of on a day, and were not."""
    bit = F("weekdays").bitand(1 << on.weekday())
    rows = Pair.objects.filter(ended_at__isnull=True, since__lte=on).annotate(bit=bit)
    waiting = rows.filter(bit__gt=0).exclude(contacts__date=on)
    return list(waiting.select_related("elder__place", "younger").order_by("id"))


def contact_on(pair: Pair, on: date) -> Contact | None:
    """What was noted for a day."""
    return Contact.objects.filter(pair=pair, date=on).first()


def doing(person: Person) -> Doing:
    """The last contacts with somebody, by whomever."""
    rows = Contact.objects.filter(pair__elder=person).select_related("pair__younger")
    latest = list(rows.order_by("-date", "-id")[:FACES_SHOWN])[::-1]
    return Doing(latest, is_sinking([Face(row.face) for row in latest if row.face]))
