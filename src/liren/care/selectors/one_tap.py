"""The list of one tap, and what somebody has asked for."""

from dataclasses import dataclass

from django.db.models import QuerySet

from liren.accounts.models import Party
from liren.care.models import CareTask, OneTap
from liren.core.errors import NotFound, sentence
from liren.core.permissions import Place
from liren.core.scope import Scope, ancestors
from liren.people.models import Person


class TapUnknown(NotFound):
    """No such button here."""

    code = "care.tap_unknown"
    sentence = sentence("This is not on the list any more.")


@dataclass(frozen=True)
class Button:
    """One large button, and what was asked by it and is not done yet."""

    tap: OneTap
    waiting: CareTask | None


def taps_for(place: Place) -> QuerySet[OneTap]:
    """What one touch brings to whoever lives at a place, in the office's order."""
    return OneTap.objects.filter(place_path__in=ancestors(place.path), ended_at__isnull=True)


def tap_for(place: Place, pk: int) -> OneTap:
    """One of them, or not found."""
    found = taps_for(place).select_related("place").filter(pk=pk).first()
    if found is None:
        raise TapUnknown()
    return found


def taps(scope: Scope) -> QuerySet[OneTap]:
    """The lists inside a scope."""
    return OneTap.objects.within(scope).filter(ended_at__isnull=True).select_related("place")


def tap_in(scope: Scope, pk: int) -> OneTap:
    """One button inside a scope, or not found."""
    found = taps(scope).filter(pk=pk).first()
    if found is None:
        raise TapUnknown()
    return found


def buttons_for(place: Place, person: Person | None) -> list[Button]:
    """The list with what the person waits for, in two statements."""
    waiting = {row.cause.split(":")[1]: row for row in _waiting(person)} if person else {}
    return [Button(tap, waiting.get(str(tap.pk))) for tap in taps_for(place)]


def waiting_for(tap: OneTap, person: Person) -> CareTask | None:
    """What somebody has asked by a button, and nobody has done yet."""
    return _waiting(person).filter(cause__startswith=cause_of(tap, person)).first()


def asked_before(tap: OneTap, person: Person) -> int:
    """How often they asked."""
    return CareTask.objects.filter(cause__startswith=cause_of(tap, person)).count()


def cause_of(tap: OneTap, person: Person) -> str:
    """How the causes of these tasks begin."""
    return f"tap:{tap.pk}:{person.pk}:"


def volunteers_at(place: Place) -> Party | None:
    """The group of volunteers nearest to a place."""
    rows = Party.objects.active().filter(kind=Party.Kind.VOLUNTEERS)
    return rows.filter(place_path__in=ancestors(place.path)).order_by("-place_path", "id").first()


def _waiting(person: Person) -> QuerySet[CareTask]:
    rows = CareTask.objects.filter(person=person, done_at__isnull=True, cause__startswith="tap:")
    return rows.select_related("order__party", "place").order_by("id")
