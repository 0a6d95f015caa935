"""我要反映: what a resident meets on the way from words to a slip."""

import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from liren.cases.models import Case, Channel, Photo, Report
from liren.cases.services import pace, photos
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.people.services import NewPerson, add_person
from tests.factories.neighbourhood import Neighbourhood

LAMP = "路灯坏了三天，晚上看不清台阶"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    yield tmp_path / "files"
    cache.clear()


@pytest.fixture
def phone() -> Client:
    """A visitor's browser, in English so that no catalogue need be compiled."""
    client = Client(raise_request_exception=True)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def elder(phone: Client) -> Client:
    phone.cookies["liren_mode"] = "elder"
    return phone


def picture(name: str = "lamp.jpg") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def send(client: Client, path: str = "/report/", **typed: Any) -> Any:
    sent = {"go": "send", "client_key": str(uuid.uuid4()), "different": "1"} | typed
    return client.post(path, sent)


def body(response: Any) -> str:
    return str(response.content.decode())


def known(response: Any) -> str:
    return str(response.context["known_place"])


def test_going_back_and_writing_something_else_loses_nothing(
    phone: Client, town: Neighbourhood
) -> None:
    typed: dict[str, Any] = {"place": town.places["building"].pk, "client_key": str(uuid.uuid4())}
    send(phone, text=LAMP, **typed)
    again = send(phone, text=LAMP, **typed)
    assert again.status_code == 302 and Report.objects.count() == 1
    asked = send(phone, text="垃圾没人收", **typed)
    assert asked.status_code == 422 and "sent this before" in body(asked)
    key = asked.context["form"]["client_key"].value()
    assert send(phone, text="垃圾没人收", **typed | {"client_key": key}).status_code == 302
    assert Report.objects.count() == 2


def test_words_and_a_place_become_a_case_with_a_slip(phone: Client, town: Neighbourhood) -> None:
    building = town.places["building"]
    response = send(phone, text=LAMP, place=building.pk, place_note="东门旁")
    report = Report.objects.get()
    assert response["Location"] == f"/r/{report.link}/received/"
    assert (report.text, report.channel, report.user) == (LAMP, Channel.WEB, None)
    assert (report.case.place, report.case.place_note) == (building, "东门旁")
    slip = body(phone.get(response["Location"]))
    assert report.case.number in slip
    assert f"/r/{report.link}/" in slip


def test_a_posters_code_fills_in_the_place(phone: Client, town: Neighbourhood) -> None:
    gate = town.places["gate"]
    page = phone.get(f"/report/{gate.code}/")
    assert known(page) == "梧桐苑北门"
    assert page.cookies["liren_community"].value == town.places["community"].code
    send(phone, f"/report/{gate.code}/", text=LAMP, place=gate.pk, known="qr")
    case = Case.objects.get()
    assert (case.place, case.channel) == (gate, Channel.QR)


def test_this_is_wrong_is_one_press_and_keeps_the_words(phone: Client, town: Neighbourhood) -> None:
    gate = town.places["gate"]
    page = send(phone, text=LAMP, place=gate.pk, known="qr", go="elsewhere")
    assert (page.status_code, known(page)) == (200, "")
    assert LAMP in body(page)
    assert '<select name="place"' in body(page)
    assert not Report.objects.exists()


def test_an_unknown_poster_still_leads_to_the_form(phone: Client, town: Neighbourhood) -> None:
    page = phone.get("/report/NOBODY-KNOWS/")
    assert page.status_code == 200
    assert "NOBODY-KNOWS" in body(page)


def test_the_building_of_ones_home_is_filled_in(phone: Client, town: Neighbourhood) -> None:
    new = NewPerson(name="林小满", place=town.home, user=town.users["resident"])
    add_person(new, by=town.users["worker"], now=timezone.now())
    phone.force_login(town.users["resident"])
    assert known(phone.get("/report/")) == "梧桐苑3号楼"
    send(phone, text=LAMP, place=town.places["building"].pk, known="home")
    assert Report.objects.get().user == town.users["resident"]


def test_a_place_named_in_the_words_is_enough(phone: Client, town: Neighbourhood) -> None:
    response = send(phone, text="梧桐苑3号楼的路灯坏了")
    assert response.status_code == 302
    case = Case.objects.get()
    assert (case.place, case.place_by) == (town.places["building"], "words")
    assert "taken from your words" in body(phone.get(response["Location"]))


def test_nothing_said_is_said_so(phone: Client, town: Neighbourhood) -> None:
    response = send(phone, place=town.places["building"].pk)
    assert response.status_code == 422
    assert "a few words or add a photo" in body(response)


