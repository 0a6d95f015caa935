"""Meals: menus, what is paid, who eats what, orders, and the door."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.care.domain import meals as rules
from liren.care.domain.meals import LONGEST_ALLERGY, Diet, Outcome
from liren.care.models import CareTask, DietCard, MealOrder, Menu, SubsidyRule
from liren.care.permissions import CarePermission
from liren.care.selectors import meals as reads
from liren.care.selectors.meals import MenuUnknown
from liren.care.selectors.oneself import is_self
from liren.care.services.holding import held_person, held_place
from liren.care.services.tasks import NewTask, no_longer_needed, open_task
from liren.care.services.telling import LANGUAGE
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import ancestors
from liren.people.models import Person
from liren.people.selectors import labels_of
from liren.places.models import Place


class MenuThere(Conflict):
    """One menu a meal."""

    code = "care.menu_there"
    sentence = sentence("There is a menu for this meal already.")


class OrderedAlready(Conflict):
    """One meal for each."""

    code = "care.meal_ordered_already"
    sentence = sentence("{name} has ordered this meal already.")


class KitchenClosed(Conflict):
    """The kitchen has begun."""

    code = "care.kitchen_closed"
    sentence = sentence("The kitchen has begun; this meal cannot be changed any more.")


class MealNotYet(Conflict):
    """Nobody can have left a meal hanging that was not cooked yet."""

    code = "care.meal_not_yet"
    sentence = sentence("This meal has not been cooked yet. Note it at the door, from {at} on.")


class DishesMissing(Invalid):
    """A menu says what there is."""

    code = "care.dishes_missing"
    sentence = sentence("Please write what there is to eat.")


@dataclass(frozen=True, kw_only=True)
class NewMenu:
    """What there is, for how much (fen), and until when it can be ordered."""

    place: Place
    date: date
    meal: str
    dishes: str
    price: int
    closes_at: datetime


@transaction.atomic
def add_menu(new: NewMenu, *, by: Actor, now: datetime) -> Menu:
    """Offer a meal."""
    require(by, CarePermission.KEEP, at=new.place)
    if not new.dishes.strip():
        raise DishesMissing()
    row = Menu(
        date=new.date,
        meal=Menu.Meal(new.meal),
        dishes=new.dishes.strip()[:200],
        price=new.price,
        closes_at=new.closes_at,
        made_by=by.audit_name,
    )
    row.put_at(new.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise MenuThere() from twice
    audit.record("care.menu_added", row, by=by, at=now)
    return row


@transaction.atomic
def set_subsidy(*, place: Place, label: str, fen: int, by: Actor, now: datetime) -> SubsidyRule:
    """Say what is paid of a meal for whoever carries a label; orders keep what they had."""
    require(by, CarePermission.KEEP, at=place)
    held_place(place.pk)
    row = SubsidyRule.objects.filter(place=place, label=label).first() or SubsidyRule(label=label)
    row.put_at(place)
    row.fen, row.changed_at, row.changed_by = fen, now, by.audit_name
    row.save()
    audit.record("care.subsidy_set", row, by=by, at=now, label=label, fen=fen)
    return row


@transaction.atomic
def set_diet(*, person: Person, diet: str, allergy: str, by: Actor, now: datetime) -> DietCard:
    """Note what somebody eats and must not eat."""
    if not is_self(person, by):
        require(by, CarePermission.DO, at=person.place)
    held_person(person.pk)  # two touches at once write on one card
    row = DietCard.objects.filter(person=person).first()
    row = row or DietCard(person=person, salt=secrets.token_hex(16))
    content = {"diet": Diet(diet), "allergy": allergy.strip()[:LONGEST_ALLERGY]}
    text = json.dumps(content, ensure_ascii=False)
    row.content_sealed = crypto.seal(text, purpose="diet", row=f"diet:{row.salt}")
    row.changed_at, row.changed_by = now, by.audit_name
    row.save()
    audit.record("care.diet_set", person, by=by, at=now)
    return row


@transaction.atomic
def order_meal(*, person: Person, menu: Menu, channel: str, by: Actor, now: datetime) -> MealOrder:
    """Order a meal for somebody; what the public pays of it is settled now, with the reason."""
    if not is_self(person, by):
        require(by, CarePermission.DO, at=person.place)
    if menu.place_path not in ancestors(person.place.path):
        raise MenuUnknown()
    if not reads.is_open(menu, now):
        raise KitchenClosed()
    keys = set(labels_of(person).values_list("key", flat=True))
    share = rules.subsidy(keys, reads.rules_at(menu.place), menu.price)
    row = MealOrder(
        person=person,
        menu=menu,
        channel=MealOrder.Channel(channel),
        price=menu.price,
        subsidy=share.fen,
        subsidy_why=share.why,
        made_at=now,
        made_by=by.audit_name,
    )
    row.put_at(person.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise OrderedAlready(name=person.name) from twice
    audit.record("care.meal_ordered", row, by=by, at=now, channel=row.channel)
    return row


@transaction.atomic
def cancel_meal(*, order: MealOrder, by: Actor, now: datetime) -> None:
    """Take an order back before the kitchen begins."""
    if not is_self(order.person, by):
        require(by, CarePermission.DO, at=order.place)
    if not reads.is_open(order.menu, now):
        raise KitchenClosed()
    waiting = MealOrder.objects.filter(pk=order.pk, cancelled_at=None, outcome="")
    if waiting.update(cancelled_at=now):
        audit.record("care.meal_cancelled", order, by=by, at=now)


@transaction.atomic
def at_the_door(*, order: MealOrder, outcome: str, by: User, now: datetime) -> MealOrder:
    """Taken, or not: a meal that nobody takes is a sign, and somebody goes and sees."""
    row = (
        MealOrder.objects.select_for_update(of=("self",))
        .select_related("person", "place", "menu")
        .get(pk=order.pk)
    )
    require(by, CarePermission.DO, at=row.place)
    if row.cancelled_at is not None:  # taken back while the round was on its way
        raise MenuUnknown()
    due = reads.due_from(row.menu)
    if now < due:
        raise MealNotYet(at=f"{due:%m-%d %H:%M}")
    before, row.outcome = row.outcome, Outcome(outcome)
    row.at_door_at, row.at_door_by = now, by.name[:80]
    row.save(update_fields=["outcome", "at_door_at", "at_door_by"])
    if before == row.outcome:
        return row
    if row.outcome == Outcome.NOT_TAKEN:
        cause = f"meal:{row.pk}:{now.timestamp():.3f}"
        new = NewTask(person=row.person, kind=CareTask.Kind.MEAL, cause=cause)
        open_task(new, by=by, now=now)
    else:
        with override(LANGUAGE):
            why = gettext("Taken after all")
        no_longer_needed(causes=f"meal:{row.pk}:", why=why, by=by, now=now)
    audit.record("care.meal_at_door", row, by=by, at=now, outcome=row.outcome)
    return row


@transaction.atomic
def read_round(*, menu: Menu, by: Actor, now: datetime) -> reads.Round:
    """The round with what everybody eats: opened for this task, and noted."""
    scope = by.scope_for(CarePermission.DO)
    found = reads.round_of(menu, scope, with_cards=True)
    audit.record("care.diets_read", menu, by=by, at=now, count=len(found.stops))
    return found
