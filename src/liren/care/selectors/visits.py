"""The round: whom to visit, and what came of earlier visits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from liren.care.domain.buddies import Face, is_sinking
from liren.care.domain.visits import EVERY, Known, Need, door_key, most_needed, need_of
from liren.care.models import CareTask, Contact, HelpCall, Pair, Visit
from liren.core.scope import Scope
from liren.people.models import Person, PersonLabel
from liren.people.selectors import labelled
from liren.places.selectors import addresses

A_ROUND = 40
ALERTS_OF = timedelta(days=60)


@dataclass(frozen=True)
class Door:
    """One door of the round."""

    person: Person
    where: str
    need: Need
    last: Visit | None


def round_of(scope: Scope, now: datetime, most: int = A_ROUND) -> list[Door]:
    """Whom to visit by today, as many as a day holds, in the order of the doors."""
    on = timezone.localdate(now)
    ids = dict(labelled(scope, EVERY).order_by().values_list("pk", "place_path"))
    needs = _needs(scope, list(ids), on, now)
    wanted = dict(most_needed(needs.items(), on, most))
    people = list(Person.objects.filter(pk__in=list(wanted)).select_related("place"))
    people.sort(key=lambda one: door_key(one.place.path, one.place.name))
    where, last = addresses([one.place for one in people]), _last(people)
    return [Door(p, where[p.place_id], wanted[p.pk], last.get(p.pk)) for p in people]


def visits_of(person: Person) -> QuerySet[Visit]:
    """The visits to somebody, the latest first."""
    return Visit.objects.filter(person=person).order_by("-at", "-id")


def visit_of_key(key: UUID) -> Visit | None:
    """The visit that was sent under a key."""
    return Visit.objects.filter(key=key).first()


def _needs(scope: Scope, ids: Sequence[int], on: date, now: datetime) -> dict[int, Need]:
    """As many statements, however many live there."""
    labels: dict[int, set[str]] = {pk: set() for pk in ids}
    rows = PersonLabel.objects.filter(key__in=list(EVERY))
    for person, key in rows.order_by().values_list("person_id", "key"):
        if person in labels:
            labels[person].add(key)
    visits = Visit.objects.within(scope).filter(is_nobody_there=False).order_by()
    last: dict[int, datetime] = dict(visits.values_list("person").annotate(Max("at")))
    alerts, sinking = _alerts(scope, last, now - ALERTS_OF), _sinking(scope, on - ALERTS_OF)
    found = {}
    for pk, keys in labels.items():
        at = last.get(pk)
        day = timezone.localdate(at) if at else None
        is_sinking_since = pk in sinking and (day is None or day < sinking[pk])
        known = Known(frozenset(keys), day, alerts[pk], is_sinking_since)
        need = need_of(known, on)
        if need is not None:
            found[pk] = need
    return found


def _alerts(scope: Scope, last: dict[int, datetime], since: datetime) -> Counter[int]:
    calls = HelpCall.objects.within(scope).filter(is_drill=False, made_at__gte=since)
    calls = calls.exclude(stage="taken_back")
    urgent = (CareTask.Kind.MISSED, CareTask.Kind.UNWELL, CareTask.Kind.MEAL)
    tasks = CareTask.objects.within(scope).filter(kind__in=urgent, made_at__gte=since)
    found: Counter[int] = Counter()
    for rows in (calls, tasks):
        for person, at in rows.order_by().values_list("person_id", "made_at"):
            if person not in last or last[person] < at:
                found[person] += 1
    return found


def _sinking(scope: Scope, since: date) -> dict[int, date]:
    """Whoever had worse faces twice in a row, and when the last was seen."""
    here = Pair.objects.within(scope)
    rows = Contact.objects.filter(date__gte=since, pair__in=here).exclude(face="")
    faces: dict[int, list[Face]] = {}
    last: dict[int, date] = {}
    read = rows.order_by("date", "id").values_list("pair__elder_id", "face", "date")
    for elder, face, on in read:
        faces.setdefault(elder, []).append(Face(face))
        last[elder] = on
    return {elder: last[elder] for elder, seen in faces.items() if is_sinking(seen)}


def _last(people: Sequence[Person]) -> dict[int, Visit]:
    rows = Visit.objects.filter(person__in=people).order_by("at", "id")
    return {row.person_id: row for row in rows}