def test_a_photo_alone_is_enough(phone: Client, town: Neighbourhood) -> None:
    response = send(phone, photos=[picture(), picture("b.jpg")], place=town.places["building"].pk)
    assert response.status_code == 302
    assert Photo.objects.filter(report=Report.objects.get()).count() == 2


def test_a_place_outside_is_refused(phone: Client, town: Neighbourhood) -> None:
    for place in (town.places["next_community"].pk, 10**9, "x"):
        response = send(phone, text="坏了", place=place)
        assert response.status_code == 422
        assert "choose a place from the list" in body(response)
    assert not Report.objects.exists()


def test_an_error_loses_neither_words_nor_photos(phone: Client, town: Neighbourhood) -> None:
    bad = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    page = send(phone, text="坏了", photos=[picture(), bad], phone="12")
    assert page.status_code == 422
    assert "坏了" in body(page)
    form = page.context["form"]
    assert {"photos", "place", "phone"} == set(form.errors)
    token = form["kept"].value()
    assert len(photos.from_token(token)) == 1
    send(phone, text="坏了", kept=token, place=town.places["building"].pk)
    assert Photo.objects.count() == 1


def test_a_full_disk_keeps_the_words(
    phone: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photos, "_store", full)
    page = send(phone, text=LAMP, photos=[picture()], place=town.places["building"].pk)
    assert page.status_code == 422
    assert "Your words are safe" in body(page)
    assert LAMP in body(page)


def test_the_seventh_photo_is_refused(phone: Client, town: Neighbourhood) -> None:
    page = send(phone, text=LAMP, photos=[picture() for _ in range(7)])
    assert page.status_code == 422
    assert "At most 6 photos" in body(page)


