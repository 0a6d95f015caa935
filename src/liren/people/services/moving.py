"""Where somebody lives, with its period: moving in begins a residence, leaving ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, DateField, F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from liren.core.permissions import Actor
from liren.core.prepared import Prepared, Slots, blanks, insert
from liren.people.domain.codes import LIVING
from liren.people.models import Person, Residence
from liren.places.models import Kind, Place

MOVES = frozenset({"person.home", "person.left_on"})
HOMES = Prepared(
    lambda: (
        Place.objects.filter(pk__in=Slots("places", BigIntegerField()), kind=Kind.HOME)
        .order_by()
        .values_list("pk")
    )
)


@dataclass(frozen=True)
class Move:
    """Somebody is to live at a home from now on, or nowhere here any more."""

    person: Person
    home_id: int
    day: date | None
    is_new: bool = False


def move(moves: Sequence[Move], *, by: Actor, source: str, now: datetime) -> set[int]:
    """End where they lived before and begin where they live now; says which homes were left."""
    if not moves:
        return set()
    today = timezone.localdate(now)
    homes = {pk for (pk,) in HOMES.all(places={one.home_id for one in moves})}
    there, left = _end_former([one for one in moves if not one.is_new], today)
    blank = blanks(Residence)
    begun = [
        _filled(blank(), one, (source, by.audit_name[:120], now))
        for one in moves
        if one.home_id in homes
        and one.person.left_on is None
        and (one.person.pk, one.home_id) not in there
    ]
    insert(begun)
    return left


def _end_former(moves: Sequence[Move], today: date) -> tuple[set[tuple[int, int]], set[int]]:
    """Who lives where they should already; every other home they lived in is left."""
    if not moves:
        return set(), set()
    wanted = {one.person.pk: one for one in moves}
    rows = Residence.objects.filter(person__in=wanted, role__in=LIVING, until__isnull=True)
    ended, left, there = [], set(), set()
    for pk, person, home in rows.values_list("pk", "person_id", "place_id"):
        if wanted[person].home_id == home and wanted[person].person.left_on is None:
            there.add((person, home))
        else:
            ended.append(pk)
            left.add(home)
    day = Value(today, output_field=DateField())
    if ended:
        until = Greatest(Coalesce(F("since"), day), day)
        Residence.objects.filter(pk__in=ended).update(until=until, revision=F("revision") + 1)
    return there, left


def _filled(row: Residence, one: Move, origin: tuple[str, str, datetime]) -> Residence:
    row.source, row.recorded_by, row.recorded_at = origin
    row.person_id, row.role, row.observed_on = one.person.pk, "lives", one.day
    row.since = None if one.is_new else one.day or timezone.localdate(origin[2])
    row.place_id, row.place_path = one.home_id, one.person.place_path
    row.community_path = one.person.community_path
    return row
