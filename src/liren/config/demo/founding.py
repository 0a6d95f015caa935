"""Writes the demo neighbourhood into the database through the modules' own services."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from liren.accounts import services as accounts
from liren.accounts.models import Party, User
from liren.cases.models import Category, Duty
from liren.cases.services.duties import NewDuty, add_duties
from liren.config.demo import organisations as script
from liren.config.demo.people import Person as ScriptPerson
from liren.config.demo.places import Neighbourhood
from liren.config.demo.places import Place as ScriptPlace
from liren.config.demo.register import found_register
from liren.core.permissions import SYSTEM
from liren.people import services as people
from liren.places import services as places
from liren.places.models import Place

PASSWORD = "liren-demo"  # noqa: S105  # printed at the start; a demo is no place for secrets
BEGUN = timedelta(days=365)


@dataclass(frozen=True)
class Founded:
    """The rows behind the keys of the script."""

    places: dict[str, Place]
    parties: dict[str, Party]
    users: dict[str, User]
    phones: dict[str, str]
    residents: dict[str, ScriptPerson]


def found_places(neighbourhood: Neighbourhood) -> dict[str, Place]:
    """The tree of places, with the backdrop of the map kept at the community."""
    rows = places.add_places([_place(place) for place in neighbourhood.places])
    backdrop = [feature.geojson() for feature in neighbourhood.backdrop]
    street = rows[neighbourhood.by_kind["street"][0].key]
    places.describe(place=street, details={"backdrop": backdrop}, by=SYSTEM, now=timezone.now())
    return rows


def _place(place: ScriptPlace) -> places.NewPlace:
    details = {"use": place.use, "floors": place.floors, "height": place.height}
    return places.NewPlace(
        key=place.key,
        parent=place.parent_key,
        kind=place.kind,
        code=place.code,
        name=place.name,
        name_en=place.name_en,
        aliases=list(place.aliases),
        geometry=place.shape.geojson(),
        centre=place.shape.centre,
        details={key: value for key, value in details.items() if value},
    )


def found_parties(
    offices: script.Organisations, rows: dict[str, Place], now: datetime
) -> dict[str, Party]:
    """The parties, those above before those below."""
    parties: dict[str, Party] = {}
    for one in offices.parties:
        new = accounts.NewParty(
            key=one.key,
            kind=one.kind,
            name=one.name,
            name_en=one.name_en,
            above=parties[one.above_key] if one.above_key else None,
            duty=one.duty,
            phone=one.phone,
            hours=one.hours,
            hours_en=script.HOURS_IN_ENGLISH[one.hours],
        )
        parties[one.key] = accounts.add_party(new, place=rows[one.place_key], by=SYSTEM, now=now)
    return parties


def found_rules(
    offices: script.Organisations, rows: dict[str, Place], parties: dict[str, Party], now: datetime
) -> list[Duty]:
    """Who does what where, as the duty of each party says."""
    leaves = Category.objects.exclude(party_kind="")
    new = [
        NewDuty(
            category=category,
            place=rows[key],
            party=parties[one.key],
            source="演示权责清单",
            from_date=(now - BEGUN).date(),
        )
        for one in offices.parties
        for category in leaves
        if category.party_kind == one.duty
        for key in one.serves
    ]
    return add_duties(new, by=SYSTEM, now=now)


def found_users(
    staff: tuple[script.Staff, ...],
    rows: dict[str, Place],
    parties: dict[str, Party],
    now: datetime,
) -> dict[str, User]:
    """Everybody who signs in, with their roles."""
    names = [(one.username, one.name) for one in staff]
    users = accounts.add_users(names, password=PASSWORD, by=SYSTEM, now=now)
    since: date = (now - BEGUN).date()
    for one in staff:
        for key in one.place_keys:
            post = accounts.Post(
                role=one.role,
                place=rows[key],
                party=parties[one.party_key] if one.party_key else None,
                from_date=since,
            )
            accounts.grant_role(user=users[one.username], post=post, by=SYSTEM, now=now)
    return users


def found_people(
    residents: tuple[ScriptPerson, ...],
    members: tuple[script.Staff, ...],
    rows: dict[str, Place],
    users: dict[str, User],
    now: datetime,
) -> None:
    """The residents at their homes; two of them have an account."""
    accounts_of = {(one.name, one.place_keys[0]): users[one.username] for one in members}
    new = [
        people.NewPerson(
            name=one.name,
            place=rows[one.home_key],
            phone=one.phone or "",
            user=accounts_of.get((one.name, one.home_key)),
            birth_year=now.year - one.age,
            sex="1" if one.sex == "male" else "2",
            residency="here" if one.tenure == "owner" else "floating",
        )
        for one in residents
    ]
    persons = people.add_persons(new, by=SYSTEM, now=now)
    found_register(residents, persons, rows, now)
