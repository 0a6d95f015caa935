"""Modes, languages, the rail, and pages for what could not be done."""

from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.translation import override

from liren.core.permissions import PermissionMissing
from liren.core.registry import Registry
from liren.ui.context import Office, door_of, page
from liren.ui.navigation import DeskEntry, links_for
from liren.ui.pages import advice_for, said

pytestmark = pytest.mark.urls("tests.ui.urls")
GALLERY = ["", "resident/", "form/", "desk/", "empty/", "screen/", "poster/"]


def get(path: str, **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize(
    ("path", "door"),
    [("/", "resident"), ("/desk/", "desk"), ("/screen/", "screen"), ("/deskless/", "resident")],
)
def test_the_address_tells_the_door(path: str, door: str) -> None:
    assert door_of(path) == door


def test_the_device_goes_before_the_account_and_nonsense_is_normal() -> None:
    request = get("/")
    request.user = SimpleNamespace(page_mode="elder")  # type: ignore[assignment] # all it asks for
    assert page(request)["mode"] == "elder"
    request.COOKIES["liren_mode"] = "normal"
    assert page(request)["mode"] == "normal"
    assert page(get("/", liren_mode="<script>"))["mode"] == "normal"


def test_a_request_may_know_its_office() -> None:
    request = get("/")
    assert page(request)["office"] == Office()
    office = Office(place="Tonghua", phone="1")
    request.office = office  # type: ignore[attr-defined] # set by whoever knows the place
    assert page(request)["office"] == office


def test_the_large_view_is_kept_and_the_page_stays(client: Client) -> None:
    answer = client.post("/ui/mode/", {"mode": "elder", "next": "/report/?at=3"})
    assert answer.headers["Location"] == "/report/?at=3"
    assert answer.cookies["liren_mode"].value == "elder"
    assert 'data-mode="elder"' in client.get("/ui/gallery/resident/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "java:x"])
def test_nobody_is_led_elsewhere(client: Client, target: str) -> None:
    assert client.post("/ui/mode/", {"next": target}).headers["Location"] == "/"
    answer = client.post("/ui/language/", {"next": target, "language": "en"})
    assert "elsewhere" not in answer.headers["Location"]


def test_switches_are_posts(client: Client) -> None:
    assert client.get("/ui/mode/").status_code == 405
    assert client.get("/ui/language/").status_code == 405


def test_the_language_changes_and_the_page_stays(client: Client) -> None:
    answer = client.post("/ui/language/", {"language": "en", "next": "/ui/gallery/resident/"})
    assert answer.headers["Location"] == "/ui/gallery/resident/"
    assert '<html lang="en"' in client.get("/ui/gallery/resident/").content.decode()


def test_the_elder_view_can_ring_and_listen(client: Client) -> None:
    client.cookies["liren_mode"] = "elder"
    html = client.get("/ui/gallery/form/").content.decode()
    assert 'class="action-bar"' in html
    assert html.count('href="tel:02155500110"') == 2
    assert "data-speak" in html
    assert "speak.js" in html


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_gallery_opens(
    client: Client, name: str, mode: str, language: str
) -> None:
    client.cookies.load({"liren_mode": mode, "django_language": language})
    answer = client.get(f"/ui/gallery/{name}")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<h1") == 1
    assert " style=" not in html


def test_what_is_not_there_says_what_to_do(client: Client) -> None:
    client.cookies["django_language"] = "en"
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "start again from the first page" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_one_may_not_open_is_said_once_for_residents_and_staff(language: str) -> None:
    with override(language):
        advice = advice_for(403)
        told, office = said(PermissionMissing()), {"en": "ask", "zh-hans": "问"}[language]
    assert office not in told, "whom to ask stands below it, once"
    assert {"en": "staff", "zh-hans": "工作人员"}[language] in advice.next_step


@pytest.mark.parametrize("path", ["/ui/failure/", "/desk/failure/"])
def test_a_failure_is_told_at_its_own_door(client: Client, path: str) -> None:
    client.cookies["django_language"] = "en"
    answer = client.get(path)
    assert answer.status_code == 500
    html = answer.content.decode()
    assert f'data-door="{door_of(path)}"' in html
    assert "Something broke on our side" in html
    assert html.count("<h1") == 1


def entries() -> Registry[DeskEntry]:
    rail: Registry[DeskEntry] = Registry("test")
    for key, url_name, permission, order in [
        ("gallery", "ui:gallery", "", 20),
        ("mode", "ui:mode", "ui.mode", 10),
        ("language", "ui:language", "ui.never", 30),
    ]:
        rail.register(
            DeskEntry(
                key=key,
                label=key,
                icon="inbox",
                url_name=url_name,
                permission=permission,
                order=order,
            )
        )
    return rail


def test_the_rail_shows_what_one_may_open_in_order() -> None:
    request = get("/ui/gallery/desk/")
    request.user = SimpleNamespace(has_perm=lambda name: name == "ui.mode")  # type: ignore[assignment] # all it asks for
    links = list(links_for(request, entries()))
    assert [(link.label, link.is_current) for link in links] == [("mode", False), ("gallery", True)]


def test_a_visitor_sees_only_what_needs_no_right() -> None:
    assert [link.label for link in links_for(get("/"), entries())] == ["gallery"]
