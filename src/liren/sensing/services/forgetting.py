"""What alerts say of somebody goes with them; how many there were, and what they were, stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liren.core.permissions import Actor
from liren.people.models import Person
from liren.places.models import Kind as PlaceKind
from liren.sensing.services.alerts import take_words_out
from liren.sensing.services.devices import forget_person
from liren.workorders import services as workorders


@transaction.atomic
def forget_erased(*, person_id: int, by: Actor, now: datetime) -> int:
    """Somebody was erased: what their devices said, and the remarks of alerts at their door, go."""
    person = Person.objects.select_related("place").get(pk=person_id)
    count = forget_person(person_id=person_id, by=by, now=now)
    if person.place.kind == PlaceKind.HOME:
        rows = take_words_out(Q(place=person.place))
        orders = sorted({row.order_id for row in rows if row.order_id is not None})
        workorders.forget_remarks(orders=orders, by=by, now=now)
    return count
