"""Away: whoever may say so, what a quiet home then says, and a meter that is silent itself."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from liren.care.services import away
from liren.care.services.away import NoHome
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE
from liren.people.services import NewPerson, add_person
from liren.sensing.models import Away
from liren.sensing.selectors.away import homes_away
from liren.sensing.selectors.quiet import quiet_alerts, silent_meters
from liren.sensing.services.away import AwayTooLong, AwayTooShort, forget_absences
from tests.care import scenes
from tests.care.services.test_family import daughter, named
from tests.factories.neighbourhood import Neighbourhood

SUNDAY = date(2026, 11, 22)


def test_the_person_family_and_the_office_may_say_so(town: Neighbourhood, now: datetime) -> None:
    person, _tie = named(town, now)
    for by, said in (
        (town.users["resident"], "person"),
        (daughter(), "family"),
        (town.users["worker"], "office"),
    ):
        row = away.set_away(person=person, back_on=SUNDAY, by=by, now=now)
        holds = Away.objects.now(now + timedelta(minutes=1))
        assert [one.said for one in holds] == [row.said] == [said], "the latest word holds"
    assert row.until > now.replace(day=22, hour=23), "by the end of that day"
    away.back_home(person=person, by=town.users["resident"], now=now)
    assert not homes_away(EVERYWHERE, now).exists()


def test_strangers_say_nothing_of_others(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    for name in ("resident", "next_worker", "officer", "next_grid_worker"):
        for deed in (away.set_away, away.back_home):
            rest = {"back_on": SUNDAY} if deed is away.set_away else {}
            with pytest.raises(PermissionMissing):
                deed(person=person, by=town.users[name], now=now, **rest)


@pytest.mark.parametrize(
    ("back_on", "refusal"), [(date(2026, 11, 15), AwayTooShort), (date(2027, 11, 16), AwayTooLong)]
)
def test_neither_yesterday_nor_for_ever(
    town: Neighbourhood, now: datetime, back_on: date, refusal: type[LirenError]
) -> None:
    person = scenes.elder(town, now)
    with pytest.raises(refusal):
        away.set_away(person=person, back_on=back_on, by=town.users["worker"], now=now)


def test_whoever_has_no_home_is_told_so(town: Neighbourhood, now: datetime) -> None:
    new = NewPerson(name="李四", place=town.places["community"])
    person = add_person(new, by=SYSTEM, now=now)
    with pytest.raises(NoHome):
        away.set_away(person=person, back_on=SUNDAY, by=town.users["worker"], now=now)


def test_a_stay_is_forgotten_a_week_after(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    away.set_away(person=person, back_on=SUNDAY, by=town.users["worker"], now=now)
    assert forget_absences(now=now + timedelta(days=13)) == 0
    assert forget_absences(now=now + timedelta(days=45)) == 1


def test_nothing_to_show_costs_three_statements(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        assert not list(quiet_alerts(EVERYWHERE))
        assert not list(homes_away(EVERYWHERE, now))
        assert not list(silent_meters(EVERYWHERE, now))
