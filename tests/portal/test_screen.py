"""The wall: how much lies where, what is late, and nothing about anybody."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liren.cases.models import Case
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.places.models import Place
from liren.portal.selectors import screen_lists
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NAME, PHONE = "欧阳试语", "13800000042"
SCREEN_ROLES = {"secretary", "worker", "next_worker", "duty_officer", "supervisor"}
BUDGET = 18  # with the session, the user and the grants


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def square(west: float, south: float, size: float = 0.001) -> dict[str, Any]:
    """A square of GeoJSON."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def surveyed(town: Neighbourhood) -> Neighbourhood:
    """The town with outlines."""
    outlines = {
        "community": square(118.0, 30.0, 0.01),
        "grid": square(118.0, 30.0, 0.005),
        "building": square(118.001, 30.001),
    }
    for key, geometry in outlines.items():
        Place.objects.filter(pk=town.places[key].pk).update(geometry=geometry)
    return town


def as_user(town: Neighbourhood, name: str) -> Client:
    client = Client()
    client.force_login(town.users[name])
    return client


def reported(town: Neighbourhood, at: Place, *, now: datetime = MONDAY_MORNING) -> Case:
    words = f"{NAME} 502室门口的灯坏了，请打 {PHONE}"
    said = NewReport(
        text=words,
        place=at,
        phone=PHONE,
        reporter_name=NAME,
        category=town.categories["lamp"],
        reported_at=now,
    )
    return report_case(said, by=VISITOR, now=now).case


def late_case(town: Neighbourhood, at: Place) -> Case:
    """One that a firm has had for much longer than it may."""
    long_ago = MONDAY_MORNING - timedelta(days=60)
    case = reported(town, at, now=long_ago)
    firm, by = town.parties["property_firm"], town.users["secretary"]
    dispatch_case(case=case, to=firm, by=by, now=long_ago)
    return case


def state_of(client: Client, **query: str) -> dict[str, Any]:
    page = client.get(reverse("portal:screen"), query).content.decode()
    found = re.search(r'data-state="([^"]*)"', page)
    assert found
    told: dict[str, Any] = json.loads(found[1].replace("&quot;", '"'))
    return told


def test_only_those_who_may_see_the_wall(town: Neighbourhood) -> None:
    for name in town.users:
        for address in ("screen", "screen_map"):
            status = as_user(town, name).get(reverse(f"portal:{address}")).status_code
            assert status == (200 if name in SCREEN_ROLES else 403), (name, address)


def test_another_community_is_not_found(town: Neighbourhood) -> None:
    elsewhere = {"at": town.places["next_community"].pk}
    client = as_user(town, "secretary")
    for address in (
        reverse("portal:screen"),
        reverse("portal:screen_map"),
        reverse("portal:screen_list", args=["open"]),
    ):
        assert client.get(address, elsewhere).status_code == 404


def test_the_street_chooses_among_its_communities(town: Neighbourhood) -> None:
    page = as_user(town, "duty_officer").get(reverse("portal:screen")).content.decode()
    assert all(
        f"?at={town.places[key].pk}" in page for key in ("street", "community", "next_community")
    )
    mine = as_user(town, "secretary").get(reverse("portal:screen")).content.decode()
    assert "screen-places" not in mine


def test_work_in_a_home_lights_its_building(town: Neighbourhood) -> None:
    surveyed(town)
    reported(town, town.home)
    late_case(town, town.places["unit"])
    reported(town, town.places["gate"])
    told = state_of(as_user(town, "secretary"))
    building, gate = town.places["building"].pk, town.places["gate"].pk
    assert told["spots"] == {str(building): [2, 1], str(gate): [1, 0]}


def test_the_fortnight_counts_what_came_in(town: Neighbourhood) -> None:
    from django.utils import timezone

    reported(town, town.home, now=timezone.now())
    days = state_of(as_user(town, "secretary"))["days"]
    assert len(days) == 14
    assert [day["received"] for day in days] == [0] * 13 + [1]


