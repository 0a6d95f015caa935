"""Quiet homes, and meters that say nothing themselves, told apart."""

from collections.abc import Iterable
from datetime import UTC, datetime

from liren.core.scope import Scope
from liren.people.models import Person
from liren.sensing.domain.findings import Found
from liren.sensing.models import Alert, AlertQuerySet, Device, DeviceQuerySet, RuleState
from liren.sensing.models.devices import TELLS_OF_A_PERSON

QUIET = (Found.NO_USE, Found.NO_DOOR, Found.NO_MOTION)


def quiet_alerts(scope: Scope) -> AlertQuerySet:
    """Homes that are quieter than they ever are, and nobody has said yet what it was."""
    rows = Alert.objects.within(scope).active().filter(reason__found__in=list(map(str, QUIET)))
    return rows.select_related("device__person", "place", "order").order_by("-severity", "id")


def silent_meters(scope: Scope, now: datetime) -> DeviceQuerySet:
    """What should tell of somebody and says nothing itself: nobody knows how they are."""
    rows = Device.objects.within(scope).offline(now).filter(person__isnull=False)
    told = rows.filter(kind__in=TELLS_OF_A_PERSON)
    return told.select_related("person", "place").order_by("heard_at", "id")


def people_at(homes: Iterable[int]) -> dict[int, list[Person]]:
    """Who lives in some homes, by their number."""
    rows = Person.objects.filter(place__in=list(homes), merged_into=None, left_on=None)
    found: dict[int, list[Person]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.place_id, []).append(row)
    return found


def last_sign_of(person: Person) -> datetime | None:
    """When a device that tells of somebody last knew of life."""
    rows = RuleState.objects.filter(device__person=person, device__kind__in=TELLS_OF_A_PERSON)
    seen = [state.get("acted_at") for state in rows.values_list("state", flat=True)]
    latest = max((at for at in seen if at), default=None)
    return datetime.fromtimestamp(latest, UTC) if latest else None


def has_quiet_alert(person: Person) -> bool:
    """Whether one of their devices says so, and nobody has been there yet."""
    rows = Alert.objects.active().filter(device__person=person)
    return rows.filter(reason__found__in=list(map(str, QUIET))).exists()
