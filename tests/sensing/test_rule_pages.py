"""The pages of rules tell the time of the neighbourhood, and what was tried on nothing."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liren.sensing.models import Placement, Reading
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, text_of

OWN = """key = "own-rule"
name = "自己的"
name_en = "Own"
measure = "water_used"
found = "other"
severity = "urgent"
[condition]
kind = "custom"
window_hours = 6
when = "{when}"
"""


@pytest.fixture
def secretary(town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users["secretary"])
    return client


def try_on_the_past(client: Client, town: Neighbourhood, text: str) -> str:
    file = SimpleUploadedFile("own.toml", text.encode())
    asked = {"rule": "smoke", "file": file, "place": town.places["community"].pk}
    return client.post(reverse("sensing:rules"), asked, follow=True).content.decode()


def test_an_alarm_of_the_past_is_told_by_the_clock_of_the_neighbourhood(
    town: Neighbourhood, secretary: Client
) -> None:
    yesterday = timezone.localtime() - timedelta(days=1)
    at = yesterday.replace(hour=20, minute=15, second=0, microsecond=0)
    month = at.date().replace(day=1)
    Reading.objects.create(
        device=device(town), key="1", month=month, what="smoke", value=1, at=at, received_at=at
    )
    page = try_on_the_past(secretary, town, text_of("smoke"))
    assert f"{at:%Y-%m-%d} 20:15" in page and f"{at:%Y-%m-%d} 12:15" not in page


def test_what_was_tried_on_nothing_raised_not_nothing_but_is_not_known(
    town: Neighbourhood, secretary: Client
) -> None:
    assert "这里的设备还没有上报过" in try_on_the_past(secretary, town, text_of("smoke"))
    listed = secretary.get(reverse("sensing:rules")).content.decode()
    assert 'data-label="会报几次">–<' in listed
    Placement.objects.update(trial={"days": 30, "devices": 2, "alarms": 0, "at_empty": 0})
    listed = secretary.get(reverse("sensing:rules")).content.decode()
    assert 'data-label="会报几次">0<' in listed


def test_a_rule_that_is_on_says_that_its_trial_was_back_then(
    town: Neighbourhood, secretary: Client, now: datetime
) -> None:
    try_on_the_past(secretary, town, text_of("smoke"))
    url = reverse("sensing:rule_switch", args=[Placement.objects.get().pk])
    assert "试算的时候" in secretary.post(url, follow=True).content.decode()


@pytest.mark.parametrize(
    ("when", "told"),
    [("hour >=", "第 1 行第 8 个字"), ("hour > 1.0 hour", "第 1 行第 12 个字")],
)
def test_a_condition_that_is_no_sentence_is_told_in_plain_words(
    town: Neighbourhood, secretary: Client, when: str, told: str
) -> None:
    page = try_on_the_past(secretary, town, OWN.replace("{when}", when))
    assert told in page
    for raw in ("Failed to parse", "EOF", "expecting", "mismatched"):
        assert raw not in page.replace("&lt;", "<")


@pytest.mark.parametrize("when", ["value + 2 > 1.0", "value + 1.0", "!value"])
def test_a_condition_without_a_yes_or_no_is_told_in_plain_words(
    town: Neighbourhood, secretary: Client, when: str
) -> None:
    page = try_on_the_past(secretary, town, OWN.replace("{when}", when))
    assert "得不出“是”或“否”" in page and "coerce" not in page
