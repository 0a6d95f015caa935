"""Invented people and those who work for them."""

from datetime import date

from liren.config.demo.geometry import neighbourhood
from liren.config.demo.organisations import Organisations, organisations, resident_users
from liren.config.demo.people import Person, phone_number, residents
from liren.config.demo.places import Neighbourhood
from liren.config.demo.stories import month
from liren.config.demo.storybook import matters

ROLES = {
    "building_head",
    "grid_worker",
    "partner_officer",
    "community_worker",
    "community_secretary",
    "department_officer",
    "street_duty_officer",
    "supervisor",
    "administrator",
    "system_officer",
    "security_officer",
    "audit_officer",
}


def test_the_usual_demo_has_4200_people(land: Neighbourhood, people: tuple[Person, ...]) -> None:
    assert len(people) == 4200
    assert residents(land) == people
    homes = {home.key for home in land.of_kind("home")}
    assert {person.home_key for person in people} <= homes


def test_households_are_as_they_are_in_life(people: tuple[Person, ...]) -> None:
    assert all(0 <= person.age <= 94 for person in people)
    elders = [person for person in people if person.is_elder]
    assert 0.12 < len(elders) / len(people) < 0.3
    assert sum(person.lives_alone for person in elders) >= 50
    assert sum(person.tenure == "tenant" for person in people) > 300
    assert all(person.age >= 20 for person in people if person.relation == "head")


def test_no_number_can_reach_anybody(people: tuple[Person, ...], offices: Organisations) -> None:
    numbers = [person.phone for person in people if person.phone]
    numbers += [one.phone for one in offices.staff]
    assert all(number.startswith("154") and len(number) == 11 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(party.phone.startswith("0600-") for party in offices.parties)
    assert phone_number(1) != phone_number(2)


def test_every_role_has_somebody_with_a_name_to_sign_in(offices: Organisations) -> None:
    assert {one.role for one in offices.staff} == ROLES
    usernames = [one.username for one in offices.staff]
    assert len(set(usernames)) == len(usernames)
    wanted = {"grid1", "worker", "secretary", "duty", "chengguan", "wuye", "supervisor", "admin"}
    assert wanted | {"system", "security", "audit", "louzhang1"} <= set(usernames)


def test_two_residents_may_sign_in(people: tuple[Person, ...]) -> None:
    worker, elder = resident_users(people)
    assert (worker.username, elder.username) == ("resident", "elder")
    assert {worker.role, elder.role} == {"resident"}
    assert {worker.place_keys[0], elder.place_keys[0]} <= {one.home_key for one in people}


def test_places_and_parties_of_staff_exist(land: Neighbourhood, offices: Organisations) -> None:
    keys = {party.key for party in offices.parties}
    assert len(keys) == len(offices.parties)
    for one in offices.staff:
        assert one.party_key is None or one.party_key in keys
        assert all(key in land.by_key for key in one.place_keys)
    above = [party.above_key for party in offices.parties if party.above_key]
    assert set(above) <= keys


def test_every_class_has_a_party_everywhere(land: Neighbourhood, offices: Organisations) -> None:
    duties = {matter.duty for matter in matters().values()}
    for home in land.of_kind("home")[::50]:
        near = tuple(place.key for place in land.upwards(home.key))
        assert all(offices.party_for(duty, near) for duty in duties)


def test_a_large_demo_has_people_and_a_month() -> None:
    land = neighbourhood(11, 14_789)
    people = residents(land)
    assert 40_000 < len(people) < 42_000
    assert month(11, land, date(2026, 11, 22), people=people, offices=organisations(land))
