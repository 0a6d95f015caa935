"""Homes that somebody owns and others live in: what a landlord may see and say."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from liren.core.errors import NotFound, sentence
from liren.people.domain.codes import LIVING, OWNER
from liren.people.models import Person, Residence
from liren.places.models import Place


class LetHomeUnknown(NotFound):
    """Not a home of theirs, or nobody of that number lives there."""

    code = "people.let_home_unknown"
    sentence = sentence("This is not a home that you let.")


@dataclass(frozen=True)
class LetHome:
    """A home and who is known to live there, besides its owner."""

    place: Place
    people: list[Person] = field(default_factory=list)

    @property
    def confirmed_on(self) -> date | None:
        """Since when all of it is known to be so."""
        days = [person.confirmed_on for person in self.people]
        return min((day for day in days if day), default=None) if all(days) else None


def homes_let_by(owner: Person) -> list[LetHome]:
    """The homes that somebody owns without living there, each with those who do."""
    owned = Residence.objects.filter(role=OWNER, until__isnull=True).filter(
        Q(person=owner) | Q(person__merged_into=owner)
    )
    places = Place.objects.filter(pk__in=owned.values("place")).exclude(pk=owner.place_id)
    found = {place.pk: LetHome(place) for place in places.order_by("path")}
    living = Residence.objects.filter(place__in=found, role__in=LIVING, until__isnull=True)
    people = Person.objects.filter(
        pk__in=living.values("person"), merged_into__isnull=True, left_on__isnull=True
    )
    for person in people.exclude(pk=owner.pk).order_by("pk"):
        if person.place_id in found:
            found[person.place_id].people.append(person)
    return list(found.values())


def home_let_by(owner: Person, place_id: int) -> LetHome:
    """One of them, or not found."""
    for home in homes_let_by(owner):
        if home.place.pk == place_id:
            return home
    raise LetHomeUnknown()


def is_owner(person_id: int, place_id: int) -> bool:
    """Whether a home is theirs now."""
    rows = Residence.objects.filter(place=place_id, role=OWNER, until__isnull=True)
    return rows.filter(Q(person=person_id) | Q(person__merged_into=person_id)).exists()
