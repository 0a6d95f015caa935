"""Homes that a ledger names are added where they are missing."""

from datetime import datetime

import pytest

from liren.core.errors import NotAllowed
from liren.places.domain.doors import Door
from liren.places.models import Kind, Place
from liren.places.services import add_homes, remove_homes
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import person


def test_only_what_is_missing_is_added(town: Neighbourhood, now: datetime) -> None:
    wanted = [
        Door("梧桐苑", "3", "2", "502"),
        Door("梧桐苑", "3", "2", "601"),
        Door("梧桐苑", "9", "", "101"),
        Door("望湖新村", "6", "1", "402"),
        Door("望湖新村", "6", "1", ""),
    ]
    place, clerk = town.places["community"], town.users["worker"]
    added = add_homes(place=place, wanted=wanted, by=clerk, now=now)
    assert [row.kind for row in added].count(Kind.HOME) == 3
    assert add_homes(place=place, wanted=wanted, by=clerk, now=now) == []
    home = Place.objects.get(name="601室")
    assert home.parent == town.places["unit"] and home.path.startswith(place.path)
    assert Place.objects.get(name="101室").parent == Place.objects.get(name="9号楼")
    assert Place.objects.filter(kind=Kind.COMPOUND, name="望湖新村", parent=place).count() == 1
    with pytest.raises(NotAllowed):
        add_homes(place=place, wanted=wanted, by=town.users["grid_worker"], now=now)


def test_where_it_is_not_clear_which_estate_is_meant_none_is_added(
    town: Neighbourhood, now: datetime
) -> None:
    for estate in (town.places["compound"], town.places["next_compound"]):
        estate.aliases = ["老院"]
        estate.save()
    place, clerk = town.places["community"], town.users["worker"]
    wanted = [Door("老院", "9", "1", "101")]
    assert add_homes(place=place, wanted=wanted, by=clerk, now=now) == []


def test_what_nothing_hangs_on_goes_again(town: Neighbourhood, now: datetime) -> None:
    place, clerk = town.places["community"], town.users["worker"]
    wanted = [Door("梧桐苑", "9", "1", "101"), Door("梧桐苑", "9", "1", "102")]
    before = set(Place.objects.values_list("pk", flat=True))
    added = add_homes(place=place, wanted=wanted, by=clerk, now=now)
    lived_in = next(row for row in added if row.name == "102室")
    person(lived_in, now)
    ids = [row.pk for row in added]
    kept = remove_homes(place=place, added=ids, by=clerk, now=now)
    assert {row.name for row in kept} == {"9号楼", "1单元", "102室"}
    assert set(Place.objects.values_list("pk", flat=True)) == before | {row.pk for row in kept}
    with pytest.raises(NotAllowed):
        remove_homes(place=place, added=ids, by=town.users["grid_worker"], now=now)
