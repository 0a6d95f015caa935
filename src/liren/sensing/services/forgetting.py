"""What alerts say of somebody goes with them; how many there were, and what they were, stays."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liren.core.permissions import Actor
from liren.people.models import Person
from liren.places.models import Kind as PlaceKind
from liren.sensing.domain.findings import Found
from liren.sensing.models import Alert
from liren.sensing.services.devices import forget_person
from liren.workorders import services as workorders


@transaction.atomic
def forget_erased(*, person_id: int, by: Actor, now: datetime) -> int:
    """Somebody was erased: what their devices said, and the remarks of alerts at their door, go."""
    person = Person.objects.select_related("place").get(pk=person_id)
    count = forget_person(person_id=person_id, by=by, now=now)
    if person.place.kind == PlaceKind.HOME:
        _forget_alerts(Q(place=person.place), by=by, now=now)
    return count


def _forget_alerts(whose: Q, *, by: Actor, now: datetime) -> None:
    """Of alerts that are closed: to one that is open somebody still has to go."""
    rows: Sequence[Alert] = list(
        Alert.objects.select_for_update(of=("self",)).filter(whose, closed_at__isnull=False)
    )
    held = [row for row in rows if row.note or len(row.reason) > 1]
    for row in held:
        row.note, row.reason = "", {"found": row.reason.get("found", Found.OTHER)}
    Alert.objects.bulk_update(held, ["note", "reason"], batch_size=500)
    orders = sorted({row.order_id for row in held if row.order_id is not None})
    workorders.forget_remarks(orders=orders, by=by, now=now)