def test_a_double_submit_is_one_report(phone: Client, town: Neighbourhood) -> None:
    typed = {"text": LAMP, "place": town.places["building"].pk, "client_key": str(uuid.uuid4())}
    first, second = (send(phone, "/report/", **typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["路灯坏了😀🧓🏽👨‍👩‍👧", "<script>alert(1)</script>路灯", "路灯\x07\x1b[31m坏了", "‮了坏灯路"],
    ids=["emoji", "script", "controls", "turned round"],
)
def test_odd_signs_do_no_harm(phone: Client, town: Neighbourhood, text: str) -> None:
    send(phone, text=text, place=town.places["building"].pk)
    report = Report.objects.get()
    assert not set(report.text) & set("\x07\x1b\u202e")
    page = body(phone.get(f"/r/{report.link}/"))
    assert "<script>alert" not in page
    assert "路灯" in page or "了坏灯路" in page


def test_a_long_text_is_named_and_kept(phone: Client, town: Neighbourhood) -> None:
    page = send(phone, text="长" * 5001, place=town.places["building"].pk)
    assert page.status_code == 422
    assert "longer than 5000 letters" in body(page)
    assert "长" * 5001 in body(page)


def test_ten_megabytes_are_too_large(phone: Client, town: Neighbourhood) -> None:
    assert send(phone, text="a" * 10_000_000).status_code == 413


def test_who_fills_in_the_hidden_field_is_no_person(phone: Client, town: Neighbourhood) -> None:
    response = send(phone, text=LAMP, place=town.places["building"].pk, website="http://x")
    assert response.status_code == 422
    assert not Report.objects.exists()


def test_the_pace_is_modest(
    phone: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FROM_ONE_BROWSER", 2)
    typed = {"place": town.places["building"].pk}
    codes = [send(phone, text=f"{LAMP}{at}", place=typed["place"]).status_code for at in range(3)]
    assert codes == [302, 302, 429]


def test_a_map_touch_without_javascript_chooses_the_building(
    phone: Client, town: Neighbourhood
) -> None:
    building = town.places["building"]
    ring = [[121.5, 31.2], [121.501, 31.2], [121.501, 31.201], [121.5, 31.201], [121.5, 31.2]]
    building.geometry = {"type": "Polygon", "coordinates": [ring]}
    building.save()
    page = phone.post("/report/", {"text": LAMP, "map.x": "160", "map.y": "100"})
    assert known(page) == "梧桐苑3号楼"
    assert LAMP in body(page)
    keyboard = phone.post("/report/", {"text": LAMP, "map.x": "0", "map.y": "0"})
    assert known(keyboard) == ""


class TestSimilar:
    """Neighbours' cases are offered before sending."""

    @pytest.fixture
    def there(self, town: Neighbourhood) -> Case:
        building = town.places["building"]
        text = "三号楼门口路灯坏了，我叫王小明 13812345678"
        kept = photos.keep_all([picture()])
        new = NewReport(text=text, place=building, photos=kept, category=town.categories["lamp"])
        return report_case(new, by=VISITOR, now=timezone.now()).case

    def ask(self, phone: Client, town: Neighbourhood, **more: Any) -> Any:
        place = town.places["building"].pk
        text = "三号楼门口路灯坏了，我叫王小明 13812345678"
        return send(phone, text=text, place=place, different="", **more)

    def test_it_is_offered_without_personal_data(
        self, phone: Client, town: Neighbourhood, there: Case
    ) -> None:
        page = self.ask(phone, town, photos=[picture()])
        (one,) = page.context["offers"]
        assert one["row"].case == there
        offered = body(page).split('class="card offer"')[1].split("</li>")[0]
        assert "Lighting" in offered
        for told in ("13812345678", "王小明", "坏了", "<img"):
            assert told not in offered
        assert len(photos.from_token(page.context["form"]["kept"].value())) == 1

    def test_me_too_joins(self, phone: Client, town: Neighbourhood, there: Case) -> None:
        (one,) = self.ask(phone, town).context["offers"]
        response = self.ask(phone, town, joins=one["token"])
        assert response.status_code == 302
        there.refresh_from_db()
        assert there.voices == 2
        assert Case.objects.count() == 1

    def test_mine_is_different_opens_another(
        self, phone: Client, town: Neighbourhood, there: Case
    ) -> None:
        text = "三号楼门口路灯坏了"
        send(phone, text=text, place=town.places["building"].pk)
        assert Case.objects.count() == 2

    def test_only_what_was_offered_can_be_joined(
        self, phone: Client, town: Neighbourhood, there: Case
    ) -> None:
        self.ask(phone, town, joins=str(there.pk))
        there.refresh_from_db()
        assert there.voices == 1


class TestElder:
    """One question a screen, with the same form behind it."""

    def test_it_goes_step_by_step_and_ends_with_a_slip(
        self, elder: Client, town: Neighbourhood
    ) -> None:
        page = elder.get("/report/")
        assert (page.context["step"], page.context["parts"]) == ("words", {"words"})
        typed: dict[str, object] = {"text": LAMP, "client_key": str(uuid.uuid4())}
        page = elder.post("/report/", {**typed, "at": "words", "go": "place"})
        assert page.context["step"] == "place"
        assert f'value="{LAMP}"' in body(page)
        typed["place"] = town.places["building"].pk
        page = elder.post("/report/", {**typed, "at": "place", "go": "answer"})
        assert page.context["step"] == "answer"
        page = elder.post("/report/", {**typed, "different": "1", "at": "answer", "go": "send"})
        assert page.status_code == 302
        assert Report.objects.get().text == LAMP

    def test_an_empty_answer_stays_on_its_question(
        self, elder: Client, town: Neighbourhood
    ) -> None:
        page = elder.post("/report/", {"at": "words", "go": "place"})
        assert (page.status_code, page.context["step"]) == (422, "words")
        assert set(page.context["form"].errors) == {"text"}
        page = elder.post("/report/", {"text": "坏了", "at": "place", "go": "answer"})
        assert (page.status_code, page.context["step"]) == (422, "place")

    def test_back_asks_nothing(self, elder: Client, town: Neighbourhood) -> None:
        page = elder.post("/report/", {"at": "answer", "go": "words"})
        assert (page.status_code, page.context["step"]) == (200, "words")

    def test_a_wrong_number_returns_to_its_question(
        self, elder: Client, town: Neighbourhood
    ) -> None:
        place = town.places["building"].pk
        page = elder.post("/report/", {"text": LAMP, "place": place, "phone": "1", "go": "send"})
        assert (page.status_code, page.context["step"]) == (422, "answer")

    def test_the_office_is_rung_from_the_top(self, elder: Client, town: Neighbourhood) -> None:
        town.parties["committee"].phone = "0600-8230014"
        town.parties["committee"].save()
        assert "Ring, and we fill it in" in body(elder.get("/report/"))


def test_before_any_place_is_known_the_page_says_so(phone: Client, db: None) -> None:
    page = phone.get("/report/")
    assert page.status_code == 200
    assert "No neighbourhood is set up" in body(page)


def test_the_page_is_light(phone: Client, town: Neighbourhood) -> None:
    assert len(phone.get("/report/").content) < 40_000
