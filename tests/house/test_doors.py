"""House, section 6: every address has a permission or stands on the short public list."""

import re
from functools import cache
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve

from liren.accounts.models import Grant, User
from liren.config import reference
from liren.config.reference import Address
from liren.core.doors import DoorKind
from liren.core.permissions import Role, roles
from tests.factories.neighbourhood import BEGUN, Neighbourhood
from tests.house.samples import ABOUT_THE_CASE, PAGES, PUBLIC

ADDRESSES = reference.addresses()
NOT_A_PAGE = 405
# Nothing has this id; whoever may look is told "not found", and others are not let in at all.
NOBODY = {None: "x", "str": "x", "slug": "x", "path": "x", "int": "0", "uuid": str(UUID(int=0))}


def full_name(address: Address) -> str:
    """The name with that of its module, as the lists have it."""
    return address.name if ":" in address.name else f"{module_of(address)}:{address.name}"


def module_of(address: Address) -> str:
    return address.view.__module__.split(".")[1]


def test_every_view_says_who_may_open_it() -> None:
    silent = [
        f"/{a.route} ({a.view.__module__}.{a.view.__qualname__})" for a in ADDRESSES if not a.door
    ]
    assert not silent, "give it @public, @signed_in or @needs(…) of core.doors:\n" + "\n".join(
        silent
    )


def test_the_public_list_is_short_and_true() -> None:
    open_doors = {full_name(a) for a in ADDRESSES if a.door and a.door.kind is DoorKind.PUBLIC}
    assert open_doors == PUBLIC, "tests/house/samples.py PUBLIC says otherwise"


def test_every_permission_is_carried_by_a_role() -> None:
    carried = {permission for role in roles for permission in role.permissions}
    idle = set(reference.all_permissions()) - carried
    assert not idle, f"nobody could ever hold {', '.join(sorted(idle))}"


def test_every_permission_that_a_door_asks_for_exists() -> None:
    known = set(reference.all_permissions())
    asked = {p for a in ADDRESSES if a.door for p in a.door.permissions}
    assert asked <= known


def path_of(address: Address, town: Neighbourhood) -> str:
    """Where the page is: about the sample's rows, else about rows that do not exist."""
    name = full_name(address)
    values = PAGES[name](town) if name in PAGES else {}
    route = re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda m: str(values.get(m[2], NOBODY[m[1]])), address.route
    )
    assert _view_at(f"/{route}") is address.view, f"enter {name} in samples.PAGES"
    return f"/{route}"


@cache  # the rows of each role's test have the same numbers
def _view_at(path: str) -> object:
    return resolve(path).func


def signed_in_as(role: Role, town: Neighbourhood) -> Client:
    """Somebody who holds this one role at the street, where everything lies inside."""
    user = User.objects.create(username=f"only_{role.key}", name=role.key)
    if role.permissions:
        grant = Grant(
            user=user, role=role.key, party=town.parties["street_office"], from_date=BEGUN
        )
        grant.put_at(town.places["street"])
        grant.save()
    client = Client(raise_request_exception=False)  # a failure of one page is one line of many
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_pages_open_for_those_and_only_those_in_the_table(role: Role, town: Neighbourhood) -> None:
    client = signed_in_as(role, town)
    wrong = []
    for address in ADDRESSES:
        status = client.get(path_of(address, town)).status_code
        refused = status == 403
        if status != NOT_A_PAGE and (
            status >= 500 or refused == reference.may_open(role, address.door)
        ):
            wrong.append(f"/{address.route}: {status}, asks for {address.door}")
    assert not wrong, f"{role.key}:\n" + "\n".join(wrong)


def test_a_page_of_the_list_is_found_by_whoever_may_see_it(town: Neighbourhood) -> None:
    """The rows exist: without this, "not found" in the next test would prove nothing."""
    client = Client()
    client.force_login(town.users["grid_worker"])
    address = next(a for a in ADDRESSES if full_name(a) == "cases:desk_case")
    assert client.get(path_of(address, town)).status_code == 200


def test_the_next_grid_finds_nothing_of_the_case(town: Neighbourhood) -> None:
    """A neighbour with the same role, one grid further: no page, no form, no hint."""
    client, wrong = Client(raise_request_exception=False), []
    client.force_login(town.users["next_grid_worker"])
    for address in ADDRESSES:
        if full_name(address) in ABOUT_THE_CASE:
            for ask in (client.get, client.post):
                status = ask(path_of(address, town)).status_code
                if status not in {403, 404, NOT_A_PAGE}:
                    wrong.append(f"/{address.route}: {status}")
                if status == 403 and reference.may_open(roles["grid_worker"], address.door):
                    wrong.append(f"/{address.route}: 403 tells that there is something")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_stranger_sees_public_pages_only(town: Neighbourhood) -> None:
    client, wrong = Client(raise_request_exception=False), []
    for address in ADDRESSES:
        response = client.get(path_of(address, town))
        is_public = address.door is not None and address.door.kind is DoorKind.PUBLIC
        is_sent_away = response.status_code == 302 and "/sign-in/?next=" in response["Location"]
        if response.status_code != NOT_A_PAGE and is_public == is_sent_away:
            wrong.append(f"/{address.route}: {response.status_code}, asks for {address.door}")
    assert not wrong, "\n".join(wrong)
