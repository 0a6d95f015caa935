"""Two clerks write at once what there is one of: the second waits and sees what the first wrote.

The row that it belongs to is held, because it is there before what is written is.
"""

from liren.people.models import Person
from liren.places.models import Place


def held_person(pk: int) -> Person:
    """A person, held until the end of the transaction; whoever only points to them goes on."""
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def held_place(pk: int) -> Place:
    """The same for a place."""
    return Place.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
