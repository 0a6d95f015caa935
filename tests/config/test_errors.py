"""What people are told when the database does not answer, and what becomes of their words."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from liren.cases.models import Case
from tests.factories.neighbourhood import Neighbourhood, neighbourhood

WORDS = "三号楼的电梯又停了"


@pytest.fixture
def town(transactional_db: None) -> Neighbourhood:
    return neighbourhood()


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else holds the tables for longer than anybody waits."""
    other = connection.copy()
    with connection.cursor() as cursor, other.cursor() as held:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout=50")
            held.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("SET lock_timeout='50ms'")
            held.execute("BEGIN")
            held.execute("LOCK TABLE cases_case IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            held.execute("ROLLBACK")
    other.close()
    connection.close()


def typed(town: Neighbourhood) -> dict[str, str]:
    place = str(town.places["building"].pk)
    key = str(uuid.uuid4())
    sent = {"text": WORDS, "place": place, "go": "send", "client_key": key, "known": "list"}
    return sent | {"different": "1"}


def test_words_stay_on_the_page_and_are_sent_once_more(client: Client, town: Neighbourhood) -> None:
    with locked():
        answer = client.post("/report/", typed(town))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert WORDS in page
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    again.pop("csrfmiddlewaretoken", None)
    for _ in range(2):
        assert client.post("/report/", again).status_code == 302
    assert Case.objects.count() == 1


def test_a_password_is_never_written_into_a_page(client: Client, town: Neighbourhood) -> None:
    with locked():
        secret = {"username": "worker", "password": "never shown"}
        page = client.post("/sign-in/staff/", secret).content.decode()
    assert "never shown" not in page


def test_a_program_is_told_to_come_again(client: Client, town: Neighbourhood) -> None:
    with locked():
        new = {"text": WORDS, "place": town.places["building"].code}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = client.post("/api/reports", new, content_type="application/json", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (503, "core.unavailable")
