"""Reads of devices, gateways, and of what was refused."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from liren.core.errors import NotFound, sentence
from liren.core.permissions import Actor
from liren.core.scope import Scope, ancestors
from liren.people.models import Consent, Person
from liren.sensing.models import Alert, Device, DeviceQuerySet, Gateway, Refusal
from liren.sensing.permissions import SensingPermission

CONSENT = "devices"


class DeviceUnknown(NotFound):
    """No device of that number, or it lies outside the scope: the answer is the same."""

    code = "sensing.device_unknown"
    sentence = sentence("We do not know this device.")


def has_consent(person: Person) -> bool:
    """Whether somebody agrees, as of now, to devices that tell of them."""
    whose = Q(person=person) | Q(person__merged_into=person)
    given = Consent.objects.filter(whose, purpose=CONSENT, withdrawn_at__isnull=True)
    return given.exists()


def devices(scope: Scope) -> DeviceQuerySet:
    """All devices of a scope with their places, those that were taken down last."""
    rows = Device.objects.within(scope).select_related("place", "maintainer", "gateway__place")
    return rows.order_by("ended_at", "place_path", "id")


def device(scope: Scope, number: str) -> Device:
    """One of them, or not found."""
    found = devices(scope).filter(number=number).first()
    if found is None:
        raise DeviceUnknown()
    return found


def taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Those that a device has, or a gateway: both open the same door with their number."""
    devices = Device.objects.filter(number__in=numbers).values_list("number", flat=True)
    gateways = Gateway.objects.filter(number__in=numbers).values_list("number", flat=True)
    return {*devices, *gateways}


def claimable(by: Actor, number: str) -> Device:
    """A device that somebody may hang up: of their own place, or in the stock above it."""
    scope = by.scope_for(SensingPermission.CLAIM)
    above = {path for own in scope.paths for path in ancestors(own)}
    mine = DeviceQuerySet.inside(scope) | Q(claimed_at__isnull=True, place_path__in=above)
    found = Device.objects.in_use().filter(mine, number=number).select_related("place").first()
    if found is None:
        raise DeviceUnknown()
    return found


def listed(scope: Scope, *, words: str, kind: str, state: str, now: datetime) -> DeviceQuerySet:
    """Those of a scope that fit what was asked for: words, a kind, a state."""
    rows = devices(scope).annotate(
        has_alert=Exists(Alert.objects.active().filter(device=OuterRef("pk")))
    )
    if words:
        rows = rows.filter(
            Q(number__icontains=words) | Q(name__icontains=words) | Q(place__name__icontains=words)
        )
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(STATES[state](now)) if state in STATES else rows


STATES = {
    "offline": lambda now: Q(ended_at__isnull=True, heard_by__lt=now),
    "silent": lambda now: Q(ended_at__isnull=True, heard_at__isnull=True),
    "stock": lambda now: Q(ended_at__isnull=True, claimed_at__isnull=True),
    "alert": lambda now: Q(has_alert=True),
    "ended": lambda now: Q(ended_at__isnull=False),
}


def gateways(scope: Scope) -> QuerySet[Gateway]:
    """The gateways of a scope."""
    return Gateway.objects.within(scope).select_related("place")


def gateways_in_use(scope: Scope) -> QuerySet[Gateway]:
    """Those that may speak for devices now."""
    return gateways(scope).filter(ended_at__isnull=True).order_by("number")


def behind(scope: Scope, gateway: Gateway) -> DeviceQuerySet:
    """The devices of a scope that a gateway speaks for."""
    return devices(scope).filter(gateway=gateway, ended_at__isnull=True)


def refusals_of(device: Device) -> QuerySet[Refusal]:
    """What a device sent and was not taken, the latest days first."""
    return Refusal.objects.filter(device=device).order_by("-date", "reason")


def refused_since(day: date) -> list[tuple[str, int]]:
    """How much was refused since a day, by reason: the whole of it, strangers included."""
    rows = Refusal.objects.filter(date__gte=day).values_list("reason")
    return [(reason, count) for reason, count in rows.annotate(n=Sum("count")).order_by("-n")]
