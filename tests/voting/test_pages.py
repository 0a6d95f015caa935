"""The pages: from the draft to the result at the desk, and from the letter to the receipt."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liren.cases.selectors.neighbourhood import COOKIE
from liren.notices.models import Delivery
from liren.voting.domain.phases import Phase
from liren.voting.models import Access, Ballot, Box, RollObjection, RollVersion, VoidRequest, Vote
from liren.voting.services import proving
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import FUND, OPEN_DAY, ROLL, TENANTS_PHONE, Scene, scene

DRAFT = {
    "title": "更换电梯",
    "basis": "owners",
    "profile": "cn",
    "channels": ["online", "paper", "proxy"],
    "co_owners": "any",
    "q-TOTAL_FORMS": "1",
    "q-INITIAL_FORMS": "0",
    "q-MIN_NUM_FORMS": "1",
    "q-MAX_NUM_FORMS": "12",
    "q-0-text": "是否使用维修资金更换电梯？",
    "q-0-item": "5",
}


@pytest.fixture
def desk(town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users["secretary"])
    return client


def at(client: Client, path: str, data: dict[str, Any], status: int = 302) -> Any:
    answer = client.post(path, data)
    assert answer.status_code == status, (path, answer.status_code, problems(answer))
    return answer


def problems(answer: Any) -> list[str]:
    text = answer.content.decode(errors="replace")
    return re.findall(r'(?:field-error|notice-error)"[^>]*>.*?<(?:span|p)>(.*?)</', text, re.DOTALL)


@pytest.fixture
def standing(town: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """An open vote, on a day on which it is open."""
    made = scene(town, Phase.OPEN)
    monkeypatch.setattr(timezone, "now", lambda: OPEN_DAY)
    return made


def test_a_vote_is_written_posted_and_taken_back(desk: Client, town: Neighbourhood) -> None:
    compound = town.places["compound"]
    at(desk, "/desk/votes/new/", {**DRAFT, "place": compound.pk})
    vote = Vote.objects.get()
    here = f"/desk/votes/{vote.pk}/"
    seen = desk.get(here).content.decode()
    assert "名册是空的" in seen and "/desk/votes/new/" not in seen
    file = SimpleUploadedFile("roll.csv", ROLL.encode())
    at(desk, f"{here}roll/file/", {"file": file, "source": "register"})
    opens = timezone.localtime() + timedelta(days=17)
    times = {
        "record_date": f"{timezone.localdate():%Y-%m-%d}",
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{opens + timedelta(days=14):%Y-%m-%dT%H:%M}",
    }
    at(desk, f"{here}times/", times)
    at(desk, f"{here}step/post/", {})
    vote.refresh_from_db()
    assert vote.phase == Phase.POSTED
    neighbour = Client()
    neighbour.cookies[COOKIE] = town.places["community"].code
    assert "更换电梯" in neighbour.get("/talk/").content.decode()
    at(desk, f"{here}step/take_back/", {"reason": ""})
    vote.refresh_from_db()
    assert vote.phase == Phase.POSTED, "a reason is asked for"
    at(desk, f"{here}step/take_back/", {"reason": "议题改动"})
    at(desk, f"{here}edit/", {**DRAFT, "place": compound.pk, "title": "更换三台电梯"})
    vote.refresh_from_db()
    assert (vote.phase, vote.title) == (Phase.DRAFT, "更换三台电梯")
    assert desk.post(f"{here}step/nonsense/").status_code == 404


def test_one_more_question_loses_nothing_of_what_was_typed(
    desk: Client, town: Neighbourhood
) -> None:
    typed = {**DRAFT, "place": town.places["compound"].pk, "more": "1"}
    page = at(desk, "/desk/votes/new/", typed, status=200).content.decode()
    assert 'value="更换电梯"' in page and "是否使用维修资金更换电梯" in page
    assert 'name="q-1-text"' in page and "field-error" not in page and not Vote.objects.exists()
    wrong = {**DRAFT, "place": town.places["compound"].pk, "q-0-candidates": "甲\n甲"}
    page = at(desk, "/desk/votes/new/", wrong, status=422).content.decode()
    assert "选几个人" in page and 'value="更换电梯"' in page


def test_a_roll_with_bad_lines_is_shown_line_by_line(desk: Client, town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    here = f"/desk/votes/{made.vote.pk}/roll/"
    bad = SimpleUploadedFile("roll.csv", "房号,面积,业主\n3-1-101,0,王一\n".encode())
    no_reason = {"file": bad, "source": "register"}
    assert "为什么改" in " ".join(problems(at(desk, f"{here}file/", no_reason, status=422)))
    bad.seek(0)
    answer = at(desk, f"{here}file/", {**no_reason, "reason": "重报"})
    page = desk.get(answer["Location"]).content.decode()
    assert "面积要大于 0" in page
    returned = desk.get(f"{answer['Location']}returned/")
    assert "面积要大于 0" in returned.content.decode("utf-8-sig")
    nothing = SimpleUploadedFile("x.csv", b"")
    at(desk, f"{here}file/", {"file": nothing, "source": "register", "reason": "x"}, status=422)
    change = {"key": "3-1-202", "area": "７５．５㎡", "owners": "赵四，15400000004，C1"}
    change |= {"status": "delivered", "source": "register", "reason": "按登记簿更正"}
    at(desk, f"{here}home/?unit=3-1-202", change)
    assert RollVersion.objects.filter(vote=made.vote).latest("number").reason == "按登记簿更正"
    wrong = at(desk, f"{here}home/", {**change, "area": "约八十"}, status=422)
    assert "约八十" in wrong.content.decode() and "赵四" in wrong.content.decode()


def test_a_resident_objects_and_reads_the_answer(desk: Client, town: Neighbourhood) -> None:
    made, visitor = scene(town, Phase.POSTED), Client()
    here = f"/votes/{made.vote.pk}/roll/"
    assert "80.00 m²" in visitor.get(f"{here}?home=5号楼1单元102室").content.decode()
    unknown = visitor.get(f"{here}?home=9-9-999").content.decode()
    assert "9-9-999" in unknown and "王一" not in unknown
    page = visitor.get(f"{here}?home=3-1-101").content.decode()
    assert "王一" not in page, "nobody's name on a public page"
    answer = at(visitor, f"{here}object/", {"unit": "3-1-101", "text": "面积不对", "phone": ""})
    assert "居委会已收到" in visitor.get(answer["Location"]).content.decode()
    asked = RollObjection.objects.get()
    at(desk, f"/desk/votes/{made.vote.pk}/objections/{asked.pk}/", {"answer": "登记无误"})
    assert "登记无误" in visitor.get(answer["Location"]).content.decode()
    robot = {"unit": "x", "text": "x", "website": "http://spam.example"}
    at(visitor, f"{here}object/", robot)
    assert RollObjection.objects.count() == 1


def open_ballot(visitor: Client, made: Scene, home: str, phone: str) -> str:
    """From the letter to the ballot; its address."""
    code = made.letters[home].code
    at(visitor, "/vote/", {"code": code, "phone": phone})
    digits = proving.open_digits(Access.objects.latest("pk"))
    wrong = at(visitor, "/vote/digits/", {"digits": "x"}, status=422)
    assert problems(wrong)
    return str(at(visitor, "/vote/digits/", {"digits": digits})["Location"])


def test_from_the_letter_to_the_receipt(standing: Scene) -> None:
    visitor, made = Client(), standing
    digits = made.letters["3-1-101"].code.replace(" ", "")
    assert "3-1-101" in visitor.get(f"/vote/{digits}/").content.decode()
    ballot = open_ballot(visitor, made, "3-1-101", "15400000001")
    too_many = {"q1": ["陈立", "林越", "吴宁"], "deed": "check"}
    page = at(visitor, ballot, too_many, status=422).content.decode()
    assert page.count("checked") == 3, "what was ticked stays ticked"
    at(visitor, ballot, {"deed": "check"}, status=422)
    check = at(visitor, ballot, {"q1": ["陈立", "林越"], "deed": "check"}, status=200)
    assert "陈立" in check.content.decode() and not Ballot.objects.exists()
    back = at(visitor, ballot, {"q1": ["陈立", "林越"], "deed": "back"}, status=200)
    assert back.content.decode().count("checked") == 2
    cast = at(visitor, ballot, {"q1": ["陈立", "林越"], "deed": "cast"})
    receipt = visitor.get(cast["Location"])
    code = re.search(r"receipt-code\">([0-9A-Z-]+)<", receipt.content.decode())
    assert code and receipt["Cache-Control"] == "private, no-store"
    kept = [repr(row.get_decoded()) for row in Session.objects.all()]
    assert any("vote_receipt" in text for text in kept), "it is shown until it is put away"
    assert not any(code[1] in text for text in kept), "and nowhere in clear"
    assert visitor.get(ballot).status_code == 302, "the way is closed behind it"
    assert "7 户，已投 2 户" in visitor.get(f"/votes/{made.vote.pk}/").content.decode()
    at(visitor, cast["Location"], {})
    assert visitor.get(cast["Location"]).status_code == 302
    made.close()
    made.count()
    found = at(visitor, f"/votes/{made.vote.pk}/receipt/", {"code": code[1]}, status=200)
    assert "陈立" in found.content.decode() and "林越" in found.content.decode()
    other = at(visitor, f"/votes/{made.vote.pk}/receipt/", {"code": "AAAA"}, status=422)
    assert problems(other)


def test_a_tenant_a_second_vote_and_a_stranger_are_told_why(standing: Scene) -> None:
    visitor, code = Client(), standing.letters["3-1-201"].code
    tenant = at(visitor, "/vote/", {"code": code, "phone": TENANTS_PHONE}, status=422)
    assert "租户" in problems(tenant)[0] and "3-1-201" in problems(tenant)[0]
    standing.take_in("3-1-201")
    second = at(visitor, "/vote/", {"code": code, "phone": "15400000002"}, status=422)
    assert "已经投过票" in problems(second)[0]
    nobody = at(visitor, "/vote/", {"code": "1234", "phone": "1"}, status=422)
    assert problems(nobody) and 'value="1234"' in nobody.content.decode()
    for path in ("/vote/digits/", "/vote/ballot/", "/vote/receipt/"):
        assert Client().get(path)["Location"] == "/vote/"
    assert Client().get("/vote/000000000000/").status_code == 200


def test_guessing_letters_is_slowed_down(standing: Scene) -> None:
    visitor = Client()
    for _ in range(20):
        at(visitor, "/vote/", {"code": "1111 2222 3333", "phone": "15400000001"}, status=422)
    code = standing.letters["5-1-101"].code
    slowed = at(visitor, "/vote/", {"code": code, "phone": "15400000005"}, status=422)
    assert "稍等" in " ".join(problems(slowed)) or "太多" in " ".join(problems(slowed))


def test_paper_goes_through_the_desk(
    standing: Scene, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, here = standing, f"/desk/votes/{standing.vote.pk}/"
    worker, secretary = Client(), Client()
    worker.force_login(town.users["worker"])
    secretary.force_login(town.users["secretary"])
    wrong = at(worker, f"{here}paper/take-in/", {"number": "12-34"}, status=422)
    assert "12-34" in wrong.content.decode()
    at(worker, f"{here}paper/take-in/", {"number": made.paper("3-1-201")})
    proxy = {"home": "3-1-202", "holder": "赵小四", "is_written": "on", "instruction": "选陈立"}
    at(worker, f"{here}proxies/new/", {**proxy, "home": "9-9-999"}, status=422)
    at(worker, f"{here}proxies/new/", proxy)
    envelope = {"number": made.paper("3-1-202"), "is_by_proxy": "on"}
    at(worker, f"{here}paper/take-in/", envelope)
    assert at(worker, f"{here}boxes/1/count/", {"envelopes": "2"}, status=422)
    late = made.vote.closes_at + timedelta(minutes=5) if made.vote.closes_at else OPEN_DAY
    monkeypatch.setattr(timezone, "now", lambda: late)
    at(secretary, f"{here}step/close/", {})
    at(worker, f"{here}boxes/1/count/", {"envelopes": "3"}, status=422)
    at(worker, f"{here}boxes/1/count/", {"envelopes": "2"})
    first, second = Ballot.objects.order_by("pk")
    page = worker.get(f"{here}papers/{second.pk}/").content.decode()
    assert "选陈立" in page and "3-1-202" not in page
    for client in (worker, secretary):
        at(client, f"{here}papers/{first.pk}/", {"q1": ["陈立"]})
        at(client, f"{here}papers/{second.pk}/", {"q1": ["陈立"]})
    at(worker, f"{here}boxes/1/finish/", {}, status=422)
    not_a_photo = SimpleUploadedFile("x.jpg", b"no picture")
    at(worker, f"{here}boxes/1/finish/", {"photo": not_a_photo, "reason": ""}, status=422)
    at(worker, f"{here}boxes/1/finish/", {"photo": picture()})
    kept = worker.get(f"{here}boxes/1/photo/")
    assert kept["Content-Type"] == "image/jpeg" and Box.objects.get().photo
    at(secretary, f"{here}step/count/", {})
    result = Client().get(f"/votes/{made.vote.pk}/result/").content.decode()
    assert "参与的人不够" in result
    assert Client().get(f"/votes/{made.vote.pk}/result.pdf").content.startswith(b"%PDF")


def picture() -> SimpleUploadedFile:
    from io import BytesIO

    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (60, 40), (250, 248, 243)).save(drawn, "PNG")
    return SimpleUploadedFile("counted.png", drawn.getvalue(), "image/png")


def test_letters_are_printed_once_and_delivered(standing: Scene, town: Neighbourhood) -> None:
    here = f"/desk/votes/{standing.vote.pk}/letters/"
    worker, grid = Client(), Client()
    worker.force_login(town.users["worker"])
    grid.force_login(town.users["grid_worker"])
    pdf = at(worker, f"{here}print/", {"building": "3"}, status=200)
    assert pdf.content.startswith(b"%PDF") and pdf["Cache-Control"] == "private, no-store"
    assert grid.post(f"{here}print/", {"building": "3"}).status_code == 403
    voter = standing.voter("3-1-202")
    at(grid, f"{here}delivered/", {"voter": [voter.pk], "way": "hand"})
    assert "当面交付" in grid.get(f"{here}?building=3").content.decode()
    at(worker, f"{here}print/", {"voter": ["x", "99999999"], "building": ""})


def test_a_ballot_is_voided_by_two_at_the_desk(standing: Scene, town: Neighbourhood) -> None:
    here = f"/desk/votes/{standing.vote.pk}/"
    ballot = standing.take_in("3-1-201")
    worker, secretary = Client(), Client()
    worker.force_login(town.users["worker"])
    secretary.force_login(town.users["secretary"])
    at(worker, f"{here}ballots/{ballot.pk}/void/", {"reason": ""}, status=422)
    at(worker, f"{here}ballots/{ballot.pk}/void/", {"reason": "重复领票"})
    asked = VoidRequest.objects.get()
    at(worker, f"{here}voids/{asked.pk}/yes/", {})
    assert "作废</button" not in worker.get(f"{here}ballots/").content.decode()
    at(secretary, f"{here}voids/{asked.pk}/yes/", {})
    assert Ballot.objects.get().void.second == town.users["secretary"]
    assert secretary.post(f"{here}voids/{asked.pk}/yes/").status_code == 404


def test_the_published_file_verifies_by_command(
    standing: Scene, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = standing.cast("3-1-101", "15400000001", "陈立")
    standing.close()
    standing.count()
    answer = Client().get(f"/votes/{standing.vote.pk}/files/1.json")
    path = tmp_path / "vote.json"
    path.write_bytes(answer.content)
    call_command("vote_verify", str(path), receipt=[receipt.code], json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["is_true"] and told["receipts"][receipt.code]["chosen"] == ["陈立"]


def test_who_follows_is_told(
    standing: Scene, town: Neighbourhood, run_jobs: Callable[[], int]
) -> None:
    resident = Client()
    assert resident.post(f"/votes/{standing.vote.pk}/follow/").status_code == 302
    resident.force_login(town.users["resident"])
    at(resident, f"/votes/{standing.vote.pk}/follow/", {})
    standing.close()
    standing.count()
    run_jobs()
    texts = [row.text for row in Delivery.objects.filter(subject_type="voting.vote")]
    counted = [text for text in texts if "已计票" in text]
    assert len(counted) == 6 + 1, "six telephones that the roll has, and who follows"
    at(resident, f"/votes/{standing.vote.pk}/follow/", {})
    assert not standing.vote.followers.exists()


def test_lists_need_a_fixed_number_of_statements(
    desk: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(town, Phase.OPEN, FUND)
    monkeypatch.setattr(timezone, "now", lambda: OPEN_DAY)
    ends = ("", "roll/", "letters/", "paper/", "ballots/", "boxes/1/")
    made.take_in("3-1-201")
    paths = ["/desk/votes/", f"/votes/{made.vote.pk}/"]
    paths += [f"/desk/votes/{made.vote.pk}/{end}" for end in ends]
    for path in paths:
        desk.get(path)
    few = [counted(desk, path) for path in paths]
    scene(town, Phase.OPEN)
    for home in ("3-1-202", "5-1-101", "5-1-102", "5-1-201"):
        made.take_in(home)
    many = [counted(desk, path) for path in paths]
    assert many == few
    assert max(few) <= 24, dict(zip(paths, few, strict=True))


def counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
