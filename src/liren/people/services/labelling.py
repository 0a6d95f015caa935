"""Labels follow from the register: whatever changes who lives where or how old somebody is."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils import timezone

from liren.core.prepared import Prepared, Slots, blanks, insert
from liren.people.domain.codes import LIVING
from liren.people.domain.labels import Known, Reason, changing_years, labels_of
from liren.people.models import Person, PersonLabel, Residence, writing

RESTS_ON = frozenset({"birth_date", "lives_alone", "home", "left_on", "until", "role"})
HOMES_AT_ONCE = 500
LIVING_AT = Prepared(
    lambda: (
        Residence.objects.filter(
            place__in=Slots("homes", BigIntegerField()), role__in=LIVING, until__isnull=True
        )
        .order_by()
        .values_list("place_id", "person_id")
        .distinct()
    )
)
LABELLED = Prepared(
    lambda: (
        Person.objects.filter(pk__in=Slots("ids", BigIntegerField()))
        .order_by()
        .values_list("pk", "birth_date", "lives_alone", "left_on", "merged_into_id")
    )
)
LABELS = Prepared(
    lambda: (
        PersonLabel.objects.filter(person__in=Slots("ids", BigIntegerField()))
        .order_by()
        .values_list("pk", "person_id", "key")
    )
)


class _Row(NamedTuple):
    """What of a person a label rests on."""

    birth_date: str
    says_alone: bool | None
    is_here: bool


def recompute(homes: Collection[int], persons: Collection[int], now: datetime) -> None:
    """The labels of whoever lives at some homes, and of some persons besides."""
    if not homes and not persons:
        return
    on = timezone.localdate(now)
    living = _living(homes)
    ids = {pk for people in living.values() for pk in people} | set(persons)
    rows = _rows(ids)
    living = {home: [pk for pk in people if _is_here(rows, pk)] for home, people in living.items()}
    homes_of = {pk: home for home, people in living.items() for pk in people}
    kept, blank = _kept(ids), blanks(PersonLabel)
    new: list[PersonLabel] = []
    gone: list[int] = []
    for pk in rows:
        wanted = _labels(pk, homes_of, living, rows, on) if _is_here(rows, pk) else {}
        held = kept.get(pk, {})
        new += [
            _filled(blank(), pk, key, why, on) for key, why in wanted.items() if key not in held
        ]
        gone += [label for key, label in held.items() if key not in wanted]
    if gone:
        PersonLabel.objects.filter(pk__in=gone).delete()
    insert(new)


def _living(homes: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for home, person in LIVING_AT.all(homes=homes) if homes else ():
        found.setdefault(home, []).append(person)
    return found


def _rows(ids: Collection[int]) -> dict[int, _Row]:
    read = LABELLED.all(ids=ids) if ids else ()
    return {pk: _Row(born, alone, not (left or into)) for pk, born, alone, left, into in read}


def _is_here(rows: dict[int, _Row], pk: int) -> bool:
    return pk in rows and rows[pk].is_here


def _kept(ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for pk, person, key in LABELS.all(ids=ids) if ids else ():
        found.setdefault(person, {})[key] = pk
    return found


def _labels(
    pk: int,
    homes_of: dict[int, int],
    living: dict[int, list[int]],
    rows: dict[int, _Row],
    on: date,
) -> dict[str, Reason]:
    home, row = homes_of.get(pk), rows[pk]
    others = None
    if home is not None:
        others = tuple(rows[one].birth_date for one in living[home] if one != pk)
    return labels_of(Known(row.birth_date, row.says_alone, others), on)


def _filled(row: PersonLabel, person: int, key: str, reason: Reason, on: date) -> PersonLabel:
    row.person_id, row.key, row.why, row.detail = person, key, reason.why, reason.detail
    row.since = reason.since or on
    return row


def come_of_age(now: datetime) -> int:
    """Labels that change with the calendar alone; says at how many homes it looked."""
    if not PersonLabel.objects.exists():  # a register that is older than its labels
        return recompute_everything(now)
    years = changing_years(timezone.localdate(now))
    rows = Person.objects.filter(birth_year__in=years, merged_into__isnull=True)
    pairs = list(rows.order_by("place_path", "id").values_list("place_id", "pk"))
    for start in range(0, len(pairs), HOMES_AT_ONCE):
        some = pairs[start : start + HOMES_AT_ONCE]
        with transaction.atomic(), writing():
            recompute({home for home, _ in some}, {pk for _, pk in some}, now)
    return len(pairs)


def recompute_everything(now: datetime, *, after: int = 0) -> int:
    """Every label anew, for a register that was filled before there were labels."""
    last = after
    while ids := list(
        Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "place_id")[:2000]
    ):
        with transaction.atomic(), writing():
            recompute({home for _, home in ids}, {pk for pk, _ in ids}, now)
        last = ids[-1][0]
    return last
