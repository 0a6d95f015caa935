"""Rules: tried on the past of a place, then switched on there by somebody with a name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db import IntegrityError, transaction

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import Scope
from liren.people.selectors.persons import persons
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.sensing.domain.findings import Finding
from liren.sensing.domain.past import raised_in
from liren.sensing.domain.readings import Reading
from liren.sensing.domain.rules import Rule, read_rule, rule_text
from liren.sensing.domain.states import RuleState
from liren.sensing.models import Device, Placement
from liren.sensing.models import Reading as StoredReading
from liren.sensing.permissions import SensingPermission

LOOKED_AT = timedelta(days=30)
EXAMPLES = 5
MOST_READINGS = 500_000  # tried at once


class NotTried(Conflict):
    """A rule is tried on the past first."""

    code = "sensing.rule_not_tried"
    sentence = sentence("Try the rule on the past first, and look at what it would have raised.")


class OnAlready(Conflict):
    """The rule is on at this place, in these or in other words."""

    code = "sensing.rule_on_already"
    sentence = sentence("This rule is on here already. Switch the other one off first.")


@transaction.atomic
def try_rule(*, text: str, place: Place, by: Actor, now: datetime) -> Placement:
    """Try a rule's file on the last month of a place; it is on only once somebody says so."""
    require(by, SensingPermission.RULES, at=place)
    rule = read_rule(text)
    row = Placement(
        rule=rule.key,
        text=rule_text(rule),
        tried_at=now,
        tried_by=by.audit_name,
        trial=_trial(rule, place, now),
        changed_at=now,
    )
    row.put_at(place)
    row.save()
    audit.record("sensing.rule_tried", row, by=by, at=now, rule=rule.key, place=place.pk)
    return row


@transaction.atomic
def switch_on(*, placement: Placement, by: Actor, now: datetime) -> Placement:
    """Have a tried rule hold at its place from now on."""
    row = _locked(placement, by)
    if row.tried_at is None:
        raise NotTried()
    if row.switched_on_at is None:
        row.switched_on_at, row.switched_on_by, row.changed_at = now, by.audit_name, now
        try:
            with transaction.atomic():
                row.save(update_fields=["switched_on_at", "switched_on_by", "changed_at"])
        except IntegrityError as twice:
            raise OnAlready() from twice
        audit.record("sensing.rule_on", row, by=by, at=now, rule=row.rule)
    return row


@transaction.atomic
def switch_off(*, placement: Placement, by: Actor, now: datetime) -> Placement:
    """A rule holds no more; its open alerts stay for people to close."""
    row = _locked(placement, by)
    if row.ended_at is None:
        row.ended_at, row.ended_by, row.changed_at = now, by.audit_name, now
        row.save(update_fields=["ended_at", "ended_by", "changed_at"])
        audit.record("sensing.rule_off", row, by=by, at=now, rule=row.rule)
    return row


def _locked(placement: Placement, by: Actor) -> Placement:
    held = Placement.objects.select_for_update(of=("self",)).select_related("place")
    row = held.get(pk=placement.pk)
    require(by, SensingPermission.RULES, at=row.place)
    return row


def _trial(rule: Rule, place: Place, now: datetime) -> dict[str, object]:
    """How many alerts it would have raised within the month, and at which homes."""
    scope = Scope.of([place.path])
    devices = {row.pk: row for row in Device.objects.within(scope).in_use()}
    found: list[tuple[Device, Finding]] = []
    heard: set[int] = set()
    for pk, readings in _past(rule, scope, now):
        device = devices[pk]
        heard.add(pk)
        state = RuleState(device=device.number, expected=float(device.expected_every))
        found += [(device, one) for one in raised_in(rule, state, readings, now)]
    empty = _empty(found, scope)
    return {
        "days": LOOKED_AT.days,
        "devices": len(heard),
        "alarms": len(found),
        "homes": len({device.place_id for device, _one in found}),
        "at_empty": sum(device.place_id in empty for device, _one in found),
        "examples": [
            {
                "number": device.number,
                "at": one.at.isoformat(),
                "sentence": one.reason.sentence,
                "data": dict(one.reason.data),
            }
            for device, one in found[:EXAMPLES]
        ],
    }


def _empty(found: list[tuple[Device, Finding]], scope: Scope) -> set[int]:
    """The homes among them at which nobody is registered."""
    homes = {device.place_id for device, _one in found}
    at_home = Place.objects.filter(pk__in=homes, kind=PlaceKind.HOME).values_list("pk", flat=True)
    lived_in = persons(scope).filter(place__in=homes, left_on__isnull=True)
    return set(at_home) - set(lived_in.values_list("place_id", flat=True))


def _past(rule: Rule, scope: Scope, now: datetime) -> Iterator[tuple[int, list[Reading]]]:
    """The readings of the month that the rule is about, device by device."""
    rows = StoredReading.objects.filter(
        device__in=Device.objects.within(scope).in_use(),
        what=rule.measure,
        at__gte=now - LOOKED_AT,
        at__lte=now,
    )
    first = rows.order_by("device_id", "at", "id")[:MOST_READINGS]
    columns = ("device_id", "device__number", "key", "at", "value")
    for pk, group in groupby(first.values_list(*columns).iterator(2000), key=lambda row: row[0]):
        yield (
            pk,
            [
                Reading(number, rule.measure, at, value, "", key)
                for _pk, number, key, at, value in group
            ],
        )
