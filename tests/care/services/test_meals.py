"""Meals for forty, one not taken at the door."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.care.models import CareTask, DietCard, MealOrder, Menu, SubsidyRule
from liren.care.selectors.meals import card_of, counts_by_day, round_of
from liren.care.services import meals
from liren.care.services.meals import KitchenClosed, MealNotYet, MenuThere, NewMenu, OrderedAlready
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.people.services import NewPerson, add_persons
from liren.places.models import Kind
from liren.places.services import NewPlace, add_places
from liren.workorders.selectors import inbox
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood


def offered(town: Neighbourhood, now: datetime) -> Menu:
    new = NewMenu(
        place=town.places["community"],
        date=timezone.localdate(now),
        meal="lunch",
        dishes="番茄炒蛋、青菜、米饭",
        price=1500,
        closes_at=now + timedelta(hours=1),
    )
    return meals.add_menu(new, by=SYSTEM, now=now)


def test_forty_meals_and_one_not_taken(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    menu, community = offered(town, now), town.places["community"]
    meals.set_subsidy(place=community, label="aged", fen=600, by=SYSTEM, now=now)
    rooms = [f"{floor}0{door}室" for floor in range(10, 0, -1) for door in (4, 3, 2, 1)]
    homes = add_places(
        [NewPlace(key=r, parent=None, kind=Kind.HOME, name=r) for r in rooms],
        under=town.places["unit"],
    )
    new = [NewPerson(name=f"老人{i}", place=homes[r], birth_year=1940) for i, r in enumerate(rooms)]
    for person in add_persons(new, by=SYSTEM, now=now):
        meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)
    with django_assert_max_num_queries(4):
        found = round_of(menu, EVERYWHERE)
    assert [s.order.place.name for s in found.stops][:5] == [
        "101室", "102室", "103室", "104室", "201室",
    ]  # fmt: skip
    later, by = now + timedelta(hours=2), town.users["grid_worker"]
    for stop in found.stops[1:]:
        meals.at_the_door(order=stop.order, outcome="taken", by=by, now=later)
    meals.at_the_door(order=found.stops[0].order, outcome="not_taken", by=by, now=later)
    order = inbox(town.users["worker"]).get()
    assert order.due_at == later + timedelta(hours=1)
    [(_day, count)] = counts_by_day(EVERYWHERE, menu.date, menu.date)
    assert (count.ordered, count.taken, count.not_taken) == (40, 39, 1)
    assert (count.paid, count.subsidy) == (40 * 900, 40 * 600)
    meals.at_the_door(order=found.stops[0].order, outcome="taken", by=by, now=later)
    assert not inbox(town.users["worker"]).exists(), "taken after all"


def test_the_kitchen_closes_and_one_eats_once(town: Neighbourhood, now: datetime) -> None:
    menu, person = offered(town, now), scenes.elder(town, now)
    with pytest.raises(MenuThere):
        offered(town, now)
    row = meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)
    with pytest.raises(OrderedAlready):
        meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)
    meals.cancel_meal(order=row, by=SYSTEM, now=now)
    row = meals.order_meal(person=person, menu=menu, channel="counter", by=SYSTEM, now=now)
    late = menu.closes_at
    with pytest.raises(KitchenClosed):
        meals.cancel_meal(order=row, by=SYSTEM, now=late)
    with pytest.raises(KitchenClosed):
        meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=late)


def test_no_meal_is_left_hanging_before_its_day_and_its_hour(
    town: Neighbourhood, now: datetime
) -> None:
    menu, person = offered(town, now), scenes.elder(town, now)
    row = meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)
    by, closes = town.users["worker"], menu.closes_at
    for outcome in ("not_taken", "taken"):
        with pytest.raises(MealNotYet):
            meals.at_the_door(order=row, outcome=outcome, by=by, now=closes - timedelta(seconds=1))
    Menu.objects.update(date=menu.date + timedelta(days=1))  # ordered until the day before
    with pytest.raises(MealNotYet):
        meals.at_the_door(order=row, outcome="not_taken", by=by, now=closes)
    assert not CareTask.objects.exists()
    meals.at_the_door(order=row, outcome="not_taken", by=by, now=closes + timedelta(days=1))
    assert CareTask.objects.get().kind == CareTask.Kind.MEAL


def test_what_somebody_must_not_eat_lies_sealed(town: Neighbourhood, now: datetime) -> None:
    person, menu = scenes.elder(town, now), offered(town, now)
    meals.set_diet(person=person, diet="soft", allergy="花生", by=SYSTEM, now=now)
    assert "花生".encode() not in bytes(DietCard.objects.get().content_sealed)
    meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)
    [stop] = meals.read_round(menu=menu, by=SYSTEM, now=now).stops
    assert (stop.card.diet, stop.card.allergy) == ("soft", "花生")


def test_ordered_on_ones_own_page_and_brought(town: Neighbourhood) -> None:
    now = timezone.now()
    person, menu = scenes.elder(town, now, with_account=True), offered(town, now)
    own, worker = Client(), Client()
    own.force_login(town.users["resident"])
    worker.force_login(town.users["worker"])
    assert "番茄炒蛋" in own.get("/care/meals/").content.decode()
    own.post(f"/care/meals/{menu.pk}/")
    own.post(f"/care/meals/{menu.pk}/", {"back": "1"})
    assert MealOrder.objects.get().cancelled_at
    own.post("/care/meals/diet/", {"diet": "low_salt", "allergy": "虾"})
    page = f"/desk/care/meals/{menu.pk}/"
    worker.post(page, {"person": person.pk, "channel": "counter"})
    text = worker.get(page).content.decode()
    assert "虾" not in text and "王桂英" in text, "opened by a touch, and noted"
    assert "虾" in worker.post(page).content.decode()
    assert worker.get(f"{page}paper/").status_code == 405, "a sheet is asked for, and noted"
    sheet = worker.post(f"{page}paper/").content.decode()
    for told in ("梧桐苑3号楼2单元502室", "王桂英", "午餐", "少盐", "虾", "meal-box"):
        assert told in sheet
    assert AuditEvent.objects.filter(action="care.diets_read").count() == 2
    row = MealOrder.objects.get(cancelled_at=None)
    door = f"/desk/care/meals/orders/{row.pk}/"
    assert 'value="not_taken"' not in worker.get(page).content.decode(), "not cooked yet"
    worker.post(door, {"deed": "not_taken"})
    assert not CareTask.objects.exists(), "nor by whoever kept the page open"
    Menu.objects.update(closes_at=now)
    assert 'value="not_taken"' in worker.get(page).content.decode()
    worker.post(door, {"deed": "not_taken"})
    task = CareTask.objects.get()
    assert f"/desk/care/tasks/{task.pk}/" in worker.get("/desk/").content.decode()
    assert "番茄炒蛋" in worker.get("/desk/care/meals/").content.decode()
    other = Client()
    other.force_login(town.users["next_worker"])
    assert other.get(page).status_code == 404
    assert other.post(f"{page}paper/").status_code == 404


def test_menus_and_subsidies_at_the_desk(town: Neighbourhood) -> None:
    worker, today = Client(), timezone.localdate()
    worker.force_login(town.users["worker"])
    typed = {"date": today.isoformat(), "meal": "dinner", "dishes": "面条", "price": "12.5"}
    assert worker.post("/desk/care/meals/new/", typed).status_code == 422
    assert worker.post("/desk/care/meals/new/", {**typed, "closes": "15:00"}).status_code == 302
    assert Menu.objects.get().price == 1250
    worker.post("/desk/care/meals/subsidy/", {"label": "aged", "yuan": "6"})
    assert "6" in worker.get("/desk/care/meals/new/").content.decode()


def test_a_diet_card_that_cannot_be_kept_comes_back_with_what_was_typed(
    town: Neighbourhood, now: datetime
) -> None:
    person = scenes.elder(town, now, with_account=True)
    own, worker = Client(), Client()
    own.force_login(town.users["resident"])
    worker.force_login(town.users["worker"])
    meals.set_diet(person=person, diet="soft", allergy="花生", by=SYSTEM, now=now)
    long, strange = {"diet": "soft", "allergy": "虾" * 500}, {"diet": "sand", "allergy": "蟹"}
    for client, page in (
        (worker, f"/desk/care/people/{person.pk}/diet/"),
        (own, "/care/meals/diet/"),
    ):
        for typed in (long, strange):
            answer = client.post(page, typed)
            text = answer.content.decode()
            assert answer.status_code == 422 and typed["allergy"] in text
            assert "field-error" in text and '<details class="details" open>' in text
            assert "已保存" not in text
    assert card_of(person).allergy == "花生"


def test_a_subsidy_that_is_no_number_comes_back(town: Neighbourhood) -> None:
    worker = Client()
    worker.force_login(town.users["worker"])
    answer = worker.post("/desk/care/meals/subsidy/", {"label": "aged", "yuan": "abc"})
    text = answer.content.decode()
    assert answer.status_code == 422 and 'value="abc"' in text and "field-error" in text
    assert 'action="/desk/care/meals/new/"' in text, "the other form goes where it belongs"
    assert not SubsidyRule.objects.exists()
