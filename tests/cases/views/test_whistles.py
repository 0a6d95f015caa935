"""The whistle at the desk, page by page; and helpers' parts on the page of a case."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liren.cases.models import Call, Case, Duty, Part, Whistle
from liren.cases.services.duties import NewDuty, add_duties
from liren.core.permissions import SYSTEM
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_


def blown(town: Neighbourhood, worker: Client, *parties: str) -> Whistle:
    typed = {
        "words": "车棚冒烟",
        "place": town.places["compound"].pk,
        "category": town.categories["fire_lane"].pk,
        "parties": [town.parties[key].pk for key in parties or ("city_management",)],
    }
    answer = worker.post("/desk/whistles/blow/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Whistle.objects.latest("pk")


def text(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_blown_on_the_spot_it_stands_in_the_inbox_and_on_the_board(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    whistle = blown(town, sign_in("worker"), "city_management", "property_firm")
    row = text(sign_in("officer"), "/desk/")
    assert f"/desk/whistles/{whistle.pk}/" in row
    assert "应答吹哨" in row
    for name in ("worker", "officer", "duty_officer"):
        assert "车棚冒烟" in text(sign_in(name), "/desk/whistles/")
    assert "车棚冒烟" not in text(sign_in("next_worker"), "/desk/whistles/")


def test_on_a_case_its_own_place_and_class_are_taken(town: Neighbourhood, sign_in: SignIn) -> None:
    case, worker = rows.case(town), sign_in("worker")
    page = text(worker, f"/desk/whistles/blow/?case={case.pk}")
    assert case.title in page
    assert 'name="place"' not in page
    typed = {"words": "灯杆要倒", "parties": [town.parties["city_management"].pk]}
    worker.post(f"/desk/whistles/blow/?case={case.pk}", typed)
    whistle = Whistle.objects.get()
    assert (whistle.case, Case.objects.count()) == (case, 1)
    assert f"/desk/whistles/{whistle.pk}/" in text(worker, f"/desk/cases/{case.pk}/")


def test_nothing_chosen_is_said_and_what_was_typed_stays(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    typed = {"words": "车棚冒烟", "place": town.places["compound"].pk}
    answer = sign_in("worker").post("/desk/whistles/blow/", typed)
    assert answer.status_code == 422
    assert "请选需要谁来" in answer.content.decode()
    assert "车棚冒烟" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_duty_list_ticks_who_is_needed(town: Neighbourhood, sign_in: SignIn) -> None:
    fire_lane, city = town.categories["fire_lane"], town.parties["city_management"]
    new = NewDuty(category=fire_lane, place=town.places["street"], party=city)
    add_duties([new], by=SYSTEM, now=MONDAY_MORNING)
    worker, place = sign_in("worker"), town.places["compound"].pk
    with_class = text(worker, f"/desk/whistles/needed/?place={place}&category={fire_lane.pk}")
    assert f'value="{city.pk}" checked' in with_class
    assert "checked" not in text(worker, f"/desk/whistles/needed/?place={place}")
    # What the worker ticked stays, who is named now joins them, and who was unticked stays so.
    property_firm = town.parties["property_firm"]
    here = f"/desk/whistles/needed/?place={place}&category={fire_lane.pk}"
    page = text(worker, f"{here}&parties={property_firm.pk}")
    assert f'value="{city.pk}" checked' in page and f'value="{property_firm.pk}" checked' in page
    unticked = text(worker, f"{here}&parties={property_firm.pk}&named={city.pk}")
    assert f'value="{city.pk}" checked' not in unticked
    elsewhere = town.places["next_community"].pk
    assert "安居物业" not in text(worker, f"/desk/whistles/needed/?place={elsewhere}")


def test_answer_ruling_and_end(town: Neighbourhood, sign_in: SignIn) -> None:
    worker, officer, duty = (sign_in(n) for n in ("worker", "officer", "duty_officer"))
    whistle = blown(town, worker, "city_management", "property_firm")
    path = f"/desk/whistles/{whistle.pk}/"
    city = Call.objects.get(party=town.parties["city_management"])
    silent = officer.post(f"{path}calls/{city.pk}/", {"answer": "coming"})
    assert (silent.status_code, "请说大约几点到" in silent.content.decode()) == (422, True)
    said = {"answer": "not_ours", "words": "小区里归物业"}
    assert officer.post(f"{path}calls/{city.pk}/", said).status_code == 302
    assert "小区里归物业" in text(duty, path)
    ruling = city.rulings.get()
    ruled = {"verdict": "instead", "reason": "社区先清"}
    without = duty.post(f"{path}rulings/{ruling.pk}/", ruled)
    assert (without.status_code, "请选改派的单位" in without.content.decode()) == (422, True)
    assert "社区先清" in without.content.decode()
    ruled["instead"] = str(town.parties["committee"].pk)
    assert duty.post(f"{path}rulings/{ruling.pk}/", ruled).status_code == 302
    assert "替别的单位来的" in text(worker, f"{path}?part=calls")
    assert worker.post(f"{path}end/", {"words": "好了"}).status_code == 422
    open_calls = Call.objects.exclude(pk=city.pk)
    told = {f"helped_{call.pk}": "yes" for call in open_calls}
    assert worker.post(f"{path}end/", {**told, "words": "好了"}).status_code == 302
    assert "车棚冒烟" not in text(worker, "/desk/whistles/")
    assert "车棚冒烟" in text(worker, "/desk/whistles/?show=ended")


def test_precedents_are_shown_to_whoever_rules_next(town: Neighbourhood, sign_in: SignIn) -> None:
    duty, officer = sign_in("duty_officer"), sign_in("officer")
    for number in range(2):
        whistle = blown(town, sign_in("worker"))
        call = whistle.calls.get()
        path = f"/desk/whistles/{whistle.pk}/"
        said = {"answer": "not_ours", "words": f"第{number}次说不归"}
        officer.post(f"{path}calls/{call.pk}/", said)
        page = text(duty, path)
        assert ("先例一号理由" in page) == bool(number)
        ruled = {"verdict": "release", "reason": "先例一号理由"}
        duty.post(f"{path}rulings/{call.rulings.get().pk}/", ruled)
    assert "先例一号理由" in text(
        sign_in("worker"),
        f"/desk/whistles/needed/?place={town.places['compound'].pk}"
        f"&category={town.categories['fire_lane'].pk}",
    )


def test_a_part_lives_on_the_page_of_its_case(town: Neighbourhood, sign_in: SignIn) -> None:
    case, worker, officer = rows.case(town), sign_in("worker"), sign_in("officer")
    typed = {"party": town.parties["city_management"].pk, "words": "清走废料", "days": "1"}
    assert worker.post(f"/desk/cases/{case.pk}/add_part/", typed).status_code == 302
    part = Part.objects.get()
    path = f"/desk/cases/{case.pk}/"
    assert "清走废料" in text(officer, path), "the helper sees the case"
    assert "协办" in text(officer, "/desk/")
    blocked = sign_in("property_manager").post(f"{path}finish/", {"result": "好了"})
    assert "城市管理局" in blocked.content.decode()
    empty = officer.post(f"{path}parts/{part.pk}/finish/", {"words": " "})
    assert empty.status_code == 422
    assert officer.post(f"{path}parts/{part.pk}/accept/").status_code == 302
    assert officer.post(f"{path}parts/{part.pk}/finish/", {"words": "拉走了"}).status_code == 302
    assert "拉走了" in text(worker, path)
    assert worker.post(f"{path}parts/{part.pk}/nonsense/").status_code == 404
    done = sign_in("property_manager").post(f"{path}finish/", {"result": "好了"})
    assert done.status_code == 302


def test_a_file_of_duties_names_its_bad_lines(town: Neighbourhood, sign_in: SignIn) -> None:
    admin = sign_in("administrator")

    def send(body: str) -> object:
        file = SimpleUploadedFile("duties.csv", f"类别,地点,单位\n{body}".encode())
        return admin.post("/desk/duties/file/", {"file": file})

    bad = send("0101,桐花社区,property_firm\n0101,月亮,property_firm\n")
    page = bad.content.decode()  # type: ignore[attr-defined]  # an answer
    assert "第 3 行：没有“月亮”这个地点" in page
    assert not Duty.objects.exists()
    send("0101,桐花社区,property_firm\n")
    assert Duty.objects.get().party == town.parties["property_firm"]
    gaps = text(admin, f"/desk/duties/?show=gaps&place={town.places['community'].pk}")
    assert "房屋漏水" in gaps
    assert "路灯照明" not in gaps.split("<tbody>")[1].split("</tbody>")[0]


def test_the_lead_is_told_who_is_still_called_and_says_why_nobody_is_needed(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    case = rows.case(town)
    whistle = rows.whistle(town, case)
    lead, page = sign_in("property_manager"), f"/desk/cases/{case.pk}/"
    told = lead.post(f"{page}finish/", {"result": "灯换好了"})
    assert told.status_code == 409
    assert "城市管理局" in told.content.decode() and "灯换好了" in told.content.decode()
    assert f'action="{page}whistle/"' in text(lead, page)
    assert f"/desk/whistles/{whistle.pk}/" in text(lead, page)
    assert lead.get(f"/desk/whistles/{whistle.pk}/").status_code == 200
    assert "请" in lead.post(f"{page}whistle/", {"words": ""}).content.decode()
    assert lead.post(f"{page}whistle/", {"words": "火已扑灭"}).status_code == 302
    assert "火已扑灭" in text(lead, f"/desk/whistles/{whistle.pk}/")
    assert lead.post(f"{page}whistle/", {"words": "再说一遍"}).status_code == 404
    assert lead.post(f"{page}finish/", {"result": "灯换好了"}).status_code == 302
