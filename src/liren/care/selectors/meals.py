"""Menus, orders, the round, and what it all came to."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from liren.care.domain.meals import Count, Diet, Ordered, count
from liren.care.domain.visits import door_key
from liren.care.models import DietCard, MealOrder, Menu, SubsidyRule
from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.models import PlacedQuerySet
from liren.core.permissions import Place
from liren.core.scope import Scope, ancestors
from liren.people.models import Person
from liren.places.selectors import addresses

AHEAD = timedelta(days=7)


class MenuUnknown(NotFound):
    """No such menu, or of another place."""

    code = "care.menu_unknown"
    sentence = sentence("We could not find this meal.")


@dataclass(frozen=True)
class Card:
    """What the kitchen has to know of somebody."""

    diet: Diet = Diet.USUAL
    allergy: str = ""


@dataclass(frozen=True)
class Stop:
    """One door of the round."""

    order: MealOrder
    where: str
    card: Card


@dataclass(frozen=True)
class Round:
    """One meal: its stops door by door, and what the kitchen cooks."""

    menu: Menu
    stops: list[Stop]
    count: Count
    diets: list[tuple[Diet, int]] = field(default_factory=list)


def menus_for(place: Place, today: date) -> QuerySet[Menu]:
    """What somebody who lives at a place can order this week."""
    rows = Menu.objects.filter(place_path__in=ancestors(place.path))
    return rows.filter(date__range=(today, today + AHEAD)).order_by("date", "-meal")


def menus(scope: Scope, first: date, last: date) -> QuerySet[Menu]:
    """The menus inside a scope, of some days."""
    rows = Menu.objects.filter(_over(scope), date__range=(first, last))
    return rows.select_related("place").order_by("date", "-meal", "id")


def menu_in(scope: Scope, pk: int) -> Menu:
    """One of them, or not found."""
    found = Menu.objects.filter(_over(scope), pk=pk).select_related("place").first()
    if found is None:
        raise MenuUnknown()
    return found


def _over(scope: Scope) -> Q:
    """Of a place inside a scope, or above it: a grid's worker carries the community's meals."""
    above = {path for own in scope.paths for path in ancestors(own)}
    return PlacedQuerySet.inside(scope) | Q(place_path__in=above)


def menu_for(place: Place, pk: int) -> Menu:
    """A menu that somebody who lives at a place may order from, or not found."""
    rows = Menu.objects.filter(place_path__in=ancestors(place.path), pk=pk)
    found = rows.select_related("place").first()
    if found is None:
        raise MenuUnknown()
    return found


def orders_of(person: Person, wanted: Iterable[Menu]) -> dict[int, MealOrder]:
    """What somebody has ordered, by menu."""
    rows = MealOrder.objects.filter(person=person, menu__in=list(wanted), cancelled_at=None)
    return {row.menu_id: row for row in rows}


def order_in(scope: Scope, pk: int) -> MealOrder:
    """One order inside a scope, or not found."""
    rows = MealOrder.objects.within(scope).filter(cancelled_at__isnull=True)
    found = rows.select_related("person", "place", "menu__place").filter(pk=pk).first()
    if found is None:
        raise MenuUnknown()
    return found


def rules_at(place: Place) -> dict[str, int]:
    """What is paid for each label at a place; the nearer place's rule holds."""
    rows = SubsidyRule.objects.filter(place_path__in=ancestors(place.path))
    return dict(rows.order_by("place_path").values_list("label", "fen"))


def card_of(person: Person) -> Card:
    """What one person eats."""
    return cards([person.pk]).get(person.pk, Card())


def cards(persons: Sequence[int]) -> dict[int, Card]:
    """What some people eat; whoever shows it notes it."""
    wanted = list(persons)
    whose = Q(person__in=wanted) | Q(person__merged_into__in=wanted)
    found: dict[int, Card] = {}
    for row in DietCard.objects.filter(whose).select_related("person").order_by("id"):
        root, card = row.person.merged_into_id or row.person_id, _opened(row)
        before = found.get(root)
        found[root] = _both(before, card, is_kept=row.person_id == root) if before else card
    return found


def _both(one: Card, other: Card, *, is_kept: bool) -> Card:
    """Two records that were joined had a card each: nothing that is not borne is lost."""
    words = dict.fromkeys(filter(None, (one.allergy, other.allergy)))
    return Card(other.diet if is_kept else one.diet, "；".join(words))


def _opened(row: DietCard) -> Card:
    text = crypto.unseal(bytes(row.content_sealed), purpose="diet", row=f"diet:{row.salt}")
    try:
        held = json.loads(text)
        return Card(Diet(held["diet"]), str(held["allergy"]))
    except (ValueError, KeyError, TypeError):  # written by another version: better read than lost
        return Card(allergy=text)


def round_of(menu: Menu, scope: Scope, *, with_cards: bool = False) -> Round:
    """A meal's orders inside a scope, in the order of the doors, in few statements."""
    rows = MealOrder.objects.within(scope).filter(menu=menu).select_related("person", "place")
    kept = [row for row in rows if row.cancelled_at is None]
    kept.sort(key=lambda one: door_key(one.place.path, one.place.name))
    where = addresses([one.place for one in kept])
    known = cards([one.person_id for one in kept]) if with_cards else {}
    stops = [Stop(one, where[one.place_id], known.get(one.person_id, Card())) for one in kept]
    diets = Counter(stop.card.diet for stop in stops) if with_cards else Counter[Diet]()
    return Round(menu, stops, count(map(_value, rows)), [(d, diets[d]) for d in Diet if diets[d]])


def counts_by_day(scope: Scope, first: date, last: date) -> list[tuple[date, Count]]:
    """What each day came to."""
    days: dict[date, list[Ordered]] = {}
    rows = MealOrder.objects.within(scope).filter(menu__date__range=(first, last))
    for row in rows.select_related("menu").order_by("menu__date"):
        days.setdefault(row.menu.date, []).append(_value(row))
    return [(day, count(orders)) for day, orders in days.items()]


def is_open(menu: Menu, now: datetime) -> bool:
    """Whether the kitchen still takes orders."""
    return now < menu.closes_at


def due_from(menu: Menu) -> datetime:
    """From when a meal can be at a door: its day has come, and the kitchen has begun."""
    opens = datetime.combine(menu.date, time.min, timezone.get_default_timezone())
    return timezone.localtime(max(opens, menu.closes_at))


def _value(row: MealOrder) -> Ordered:
    return Ordered(row.outcome, row.price, row.subsidy, row.cancelled_at is not None)
