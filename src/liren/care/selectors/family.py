"""Who may see how somebody is, and the little that they see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from liren.accounts.models import User
from liren.care.domain.family import Day, Known, day_of
from liren.care.models import CareTask, Contact, FamilyTie, HelpCall, MealOrder, Visit
from liren.care.models.calls import RUNNING
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.people.models import Consent, Person, Viewing
from liren.sensing.models import Away
from liren.sensing.selectors.away import away_of
from liren.sensing.selectors.quiet import has_quiet_alert, last_sign_of

PURPOSE = "family"
LOOKED_AT = "care.family"
WORRYING = (CareTask.Kind.MISSED, CareTask.Kind.UNWELL, CareTask.Kind.MEAL)


class FamilyUnknown(NotFound):
    """Nobody of that number lets this person see; the answer to strangers is the same."""

    code = "care.family_unknown"
    sentence = sentence("We could not find this. Perhaps it was closed.")


@dataclass(frozen=True)
class Today:
    """All that family sees: no value, no words of others, nothing from before yesterday."""

    day: Day
    away: Away | None
    calls: list[HelpCall]
    visits: list[Visit]
    contacts: list[Contact]
    meals: list[MealOrder]


def ties_of(person: Person) -> QuerySet[FamilyTie]:
    """Whom somebody lets see."""
    whose = Q(person=person) | Q(person__merged_into=person)
    return FamilyTie.objects.filter(whose, ended_at__isnull=True).order_by("id")


def left_over(person: Person) -> QuerySet[FamilyTie]:
    """Those from before the consent was taken back; who was named since then is none of them."""
    whose = Q(person=person) | Q(person__merged_into=person)
    gone = Consent.objects.filter(whose, purpose=PURPOSE, withdrawn_at__isnull=False)
    last = gone.order_by("-withdrawn_at").values_list("withdrawn_at", flat=True).first()
    return ties_of(person).filter(given_at__lte=last) if last else ties_of(person).none()


def ties_for(user: User) -> QuerySet[FamilyTie]:
    """Who lets somebody see; nobody once the consent was taken back, wherever that was done."""
    if user.phone_index is None:
        return FamilyTie.objects.none()
    mine = FamilyTie.objects.filter(ended_at__isnull=True, phone_index=bytes(user.phone_index))
    owner = Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    agreed = Consent.objects.filter(
        owner, purpose=PURPOSE, withdrawn_at__isnull=True, given_at__lte=OuterRef("given_at")
    )
    return mine.filter(Exists(agreed)).select_related("person__place").order_by("id")


def tie_for(user: User, pk: int) -> FamilyTie:
    """One of them, or not found."""
    found = ties_for(user).filter(pk=pk).first()
    if found is None:
        raise FamilyUnknown()
    return found


def is_family(user: User, person: Person) -> bool:
    """Whether somebody was named by a person, and still is."""
    return ties_for(user).filter(person=person).exists()


def tie_of(person: Person, pk: int) -> FamilyTie:
    """Somebody whom a person has named, or not found."""
    found = ties_of(person).select_related("person", "place").filter(pk=pk).first()
    if found is None:
        raise FamilyUnknown()
    return found


def tie_in(scope: Scope, pk: int) -> FamilyTie:
    """The same for the desk."""
    rows = FamilyTie.objects.within(scope).filter(ended_at__isnull=True)
    found = rows.select_related("person", "place").filter(pk=pk).first()
    if found is None:
        raise FamilyUnknown()
    return found


def looks_at(person: Person) -> QuerySet[Viewing]:
    """When family looked, the latest first."""
    whose = Q(person=person) | Q(person__merged_into=person)
    return Viewing.objects.filter(whose, element=LOOKED_AT).order_by("-id")


def has_looked(person: Person, viewer: str, since: datetime) -> bool:
    """Whether they looked a moment ago."""
    return looks_at(person).filter(viewer=viewer, at__gt=since).exists()


def today_of(person: Person, now: datetime) -> Today:
    """How today is, and what was done since yesterday morning."""
    today = timezone.localdate(now)
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0) - timedelta(days=1)
    calls = HelpCall.objects.filter(person=person, is_drill=False).exclude(stage="taken_back")
    tasks = CareTask.objects.filter(person=person, done_at__isnull=True, kind__in=WORRYING)
    visits = Visit.objects.filter(person=person, at__gte=since, is_nobody_there=False)
    contacts = Contact.objects.filter(pair__elder=person, date=today).exclude(face="")
    orders = MealOrder.objects.filter(person=person, menu__date=today, cancelled_at__isnull=True)
    found = Today(
        day=Day.NO_NEWS,
        away=away_of(person.place, now),
        calls=list(calls.filter(Q(RUNNING) | Q(made_at__gte=since)).order_by("-id")),
        visits=list(visits.order_by("-at")),
        contacts=list(contacts.select_related("pair__younger").order_by("-at")),
        meals=list(orders.select_related("menu").order_by("menu__meal")),
    )
    known = Known(
        has_call=any(call.is_open for call in found.calls),
        has_task=tasks.exists() or has_quiet_alert(person),
        is_away=found.away is not None,
        last_sign=_last_sign(found, last_sign_of(person)),
    )
    return Today(**{**vars(found), "day": day_of(known, today)})


def _last_sign(found: Today, of_devices: datetime | None) -> datetime | None:
    signs = [row.at for row in found.visits] + [row.at for row in found.contacts]
    signs += [row.at_door_at for row in found.meals if row.outcome == "taken" and row.at_door_at]
    signs += [row.ended_at for row in found.calls if row.ended_at]
    signs += [of_devices] if of_devices else []
    return timezone.localtime(max(signs)) if signs else None
