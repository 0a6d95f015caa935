"""The big button, the helper's link, and the desk."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liren.care.domain.help_call import Stage
from liren.care.models import HelpCall, Helper, LadderContact, LadderTimes
from liren.core import crypto
from liren.notices.models import Delivery
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def link_of(call: HelpCall) -> str:
    """What stands in the message to the family."""
    row = Delivery.objects.filter(subject_id=call.pk, text_sealed__isnull=False).earliest("id")
    words = crypto.unseal(
        bytes(row.text_sealed or b""), purpose="message", row=f"delivery:{row.salt}"
    )
    found = re.search(r"/h/\S+/", words)
    assert found is not None
    return found.group()


def test_one_touch_calls_and_a_second_touch_of_the_same_hand_changes_nothing(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    scenes.with_ladder(scenes.elder(town, now, with_account=True), now)
    own = sign_in("resident")
    assert 'class="help-button"' in text(own, "/help/")
    for _touch in range(2):
        assert own.post("/help/").status_code == 302
    call = HelpCall.objects.get()
    assert call.stage == Stage.PRESSED
    assert "/help/back/" in text(own, "/help/")
    own.post("/help/back/")  # at once: a hand that trembles need not wait
    call.refresh_from_db()
    assert call.stage == Stage.TAKEN_BACK
    assert "help-button" in text(own, "/help/")


def test_too_late_it_says_that_all_is_right(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    person = scenes.elder(town, now, with_account=True)
    call = scenes.called(person, now)
    own = sign_in("resident")
    own.post("/help/back/")
    call.refresh_from_db()
    assert call.is_open and call.is_all_right_at


def test_the_page_is_not_sent_again_while_nothing_changed(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    call = scenes.called(scenes.elder(town, now, with_account=True), now)
    own, seen = sign_in("resident"), {"seen": call.changed_at.isoformat()}
    fragment = {"HX-Request": "true"}
    call.refresh_from_db()
    seen = {"seen": call.changed_at.isoformat()}
    assert own.get("/help/", seen, headers=fragment).status_code == 204
    assert own.get("/help/", {"seen": "old"}, headers=fragment).status_code == 200


def test_whoever_is_not_known_is_told_whom_to_ring(town: Neighbourhood, sign_in: SignIn) -> None:
    for client in (Client(), sign_in("worker")):
        page = text(client, "/help/")
        assert "tel:120" in page and "help-button" not in page
        client.post("/help/")
    assert not HelpCall.objects.exists()


def test_the_link_of_a_message_is_enough(town: Neighbourhood, now: datetime) -> None:
    from django.utils import timezone

    now = timezone.now()
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    link, anyone = link_of(call), Client()
    page = text(anyone, link)
    assert "王桂英" in page and "3号楼" in page
    call.refresh_from_db()
    assert call.stage == Stage.CALLING, "looking does nothing: messengers look too"
    anyone.post(link, {"deed": "go"})
    call.refresh_from_db()
    assert call.stage == Stage.COMING
    assert "李娟" in text(anyone, link)
    assert anyone.post(link, {"deed": "at_door"}).status_code == 422
    anyone.post(link, {"deed": "at_door", "found": "well", "words": "电视开着，没听见"})
    call.refresh_from_db()
    assert (call.stage, call.found_words) == (Stage.ENDED, "电视开着，没听见")
    page = text(anyone, link)
    assert "李娟" in page and "3号楼" not in page, "over is over: no address any more"
    HelpCall.objects.update(ended_at=now - timedelta(hours=13))
    assert anyone.get(link).status_code == 404
    assert anyone.get("/h/nobody/").status_code == 404


def test_the_office_notes_a_call_that_came_by_telephone(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    person = scenes.elder(town, now)
    worker = sign_in("worker")
    assert f"?person={person.pk}" in text(worker, "/desk/care/calls/new/?q=王")
    path = f"/desk/care/calls/new/?person={person.pk}"
    assert worker.post(path, {"words": "说摔倒了"}).status_code == 302
    call = HelpCall.objects.get()
    assert call.channel == "phone"
    page = f"/desk/care/calls/{call.pk}/"
    assert page in text(worker, "/desk/"), "in the one inbox at once"
    assert page in text(worker, "/desk/care/")
    assert "摔倒" in text(worker, page)
    worker.post(page, {"deed": "go"})
    assert "worker" in text(worker, page)
    worker.post(page, {"deed": "at_door", "found": "hospital"})
    call.refresh_from_db()
    assert call.found == "hospital"
    assert '<section class="card"></section>' not in "".join(text(worker, page).split("\n"))
    assert sign_in("next_worker").get(page).status_code == 404


def test_a_ladder_is_kept_with_consent(town: Neighbourhood, now: datetime, sign_in: SignIn) -> None:
    person = scenes.elder(town, now)
    worker, path = sign_in("worker"), f"/desk/care/people/{person.pk}/contacts/"
    typed = {"rung": "family", "name": "李娟", "phone": "15400000021"}
    assert worker.post(path, typed).status_code == 422, "nobody is asked without having agreed"
    assert worker.post(path, {**typed, "has_agreed": "on"}).status_code == 302
    assert worker.post(path, {**typed, "has_agreed": "on"}).status_code == 422, "once"
    page = text(worker, f"/desk/care/people/{person.pk}/")
    assert "李娟" in page and "15400000021" not in page
    row = LadderContact.objects.get()
    assert sign_in("grid_worker").post(f"/desk/care/contacts/{row.pk}/end/").status_code == 403
    worker.post(f"/desk/care/contacts/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_at


def test_whoever_goes_says_so_before_reading_what_happened(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    person = scenes.elder(town, now)
    scenes.contact(person, "neighbour", "对门老周", "15400000023", now)
    scenes.contact(person, "family", "李娟", "15400000021", now)
    call, worker = scenes.called(person, now), sign_in("worker")
    page = text(worker, f"/desk/care/calls/{call.pk}/")
    assert page.index('value="go"') < page.index('id="steps"')
    assert f"/desk/people/{person.pk}/" in page, "the telephone is one touch away"
    part = worker.get(f"/desk/care/calls/{call.pk}/", headers={"HX-Request": "true"})
    said = part.content.decode()
    assert 'hx-swap-oob="true"' in said and "deed" not in said, "no form is drawn anew"
    ladder = text(worker, f"/desk/care/people/{person.pk}/")
    assert ladder.index("李娟") < ladder.index("对门老周"), "as they are asked, not as entered"


def test_the_office_is_in_reach_of_whoever_is_on_no_list(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    own = sign_in("resident")
    own.cookies["liren_community"] = town.places["community"].code
    for path in ("/care/buddies/", "/care/family/", "/care/meals/", "/care/away/"):
        assert town.places["community"].name in text(own, path), path


def test_the_minutes_are_the_communitys_own(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    worker = sign_in("worker")
    typed = {"family": 1, "buddy": 2, "neighbour": 3, "committee": 4, "arrival": 5}
    assert worker.post("/desk/care/times/", {**typed, "family": 0}).status_code == 422
    assert worker.post("/desk/care/times/", typed).status_code == 302
    assert LadderTimes.objects.get().family == 1
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    assert call.ladder == [
        ["family", 1], ["buddy", 2], ["neighbour", 3], ["committee", 4], ["ambulance", 1],
    ]  # fmt: skip
    assert call.arrival_minutes == 5


def test_many_calls_cost_no_more_statements(
    town: Neighbourhood,
    now: datetime,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    worker = sign_in("worker")
    for _ in range(8):
        scenes.called(scenes.elder(town, now), now)
    with django_assert_max_num_queries(12):
        text(worker, "/desk/care/")
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    with django_assert_max_num_queries(14):
        text(worker, f"/desk/care/calls/{call.pk}/")
    assert Helper.objects.count() == 1
