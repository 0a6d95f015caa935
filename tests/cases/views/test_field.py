"""The round by its addresses: what is taken along, what comes back, and what signing out leaves."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from liren.accounts.models import User
from liren.cases.models import CaseStep, FieldAct, Photo, Report
from liren.cases.services import register
from liren.cases.services.register import Seen
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.places.models import Place
from liren.ui.device import KEY_COOKIE, WAITING_COOKIE
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

PROBLEM = "application/problem+json"
HOUR = timedelta(hours=1)
SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client(headers={"accept": PROBLEM})
        client.force_login(User.objects.get(username=name))
        return client

    return as_


@pytest.fixture
def look(town: Neighbourhood) -> WorkOrder:
    """Somebody was asked an hour and a half ago to look on the spot."""
    return asked_to_look(town, "楼道灯不亮了")


def asked_to_look(town: Neighbourhood, words: str) -> WorkOrder:
    at = timezone.now() - 1.5 * HOUR
    case = report_case(NewReport(text=words, place=town.home), by=VISITOR, now=at).case
    return register.ask_existence(case=case, instruction="看看灯", by=town.users["worker"], now=at)


def photo() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (20, 140, 60)).save(drawn, "JPEG")
    return SimpleUploadedFile("photo.jpg", drawn.getvalue(), "image/jpeg")


def act(
    town: Neighbourhood, name: str, ago: timedelta = HOUR, who: str = "grid_worker", **more: object
) -> dict[str, Any]:
    """What the page sends, by a telephone that is three hours ahead."""
    sent_at = timezone.now() + 3 * HOUR
    return {
        "key": str(uuid4()),
        "owner": town.users[who].pk,
        "act": name,
        "made_at": (sent_at - ago).isoformat(),
        "sent_at": sent_at.isoformat(),
        **more,
    }


def test_everything_that_is_needed_on_the_spot_comes_along(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    Place.objects.filter(pk=town.places["building"].pk).update(longitude=113.5, latitude=23.1)
    body = sign_in("grid_worker").get("/field/orders.json").json()
    (order,) = body["orders"]
    assert (order["id"], order["words"], order["instruction"]) == (
        look.pk, ["楼道灯不亮了"], "看看灯",
    )  # fmt: skip
    assert order["acts"] == ["confirm", "deny"]
    assert order["position"] == [113.5, 23.1], "of the building: the home is not drawn"
    assert body["questions"]["deny"]["required"]
    assert not body["questions"]["confirm"]["required"]
    assert {spot["name"] for spot in body["spots"]} >= {"3号楼", "北门"}


def test_it_costs_the_same_with_more_orders(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    client = sign_in("grid_worker")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/field/orders.json")
        return len(asked)

    first = cost()
    for number in range(8):
        asked_to_look(town, f"第{number}处漏水了")
    assert cost() == first
    assert first <= 11


@pytest.mark.parametrize("name", ["next_grid_worker", "officer"])
def test_nobody_takes_along_what_is_not_theirs(sign_in: SignIn, look: WorkOrder, name: str) -> None:
    assert sign_in(name).get("/field/orders.json").json()["orders"] == []


def test_without_a_script_it_is_a_list_that_leads_to_the_desk(
    sign_in: SignIn, look: WorkOrder
) -> None:
    page = sign_in("grid_worker").get("/field/").content.decode()
    assert "楼道灯不亮了" in page
    assert f"/desk/cases/{look.subject_id}/" in page


def test_the_shell_tells_nothing_of_anybody(sign_in: SignIn, look: WorkOrder) -> None:
    page = sign_in("grid_worker").get("/field/app/").content.decode()
    assert "楼道灯不亮了" not in page
    assert "grid_worker" not in page


def test_confirmed_on_the_spot_with_a_photo_and_a_position(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    sent = act(
        town, "confirm", order=look.pk, words="属实", longitude=113.5, latitude=23.1, accuracy=8.4
    )
    answer = sign_in("grid_worker").post("/field/send/", {**sent, "photos": [photo()]})
    assert answer.status_code == 200
    kept = FieldAct.objects.get()
    assert kept.step is not None
    assert abs(timezone.now() - HOUR - kept.made_at) < timedelta(minutes=1)
    assert (kept.longitude, kept.accuracy, kept.step.photos.count()) == (113.5, 8, 1)
    assert answer.json()["number"] == kept.case.number


def test_sent_again_it_is_answered_alike_and_done_once(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    client, sent = sign_in("grid_worker"), act(town, "confirm", order=look.pk, words="属实")
    first = client.post("/field/send/", {**sent, "photos": [photo()]})
    again = client.post("/field/send/", {**sent, "photos": [photo()]})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert CaseStep.objects.filter(step="confirm_existence").count() == 1
    assert Photo.objects.count() == 1


def test_the_same_key_for_another_act_is_refused(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    client, place = sign_in("grid_worker"), town.places["gate"].pk
    sent = act(town, "report", place=place, words="井盖翘起来了")
    assert client.post("/field/send/", sent).status_code == 200
    confirmed = act(town, "confirm", order=look.pk, words="属实", key=sent["key"])
    for other in (sent | {"words": "路灯不亮"}, confirmed):
        answer = client.post("/field/send/", other)
        assert (answer.status_code, answer.json()["code"]) == (422, "core.idempotency_key_reused")
    assert (Report.objects.count(), FieldAct.objects.count()) == (2, 1)
    look.refresh_from_db()
    assert look.closed_at is None


def test_a_find_comes_in_as_of_when_it_was_found(town: Neighbourhood, sign_in: SignIn) -> None:
    place = town.places["gate"].pk
    sent = act(town, "report", place=place, place_note="靠路边", words="井盖翘起来了")
    assert sign_in("grid_worker").post("/field/send/", sent).status_code == 200
    report = Report.objects.get()
    assert abs(timezone.now() - HOUR - report.reported_at) < timedelta(minutes=1)


def test_a_conflict_says_who_and_what_and_the_words_become_a_note(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    register.answer_existence(
        order=look,
        seen=Seen(is_so=False, words="灯亮着"),
        by=town.users["worker"],
        now=timezone.now(),
    )
    client = sign_in("grid_worker")
    answer = client.post("/field/send/", act(town, "confirm", order=look.pk, words="不亮"))
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
    assert (told["code"], told["data"]["words"]) == ("cases.settled_meanwhile", "灯亮着")
    assert told["title"].startswith("worker在")
    note = act(town, "note", case=look.subject_id, words="属实：不亮")
    assert client.post("/field/send/", note).status_code == 200
    assert CaseStep.objects.filter(step="noted", note="属实：不亮").exists()


@pytest.mark.parametrize(
    ("ago", "code"),
    [
        (-HOUR, "cases.made_ahead"),
        (2 * HOUR, "cases.made_before_order"),
        (timedelta(days=8), "cases.made_long_ago"),
    ],
)
def test_times_that_cannot_be_are_told(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder, ago: timedelta, code: str
) -> None:
    answer = sign_in("grid_worker").post("/field/send/", act(town, "confirm", ago, order=look.pk))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not FieldAct.objects.exists()


def test_who_signed_in_later_does_not_send_what_another_wrote(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    answer = sign_in("worker").post("/field/send/", act(town, "confirm", order=look.pk))
    assert (answer.status_code, answer.json()["code"]) == (403, "cases.anothers_work")


def test_an_order_that_went_to_another_grid_is_told(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    sent = act(town, "confirm", order=look.pk, who="next_grid_worker")
    answer = sign_in("next_grid_worker").post("/field/send/", sent)
    assert (answer.status_code, answer.json()["code"]) == (404, "cases.order_gone")


def test_an_order_is_not_confirmed_by_a_grid_further(town: Neighbourhood, sign_in: SignIn) -> None:
    place = town.places["gate"].pk
    sent = act(town, "report", who="next_grid_worker", place=place, words="井盖翘起来了")
    answer = sign_in("next_grid_worker").post("/field/send/", sent)
    assert (answer.status_code, answer.json()["code"]) == (404, "places.unknown")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "not a key"},
        {"act": "dispatch"},
        {"act": "report"},
        {"order": ""},
        {"order": "99999999999999999999"},
        {"made_at": "yesterday"},
        {"longitude": "inf", "latitude": "1", "accuracy": "1"},
        {"latitude": "91"},
        {"accuracy": "-1"},
        {"seen": "'; drop"},
        {"words": "长" * 2001},
    ],
)
def test_what_no_page_sends_is_refused_by_name(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder, wrong: dict[str, str]
) -> None:
    sent = act(town, "confirm", order=look.pk) | wrong
    answer = sign_in("grid_worker").post("/field/send/", sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.sending_unusable")
    assert not FieldAct.objects.exists()


def test_a_finish_without_words_is_refused_as_at_the_desk(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    from tests.factories.rows import order

    repair = order(town)
    WorkOrder.objects.filter(pk=repair.pk).update(issued_at=timezone.now() - 2 * HOUR)
    sent = act(town, "finish", order=repair.pk, who="property_manager", words=" ")
    answer = sign_in("property_manager").post("/field/send/", sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.result_missing")


def test_signed_out_it_asks_to_sign_in(town: Neighbourhood, look: WorkOrder) -> None:
    answer = Client().post("/field/send/", act(town, "confirm", order=look.pk))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_the_key_goes_with_whoever_signs_out(sign_in: SignIn, look: WorkOrder) -> None:
    client = sign_in("grid_worker")
    client.get("/field/orders.json")
    assert client.cookies[KEY_COOKIE].value
    assert not client.cookies[KEY_COOKIE]["httponly"], "the page reads it"
    client.post("/sign-out/")
    assert client.cookies[KEY_COOKIE].value == ""


def test_the_key_goes_when_somebody_else_comes(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    client = sign_in("grid_worker")
    client.get("/field/orders.json")
    first = client.cookies[KEY_COOKIE].value
    client.force_login(town.users["worker"])
    client.get("/desk/")
    assert client.cookies[KEY_COOKIE].value == ""
    client.get("/field/orders.json")
    assert client.cookies[KEY_COOKIE].value not in ("", first)


def test_before_leaving_it_is_said_that_something_waits(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    client = sign_in("grid_worker")
    client.cookies[WAITING_COOKIE] = f"{town.users['grid_worker'].pk}.2"
    answer = client.post("/sign-out/")
    assert answer["Location"] == "/field/leaving/"
    assert "2 件" in client.get("/field/leaving/").content.decode()
    assert client.get("/field/orders.json").status_code == 200, "still signed in"
    client.post("/sign-out/", {"anyway": "1"})
    assert client.get("/field/orders.json").status_code == 302


@pytest.mark.parametrize("waiting", ["", "7.2", "x", "1.", "1.-3", "1.²", ".", "1.0"])
def test_what_waits_of_others_keeps_nobody(
    town: Neighbourhood, sign_in: SignIn, waiting: str
) -> None:
    client = sign_in("grid_worker")
    client.cookies[WAITING_COOKIE] = waiting
    assert client.post("/sign-out/")["Location"] == "/"


def test_the_desk_reads_both_times_and_only_some_where_it_was(
    town: Neighbourhood, sign_in: SignIn, look: WorkOrder
) -> None:
    Place.objects.filter(pk=town.places["building"].pk).update(longitude=113.5, latitude=23.1)
    sent = act(
        town, "confirm", order=look.pk, words="属实", longitude=113.5, latitude=23.1001, accuracy=8
    )
    sign_in("grid_worker").post("/field/send/", sent)
    page = f"/desk/cases/{look.subject_id}/"
    seen = sign_in("worker").get(page).content.decode()
    assert "传到时间" in seen
    assert "离现场 11 米" in seen
    assert "离现场" not in sign_in("grid_worker").get(page).content.decode()
    history = sign_in("worker").get(f"{page}history/").content.decode()
    assert "从现场传到" in history


def test_the_manifest_and_the_worker_are_for_everybody() -> None:
    manifest = Client().get("/field/app.webmanifest").json()
    assert (manifest["scope"], manifest["start_url"]) == ("/field/", "/field/")
    worker = Client().get("/field/worker.js")
    assert worker.status_code in (200, 404), "404 where the bundle was not built"


def test_a_page_still_gets_a_page(sign_in: SignIn, town: Neighbourhood, look: WorkOrder) -> None:
    """Only a script that asks for problem details gets them."""
    client = sign_in("next_grid_worker")
    answer = client.get(f"/desk/cases/{look.subject_id}/", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
