"""Who stands on somebody's ladder, and the minutes of each rung."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from liren.care.domain.help_call import Rung
from liren.care.models import LadderContact, LadderTimes
from liren.core.errors import NotFound, sentence
from liren.core.permissions import Place
from liren.core.scope import Scope, ancestors
from liren.people.models import Person


class ContactUnknown(NotFound):
    """Nobody of that number on a ladder inside the scope."""

    code = "care.contact_unknown"
    sentence = sentence("We do not know this contact.")


@dataclass(frozen=True)
class Times:
    """How long each rung is waited for, and how long one may take to the door."""

    minutes: Mapping[Rung, int]
    arrival: timedelta


USUAL = Times(
    {Rung.FAMILY: 3, Rung.BUDDY: 3, Rung.NEIGHBOUR: 3, Rung.COMMITTEE: 5, Rung.AMBULANCE: 1},
    timedelta(minutes=10),
)


def times_at(place: Place) -> Times:
    """The minutes of the nearest place above that has set them, else the usual ones."""
    row = times_row(place)
    if row is None:
        return USUAL
    own = (Rung.FAMILY, Rung.BUDDY, Rung.NEIGHBOUR, Rung.COMMITTEE)
    minutes = {rung: int(getattr(row, rung.value)) for rung in own}
    return Times({**minutes, Rung.AMBULANCE: 1}, timedelta(minutes=row.arrival))


def times_row(place: Place) -> LadderTimes | None:
    """The row behind it."""
    rows = LadderTimes.objects.filter(place_path__in=ancestors(place.path))
    return rows.order_by("-place_path").first()


def contacts_of(person: Person) -> list[LadderContact]:
    """Whoever agreed to be asked for somebody, in the order in which they are asked."""
    rows = on_ladder_of(person.pk).select_related("user").order_by("id")
    order = list(Rung)
    return sorted(rows, key=lambda row: order.index(Rung(row.rung)))


def on_ladder_of(person: int) -> QuerySet[LadderContact]:
    """The same by number; two records that were joined are one person with one ladder."""
    whose = Q(person=person) | Q(person__merged_into=person)
    return LadderContact.objects.filter(whose, ended_at__isnull=True)


def contact_in(scope: Scope, pk: int) -> LadderContact:
    """One of them inside a scope, or not found."""
    rows = LadderContact.objects.within(scope).filter(ended_at__isnull=True)
    found = rows.select_related("place", "person").filter(pk=pk).first()
    if found is None:
        raise ContactUnknown()
    return found
