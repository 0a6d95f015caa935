"""The place of a report, looked for by a few letters: while typing, and without scripts."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.views.test_resident_report import body
from tests.factories.neighbourhood import Neighbourhood

WORDS = "路灯不亮了"


def typed(client: Client, **sent: object) -> str:
    answer = client.post(reverse("cases:report"), {"text": WORDS, "at": "place", **sent})
    assert answer.status_code == 200
    return body(answer)


@pytest.fixture
def resident(client: Client, town: Neighbourhood) -> Client:
    client.cookies["liren_community"] = town.places["community"].code
    return client


def test_the_fragment_names_places_of_this_neighbourhood(
    resident: Client, town: Neighbourhood
) -> None:
    url = reverse("cases:find_place", args=[town.places["community"].code])
    assert "梧桐苑3号楼" in body(resident.get(url, {"place_q": "wty3"}))
    assert "清溪里8号楼" in body(resident.get(url, {"place_q": "8号楼"}))
    assert "button" not in body(resident.get(url, {"place_q": "502"})), (
        "homes are nobody's business"
    )
    elsewhere = reverse("cases:find_place", args=[town.places["next_community"].code])
    assert "button" not in body(resident.get(elsewhere, {"place_q": "wty3"}))
    above = reverse("cases:find_place", args=[town.places["city"].code])
    assert resident.get(above).status_code == 404


@pytest.mark.parametrize("mode", ["normal", "elder"])
def test_without_scripts_it_is_a_search_and_a_choice(
    resident: Client, town: Neighbourhood, mode: str
) -> None:
    resident.cookies["liren_mode"] = mode
    building = town.places["building"]
    page = typed(resident, place_q="梧桐3", go="find")
    assert f'name="pick" value="{building.pk}"' in page
    assert WORDS in page
    chosen = typed(resident, place_q="梧桐3", pick=building.pk)
    assert "known-place" in chosen
    assert f'value="{building.pk}"' in chosen


def test_enter_in_the_search_sends_nothing(resident: Client, town: Neighbourhood) -> None:
    """Without scripts Enter presses the first button, which would send the report."""
    page = typed(resident, place_q="梧桐3", go="send", place="")
    assert 'name="pick"' in page


def test_a_place_of_elsewhere_is_not_taken(resident: Client, town: Neighbourhood) -> None:
    chosen = typed(resident, pick=town.places["next_community"].pk)
    assert "known-place" not in chosen


def test_the_worker_finds_inside_the_own_area(client: Client, town: Neighbourhood) -> None:
    client.force_login(town.users["grid_worker"])
    url = reverse("cases:desk_find_place")
    assert "梧桐苑3号楼" in body(client.get(url, {"place_q": "3号楼"}))
    assert "清溪里" not in body(client.get(url, {"place_q": "清溪里"}))


def test_the_worker_without_scripts_keeps_what_was_typed(
    client: Client, town: Neighbourhood
) -> None:
    client.force_login(town.users["worker"])
    new, building = reverse("cases:desk_new"), town.places["building"]
    page = body(client.post(new, {"text": WORDS, "place_q": "wty3", "go": "find"}))
    assert f'name="pick" value="{building.pk}"' in page
    assert WORDS in page
    chosen = body(client.post(new, {"text": WORDS, "pick": building.pk}))
    assert f'<option value="{building.pk}" selected>' in chosen
    assert WORDS in chosen
