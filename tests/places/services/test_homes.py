"""Homes that a ledger names are added where they are missing."""

from datetime import datetime

import pytest

from liren.core.errors import NotAllowed
from liren.places.domain.doors import Door
from liren.places.models import Kind, Place
from liren.places.services import add_homes
from tests.factories.neighbourhood import Neighbourhood


def test_only_what_is_missing_is_added(town: Neighbourhood, now: datetime) -> None:
    wanted = [
        Door("梧桐苑", "3", "2", "502"),
        Door("梧桐苑", "3", "2", "601"),
        Door("梧桐苑", "9", "", "101"),
        Door("望湖新村", "6", "1", "402"),
        Door("望湖新村", "6", "1", ""),
    ]
    place, clerk = town.places["community"], town.users["worker"]
    assert add_homes(place=place, wanted=wanted, by=clerk, now=now) == 3
    assert add_homes(place=place, wanted=wanted, by=clerk, now=now) == 0
    home = Place.objects.get(name="601室")
    assert home.parent == town.places["unit"] and home.path.startswith(place.path)
    assert Place.objects.get(name="101室").parent == Place.objects.get(name="9号楼")
    assert Place.objects.filter(kind=Kind.COMPOUND, name="望湖新村", parent=place).count() == 1
    with pytest.raises(NotAllowed):
        add_homes(place=place, wanted=wanted, by=town.users["grid_worker"], now=now)
