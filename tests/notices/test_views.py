"""The page "my notices"."""

from datetime import datetime

from django.test import Client
from django.utils import timezone

from liren.notices import selectors, services
from tests.factories.neighbourhood import Neighbourhood


def test_looking_makes_seen_and_the_first_look_shows_what_is_new(
    client: Client, town: Neighbourhood, now: datetime
) -> None:
    resident = town.users["resident"]
    client.force_login(resident)
    assert "timeline" not in client.get("/me/notices/").content.decode()
    services.send(
        to_user=resident, text="<b>路灯</b>修好了", subject_type="t", subject_id=1, now=now
    )
    first = client.get("/me/notices/").content.decode()
    assert "moment-next" in first and "&lt;b&gt;路灯" in first
    assert selectors.unread_count(resident) == 0
    assert "moment-next" not in client.get("/me/notices/").content.decode()


def test_a_stranger_signs_in_first(client: Client, db: None) -> None:
    assert client.get("/me/notices/")["Location"].startswith("/sign-in/")


def test_a_message_leads_where_it_says(client: Client, town: Neighbourhood) -> None:
    resident = town.users["resident"]
    client.force_login(resident)
    text = "朱惠芳在求助，请看：/care/calls/1/"
    services.send(to_user=resident, text=text, subject_type="t", subject_id=1, now=timezone.now())
    home = client.get("/").content.decode()
    assert 'href="/care/calls/1/"' in home and text not in home
    assert 'href="/care/calls/1/"' in client.get("/me/notices/").content.decode()
