"""Rules: tried on the past of a place, then switched on there by somebody with a name."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import Scope
from liren.people.selectors.persons import persons
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.sensing.domain.presets import preset
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rules import Rule, read_rule, rule_text
from liren.sensing.domain.trial import tried
from liren.sensing.models import Device, Placement
from liren.sensing.models import Reading as StoredReading
from liren.sensing.permissions import SensingPermission

LOOKED_AT = timedelta(days=30)
MOST = 500_000  # tried at once


class NotTried(Conflict):
    """A rule is tried on the past first."""

    code = "sensing.rule_not_tried"
    sentence = sentence("Try the rule on the past first, and look at what it would have raised.")


class OnAlready(Conflict):
    """The rule is on at this place, in these or in other words."""

    code = "sensing.rule_on_already"
    sentence = sentence("This rule is on here already. Switch the other one off first.")


def shipped(key: str) -> str:
    """The file of a rule that ships."""
    return rule_text(preset(key))


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
    devices = Device.objects.within(scope).in_use()
    rows = StoredReading.objects.filter(
        device__in=devices,
        what__in=tuple(Measure) if rule.minds_heartbeats else rule.counts,
        at__gte=now - LOOKED_AT,
        at__lte=now,
    )
    columns = ("device__number", "what", "at", "value", "key")
    past = [
        Reading(number, Measure(what), at, value, "", key)
        for number, what, at, value, key in rows.order_by("at", "id").values_list(*columns)[:MOST]
    ]
    expected = {
        number: float(every) for number, every in devices.values_list("number", "expected_every")
    }
    made = tried(rule, past, empty=_at_empty(scope), expected=expected) if past else None
    return {
        "days": LOOKED_AT.days,
        "devices": made.heard if made else 0,
        "alarms": made.alerts if made else 0,
        "homes": made.devices if made else 0,
        "at_empty": made.at_empty if made else 0,
        "examples": [
            {"number": one.device, "at": one.raised_at.isoformat(), "found": one.found}
            for one in (made.examples if made else ())
        ],
    }


def _at_empty(scope: Scope) -> set[str]:
    """The devices of homes at which nobody is registered."""
    rows = Device.objects.within(scope).in_use().filter(place__kind=PlaceKind.HOME)
    lived_in = persons(scope).filter(left_on__isnull=True).values("place_id")
    return set(rows.exclude(place__in=lived_in).values_list("number", flat=True))
