"""A device at the counter: large print, no way to the desk, and nothing left behind."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liren.core.permissions import SYSTEM, PermissionMissing
from liren.portal.models import KioskKey
from liren.portal.services.kiosks import make_key, revoke_key
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


@pytest.fixture
def key(town: Neighbourhood) -> tuple[KioskKey, str]:
    by = town.users["worker"]
    return make_key(place=town.places["community"], name="大厅", by=by, now=MONDAY_MORNING)


@pytest.fixture
def kiosk(client: Client, key: tuple[KioskKey, str]) -> Client:
    client.post("/kiosk/", {"key": key[1]})
    return client


def report(client: Client, town: Neighbourhood) -> str:
    """Report something; the link that the visit is sent to."""
    sent = {"text": "路灯不亮了", "place": town.places["building"].pk, "go": "send"}
    return str(client.post("/report/", sent)["Location"])


def test_the_right_key_makes_a_kiosk_and_it_is_not_kept_in_clear(
    client: Client, key: tuple[KioskKey, str]
) -> None:
    row, secret = key
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", secret)
    assert client.post("/kiosk/", {"key": "AAAA-BBBB-CCCC"}).status_code == 422
    assert "data-kiosk" not in client.get("/").content.decode()
    answer = client.post("/kiosk/", {"key": f" {secret.lower().replace('-', ' ')} "})
    assert answer.status_code == 302 and answer.cookies["liren_kiosk"]["httponly"]
    page = client.get("/").content.decode()
    assert 'data-kiosk="120 60"' in page and 'data-mode="elder"' in page
    assert secret.encode() not in bytes(row.hash)


def test_ten_wrong_keys_are_enough(client: Client, key: tuple[KioskKey, str]) -> None:
    for _try in range(10):
        assert client.post("/kiosk/", {"key": "AAAA-BBBB-CCCC"}).status_code == 422
    assert client.post("/kiosk/", {"key": key[1]}).status_code == 429


def test_no_way_leads_to_the_desk_or_to_signing_in(kiosk: Client) -> None:
    for path in ("/desk/", "/sign-in/", "/sign-in/staff/", "/screen/", "/me/notices/",
                 "/api/docs", "/office/users/", "/neighbourhood/", "/ui/mode/"):  # fmt: skip
        answer = kiosk.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/"), path
    for path in ("/", "/report/", "/progress/", "/my/", "/notices/", "/affairs/", "/talk/"):
        answer = kiosk.get(path)
        assert answer.status_code == 200, path
        assert answer["Cache-Control"] == "no-store", path


def test_somebody_who_was_signed_in_is_signed_out(
    client: Client, town: Neighbourhood, key: tuple[KioskKey, str]
) -> None:
    client.force_login(town.users["worker"])
    client.post("/kiosk/", {"key": key[1]})
    assert "_auth_user_id" not in client.session
    assert client.get("/desk/")["Location"] == "/"


def test_a_visit_opens_its_own_report_and_the_next_one_does_not(
    kiosk: Client, town: Neighbourhood
) -> None:
    link = report(kiosk, town)
    assert kiosk.get(link).status_code == 200
    assert "路灯不亮了" in kiosk.get("/my/").content.decode()
    ended = kiosk.post("/kiosk/end/")
    assert ended["Location"] == "/kiosk/" and "cache" in ended["Clear-Site-Data"]
    # "Back", the history, an address that somebody remembered: all lead to the start.
    for path in (link, link.replace("received/", "")):
        assert kiosk.get(path)["Location"] == "/"
    assert "路灯不亮了" not in kiosk.get("/my/").content.decode()


def test_by_number_and_code_the_page_opens_again(kiosk: Client, town: Neighbourhood) -> None:
    link = report(kiosk, town)
    page = kiosk.get(link).content.decode()
    number, code = re.search(r"\d{6}-\d+", page), re.search(r'slip-code">([^<]+)<', page)
    assert number and code
    kiosk.post("/kiosk/end/")
    found = kiosk.post("/progress/", {"number": number[0], "code": code[1]})
    assert found.status_code == 302 and kiosk.get(found["Location"]).status_code == 200


def test_the_same_link_opens_on_a_telephone(
    kiosk: Client, town: Neighbourhood, client: Client
) -> None:
    link = report(kiosk, town)
    assert Client().get(link).status_code == 200


def test_a_visit_that_nobody_goes_on_with_is_forgotten_without_a_script(
    kiosk: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, now = report(kiosk, town), timezone.now()

    def later(seconds: int) -> None:
        moment: datetime = now + timedelta(seconds=seconds)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    later(230)
    assert kiosk.get("/kiosk/stay/").status_code == 204, "somebody is still there"
    later(460)
    assert kiosk.get(link).status_code == 200
    later(460 + 241)
    assert kiosk.get(link)["Location"] == "/"
    assert "路灯不亮了" not in kiosk.get("/my/").content.decode()


def test_the_start_forgets_language_and_session(kiosk: Client, town: Neighbourhood) -> None:
    kiosk.post("/ui/language/", {"language": "en", "next": "/"})
    assert "Report something" in kiosk.get("/").content.decode()
    kiosk.get("/kiosk/")
    assert "Report something" not in kiosk.get("/").content.decode()


def test_a_key_that_is_taken_back_ends_the_kiosk(
    kiosk: Client, town: Neighbourhood, key: tuple[KioskKey, str]
) -> None:
    with pytest.raises(PermissionMissing):
        revoke_key(key=key[0], by=town.users["next_worker"], now=MONDAY_MORNING)
    revoke_key(key=key[0], by=SYSTEM, now=MONDAY_MORNING)
    assert "data-kiosk" not in kiosk.get("/").content.decode()
    assert kiosk.get("/sign-in/").status_code == 200


def test_staff_leave_the_kiosk_with_its_key(kiosk: Client, key: tuple[KioskKey, str]) -> None:
    kiosk.post("/kiosk/", {"key": key[1]})
    assert "data-kiosk" not in kiosk.get("/").content.decode()


def test_a_forged_cookie_is_no_key(client: Client, key: tuple[KioskKey, str]) -> None:
    client.cookies["liren_kiosk"] = f"{key[0].pk}:forged"
    assert "data-kiosk" not in client.get("/").content.decode()


def test_the_desk_shows_a_key_once(client: Client, town: Neighbourhood) -> None:
    client.force_login(town.users["worker"])
    place = town.places["community"].pk
    shown = client.post("/desk/kiosks/", {"place": place, "name": "左侧"}).content.decode()
    secret = re.search(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", shown)
    assert secret and secret[0] not in client.get("/desk/kiosks/").content.decode()
    client.post(f"/desk/kiosks/{KioskKey.objects.get().pk}/revoke/")
    assert KioskKey.objects.get().revoked_at is not None
    assert rows.kiosk(town) == KioskKey.objects.get()