@pytest.mark.parametrize("key", screen_lists.KEYS)
@pytest.mark.parametrize("is_fragment", [True, False])
def test_every_number_has_its_list(town: Neighbourhood, key: str, is_fragment: bool) -> None:
    case = late_case(town, town.home)
    headers = {"HX-Request": "true"} if is_fragment else {}
    client = as_user(town, "supervisor")
    answer = client.get(reverse("portal:screen_list", args=[key]), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("<html" in page) != is_fragment
    holds = key in {"open", "late"}
    assert (reverse("cases:desk_case", args=[case.pk]) in page) == holds or key == "unanswered"


def test_a_list_can_be_narrowed_to_what_was_touched(town: Neighbourhood) -> None:
    here, there = reported(town, town.home), reported(town, town.places["next_building"])
    client, url = as_user(town, "secretary"), reverse("portal:screen_list", args=["open"])
    lamp = town.categories["lamp"].pk
    queries: list[tuple[dict[str, str | int], set[int]]] = [
        ({"spot": town.places["building"].pk}, {here.pk}),
        ({"area": town.places["next_grid"].pk}, {there.pk}),
        ({"category": lamp}, {here.pk, there.pk}),
        ({"category": 0}, set()),
        ({"spot": 0}, set()),
        ({"day": "2026-99-99", "spot": "x"}, {here.pk, there.pk}),
    ]
    for query, expected in queries:
        page = client.get(url, query).content.decode()
        assert {int(pk) for pk in re.findall(r"/desk/cases/(\d+)/", page)} == expected, query


def test_an_unknown_list_is_not_found(town: Neighbourhood) -> None:
    url = reverse("portal:screen_list", args=["secrets"])
    assert as_user(town, "secretary").get(url).status_code == 404


def test_nothing_about_anybody_reaches_the_wall(town: Neighbourhood) -> None:
    surveyed(town)
    reported(town, town.home)
    late_case(town, town.home)
    client = as_user(town, "secretary")
    pages = [
        client.get(reverse("portal:screen")),
        client.get(reverse("portal:screen"), headers={"HX-Request": "true"}),
        client.get(reverse("portal:screen_map")),
        *(client.get(reverse("portal:screen_list", args=[key])) for key in screen_lists.KEYS),
    ]
    for page in pages:
        text = page.content.decode()
        for secret in (NAME, PHONE, "502室", "2单元", "门口的灯"):
            assert secret not in text, (page.request["PATH_INFO"], secret)


def test_the_map_ends_at_the_building(town: Neighbourhood) -> None:
    surveyed(town)
    plan = as_user(town, "secretary").get(reverse("portal:screen_map")).json()
    shown = {spot["id"] for spot in plan["spots"]}
    assert town.places["building"].pk in shown
    assert not shown & {town.places["unit"].pk, town.home.pk}
    assert plan["bounds"] == [118.0, 30.0, 118.01, 30.01]
    assert plan["layers"]["buildings"]["features"][0]["properties"]["height"] > 0


def test_an_unchanged_map_is_not_sent_again(town: Neighbourhood) -> None:
    client = as_user(town, "secretary")
    first = client.get(reverse("portal:screen_map"))
    again = client.get(
        reverse("portal:screen_map"), headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert "private" in first.headers["Cache-Control"]


def test_without_webgl_the_server_draws_the_same_light(town: Neighbourhood) -> None:
    surveyed(town)
    client = as_user(town, "secretary")
    assert 'class="house unlit"' in client.get(reverse("portal:screen")).content.decode()
    late_case(town, town.home)
    page = client.get(reverse("portal:screen")).content.decode()
    assert 'class="house late-1"' in page
    assert f"spot={town.places['building'].pk}" in page
    live = {"HX-Request": "true"}
    url = reverse("portal:screen")
    assert (
        "<svg"
        not in client.get(url, {"drawn": ""}, headers=live)
        .content.decode()
        .split('id="screen-areas"')[-1]
        .split("</ul>")[-1]
    )
    assert 'class="house' in client.get(url, {"drawn": "1"}, headers=live).content.decode()


def test_before_anything_is_imported_it_says_so(town: Neighbourhood) -> None:
    page = as_user(town, "secretary").get(reverse("portal:screen")).content.decode()
    assert 'class="house' not in page
    assert 'class="state"' in page


@pytest.mark.django_db
def test_a_leader_of_nothing_sees_a_page() -> None:
    from liren.portal.selectors.grounds import chosen

    assert chosen([], "") is None


def test_no_script_stands_in_the_page(town: Neighbourhood) -> None:
    page = as_user(town, "secretary").get(reverse("portal:screen")).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_statements_do_not_grow_with_the_cases(town: Neighbourhood) -> None:
    surveyed(town)
    client, url = as_user(town, "duty_officer"), reverse("portal:screen")
    late_case(town, town.home)
    client.get(url)
    few = _statements(client, url)
    for number in range(8):
        late_case(town, town.places["building" if number % 2 else "gate"])
    assert _statements(client, url) == few <= BUDGET


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url, headers={"HX-Request": "true"}).status_code == 200
    return len(seen)
