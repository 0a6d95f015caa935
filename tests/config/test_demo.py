"""`liren demo`: a whole neighbourhood or none, and pictures that nobody takes for photographs."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image, ImageChops

from liren.accounts.models import User
from liren.care.models import CareTask, Contact, MealOrder
from liren.cases.models import Category
from liren.config.demo.care import found_care
from liren.config.demo.dice import dice_for
from liren.config.demo.drawings import SUBJECTS, drawing
from liren.config.demo.geometry import neighbourhood
from liren.config.demo.organisations import organisations
from liren.config.demo.people import residents
from liren.config.demo.replay import Replay
from liren.config.management.commands.demo import _found
from liren.people.models import Person
from liren.places.models import Place
from liren.sensing.models import Away

SEVERAL_GRIDS = 600  # homes


@pytest.mark.django_db
def test_a_demo_that_is_cut_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*args: object) -> int:
        assert User.objects.exists(), "the neighbourhood stood already"
        raise KeyboardInterrupt

    monkeypatch.setattr(Replay, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo", homes=50)
    for model in (Place, User, Category):
        assert not model.objects.exists()


@pytest.mark.django_db
def test_care_reaches_beyond_the_grid_of_one_worker() -> None:
    now, town = timezone.now(), neighbourhood(7, SEVERAL_GRIDS)
    founded = _found(town, organisations(town), residents(town), now)
    found_care(founded, now)
    grid = founded.users["grid1"].grants.get().place_path
    orders = MealOrder.objects.all()
    assert orders.filter(place_path__startswith=grid).exists()
    assert orders.exclude(place_path__startswith=grid).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("weekday", [0, 5])
def test_nobody_is_missed_in_the_demo_who_was_heard_of_since(weekday: int) -> None:
    """Whatever day it is built on, and whoever is away neither eats nor is visited."""
    now = timezone.localtime().replace(hour=10)
    now += timedelta(days=(weekday - now.weekday()) % 7)
    town = neighbourhood(7, SEVERAL_GRIDS)
    founded = _found(town, organisations(town), residents(town), now)
    found_care(founded, now)
    [missed] = Contact.objects.filter(is_missed=True).select_related("pair__elder")
    assert missed.date == now.date() - timedelta(days=1)
    assert missed.pair.weekdays & 1 << missed.date.weekday()
    assert not Contact.objects.filter(pair=missed.pair, date__gte=missed.date, is_missed=False)
    task = CareTask.objects.get(person=missed.pair.elder, kind="missed")
    assert task.order is not None and f"{missed.date:%m-%d}" in task.order.title
    away = [person.pk for person in Person.objects.filter(place__in=Away.objects.values("place"))]
    assert away and not MealOrder.objects.filter(person__in=away).exists()


@pytest.mark.parametrize("category", SUBJECTS)
def test_what_is_mended_looks_otherwise(category: str) -> None:
    before, after = (
        drawing(category, dice_for(3, "drawing"), is_mended=mended) for mended in (False, True)
    )
    assert before
    assert after
    pictures = [Image.open(BytesIO(data)).convert("L") for data in (before, after)]
    assert ImageChops.difference(*pictures).getbbox()
    assert before == drawing(category, dice_for(3, "drawing"))


def test_a_class_that_cannot_be_seen_has_no_picture() -> None:
    assert drawing("1101", dice_for(3, "drawing")) is None
