"""Somebody is erased from the register: what care knew of them tells nobody any longer who it was.

What stays are counts: that there was a call, a visit, a meal, on which day and in which community.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, override

from liren.care.models import (
    CareTask,
    Contact,
    DietCard,
    FamilyTie,
    HelpCall,
    Helper,
    HelpStep,
    LadderContact,
    MealOrder,
    Pair,
    Visit,
)
from liren.care.models.calls import RUNNING
from liren.care.services.tasks import settle_all_of
from liren.care.services.telling import LANGUAGE
from liren.core import audit
from liren.core.permissions import Actor
from liren.notices.services import forget_words
from liren.people.models import GONE, Person
from liren.places.models import Place
from liren.places.selectors import home_community
from liren.workorders import services as workorders


@transaction.atomic
def forget(*, person_id: int, by: Actor, now: datetime) -> bool:
    """Take out whatever tells of somebody who is erased; a call that runs is answered first."""
    person = Person.objects.select_related("place").get(pk=person_id)
    if person.name != GONE or HelpCall.objects.filter(RUNNING, person=person).exists():
        return False
    with override(LANGUAGE):
        why = gettext("Erased from the register")
        title = gettext("Look after somebody")
    at = home_community(person.place) or person.place
    if not any(rows.exists() for rows in _left_of(person, at)):
        return False
    settle_all_of(person, why, by=by, now=now)
    _orders(person, title, at, by, now)
    _messages(person)
    _calls(person, at)
    _rest(person, why, at, now)
    _with_others(person, at, now)
    audit.record("care.forgotten", person, by=by, at=now)
    return True


def _left_of(person: Person, at: Place) -> Iterator[QuerySet[Any]]:
    """Rows that still tell something: told twice, it is done once."""
    yield _of(HelpCall, person).exclude(words="", found_words="", place=at)
    yield _of(CareTask, person).exclude(words="", done_by_name="", place=at)
    yield _of(Visit, person).exclude(words="", promised="", place=at)
    yield _of(MealOrder, person).exclude(place=at)
    yield _of(DietCard, person)
    yield _of(FamilyTie, person).exclude(name=GONE)
    yield _ladder(person).exclude(name=GONE)
    yield Pair.objects.filter(Q(younger=person) | Q(elder=person), ended_at__isnull=True)


def _orders(person: Person, title: str, at: Place, by: Actor, now: datetime) -> None:
    about: set[int] = set()
    for model in (HelpCall, CareTask):
        rows = _of(model, person).filter(order__isnull=False)
        about |= set(rows.values_list("order_id", flat=True))
    workorders.forget_words(orders=sorted(about), title=title, at=at, by=by, now=now)


def _messages(person: Person) -> None:
    """What was sent about their calls, or said that they went to somebody's door."""
    theirs = Q(person=person) | Q(helpers__contact__resident=person)
    calls = HelpCall.objects.exclude(RUNNING).filter(theirs).values_list("pk", flat=True)
    ties = _of(FamilyTie, person).values_list("pk", flat=True)
    for model, about in ((HelpCall, calls), (FamilyTie, ties)):
        forget_words(subject_type=model._meta.label_lower, subjects=about, words=GONE)


def _calls(person: Person, at: Place) -> None:
    calls = HelpCall.objects.filter(person=person)
    Helper.objects.filter(call__in=calls).update(name=GONE, token_hash=None)
    HelpStep.objects.filter(call__in=calls).exclude(who="").update(who=GONE)
    calls.update(words="", found_words="", ended_by_name="", **_at(at))


def _rest(person: Person, why: str, at: Place, now: datetime) -> None:
    door = _at(at)
    done = CareTask.objects.filter(person=person)
    done.update(words="", result=why, done_by_name="", **door)
    Visit.objects.filter(person=person).update(words="", promised="", **door)
    waiting = MealOrder.objects.filter(person=person, outcome="", menu__closes_at__gt=now)
    waiting.filter(cancelled_at__isnull=True).update(cancelled_at=now)
    MealOrder.objects.filter(person=person).update(**door)
    DietCard.objects.filter(person=person).delete()
    FamilyTie.objects.filter(person=person).update(
        name=GONE,
        phone_sealed=None,
        phone_index=None,
        paper="",
        given_by=GONE,
        **_ended(now),
        **door,
    )


def _with_others(person: Person, at: Place, now: datetime) -> None:
    """Pairs end; nobody stands on their ladder, and they on nobody's."""
    ladder = _ladder(person)
    LadderContact.objects.filter(pk__in=list(ladder.values_list("pk", flat=True))).update(
        name=GONE, phone_sealed=None, user=None, **_ended(now)
    )
    _of(LadderContact, person).update(**_at(at))
    pairs = Pair.objects.filter(Q(younger=person) | Q(elder=person))
    Contact.objects.filter(pair__in=pairs).update(words="", by_name="")
    pairs.update(**_ended(now))
    Pair.objects.filter(elder=person).update(**_at(at))
    Helper.objects.filter(contact__resident=person).update(name=GONE)


def _ladder(person: Person) -> QuerySet[LadderContact]:
    mine = Q(person=person) | Q(resident=person)
    if person.user_id is not None:
        mine |= Q(user=person.user_id)
    return LadderContact.objects.filter(mine)


def _ended(now: datetime) -> dict[str, Any]:
    return {"ended_at": Coalesce(F("ended_at"), Value(now))}


def _at(place: Place) -> dict[str, Any]:
    """Counted in the community, and no longer at a door."""
    row = Visit()
    row.put_at(place)
    names = ("place_id", "place_path", "community_path")
    return {name: getattr(row, name) for name in names}


def _of(model: type[Model], person: Person) -> QuerySet[Any]:
    return model._default_manager.filter(person=person)
