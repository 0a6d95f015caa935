"""Pages of forms at the desk: asking, the gate, filling, correcting, sending back, handing in."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM
from liren.ledgers import selectors
from liren.ledgers.domain.forms_gate import Held, Verdict
from liren.ledgers.models import Form, FormReturn, FormRound
from liren.ledgers.services.forms_submitting import note_opened
from liren.ledgers.templatetags.forms_words import again
from liren.people.services import link_user
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.forms_scene import ELDERS, Sheet, ask, askable, elders, fill, open_round
from tests.ledgers.test_forms import AGAIN, OTHER_WORDS
from tests.people.scenes import person


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages read the clock; the tests hold it still."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def desk(client: Client, town: Neighbourhood, name: str) -> Client:
    client.force_login(town.users[name])
    return client


def toml(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("form.toml", text.encode(), "text/plain")


def test_a_form_is_handed_in(town: Neighbourhood, now: datetime, client: Client) -> None:
    entry = askable(town, now)
    officer = desk(client, town, "officer")
    place = town.places["community"].pk
    sent = {"file": toml(ELDERS), "place": place, "askable": entry.pk}
    done = officer.post("/desk/forms/ask/", sent)
    row = Form.objects.get()
    assert done.headers["Location"] == f"/desk/forms/{row.pk}/"
    page = officer.get(f"/desk/forms/{row.pk}/").content.decode()
    assert "老年人权益保障法" in page


def test_what_is_wrong_with_the_file_is_told_line_by_line(
    town: Neighbourhood, client: Client
) -> None:
    officer = desk(client, town, "officer")
    text = ELDERS.replace('rhythm = "month"', 'rhythm = "daily"')
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "daily" in words)
    sent = {"file": toml(text), "place": town.places["community"].pk}
    answer = officer.post("/desk/forms/ask/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'<td class="number">{line}</td>' in page
    assert "<code>rhythm</code>" in page


@pytest.mark.parametrize("file", [b"", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_files_that_are_none(town: Neighbourhood, client: Client, file: bytes) -> None:
    officer = desk(client, town, "officer")
    sent = {
        "file": SimpleUploadedFile("x.toml", file),
        "place": town.places["community"].pk,
    }
    assert officer.post("/desk/forms/ask/", sent).status_code == 422


def test_refused_brought_up_and_admitted(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    form = ask(town, now, AGAIN)
    here = f"/desk/forms/{form.pk}/"
    officer = desk(client, town, "officer")
    page = officer.get(here).content.decode()
    assert "12" in page
    assert "9" in page
    assert officer.post(f"{here}street/", {"reason": ""}).status_code == 422
    assert officer.post(f"{here}street/", {"reason": "换号多"}).status_code == 302
    assert officer.post(f"{here}do/admit/", {"reason": "自己批"}).status_code == 403
    street = desk(client, town, "duty_officer")
    assert street.post(f"{here}do/admit/", {"reason": ""}).status_code == 422
    assert street.post(f"{here}do/admit/", {"reason": "可以"}).status_code == 302
    form.refresh_from_db()
    assert form.stage == "admitted"
    worker = desk(client, town, "worker")
    assert form.name in worker.get("/desk/forms/").content.decode()
    assert worker.get(here).status_code == 403


def test_the_page_of_a_round(town: Neighbourhood, now: datetime, client: Client) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker = desk(client, town, "worker")
    page = worker.get(f"/desk/forms/rounds/{row.pk}/").content.decode()
    assert people[0].name in page
    assert "154****1000" in page
    assert "15400001000" not in page
    subject = people[0].pk
    sent = {f"b-{subject}": "0", f"r-{subject}-needs": "送餐", f"r-{subject}-visited": "2026-11-12"}
    assert worker.post(f"/desk/forms/rounds/{row.pk}/save/", sent).status_code == 302
    other = desk(client, town, "secretary")
    clash = other.post(
        f"/desk/forms/rounds/{row.pk}/save/", {f"b-{subject}": "0", f"r-{subject}-needs": "陪诊"}
    )
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "<option selected>陪诊</option>" in text
    assert f'name="b-{subject}" value="1"' in text


def test_what_was_typed_wrongly_is_still_there(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker, subject = desk(client, town, "worker"), people[0].pk
    answer = worker.post(
        f"/desk/forms/rounds/{row.pk}/save/",
        {f"b-{subject}": "0", f"r-{subject}-remark": "长" * 401, f"r-{subject}-needs": "送餐"},
    )
    assert answer.status_code == 422
    assert "长" * 401 in answer.content.decode()
    assert selectors.answers_of(row)[subject].values == {"needs": "送餐"}


def test_a_page_takes_as_many_statements_for_many_rows(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    elders(town, now, 2)
    row = open_round(town, now)
    worker = desk(client, town, "worker")
    counts = []
    for more in (0, 9):
        for n in range(more):
            person(town.home, now, name=f"邻居{n}", birth_date="1940", lives_alone=True)
        with CaptureQueriesContext(connection) as asked:
            worker.get(f"/desk/forms/rounds/{row.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20
    with CaptureQueriesContext(connection) as few:
        worker.get("/desk/forms/")
    ask(town, now, OTHER_WORDS.replace("elder-care", "more"))
    with CaptureQueriesContext(connection) as many:
        worker.get("/desk/forms/")
    assert len(few) == len(many)


def test_this_is_wrong(town: Neighbourhood, now: datetime, client: Client) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker = desk(client, town, "worker")
    here = f"/desk/forms/rounds/{row.pk}/wrong/{people[0].pk}/phone/"
    page = worker.get(here).content.decode()
    assert "154****1000" in page
    assert worker.post(here, {"value": "不知道", "base": "1"}).status_code == 422
    assert worker.post(here, {"value": "15400007777", "base": "1"}).status_code == 302
    late = worker.post(here, {"value": "15400008888", "base": "0"})
    assert late.status_code == 422
    assert "7777" in late.content.decode()
    assert worker.get(here.replace("phone", "age")).status_code == 422


def test_workbook_paper_and_back(town: Neighbourhood, now: datetime, client: Client) -> None:
    elders(town, now)
    row = open_round(town, now)
    worker, here = desk(client, town, "worker"), f"/desk/forms/rounds/{row.pk}/"
    assert worker.get(f"{here}paper/").status_code == 200
    taken = worker.post(f"{here}workbook/")
    assert taken["Content-Type"].endswith("sheet")
    sheet = Sheet(taken.content)
    fill(sheet, 3)
    sheet.cell(0, "needs").value = "唱歌"
    file = SimpleUploadedFile("关爱.xlsx", sheet.saved().read())
    assert worker.post(f"{here}back/", {"file": file}).status_code == 302
    back = FormReturn.objects.get()
    assert (back.rows, back.taken, back.problems) == (3, 2, 1)
    again = worker.post(f"{here}back/{back.pk}/")
    assert Sheet(again.content).cell(0, "needs").value == "唱歌"
    assert AuditEvent.objects.filter(action="ledgers.form_problems_taken").count() == 1
    assert worker.post(f"{here}hand-in/").status_code == 302
    row.refresh_from_db()
    assert row.stage == "open"  # one row is not complete
    bad = SimpleUploadedFile("x.xlsx", io.BytesIO(b"nothing").read())
    assert worker.post(f"{here}back/", {"file": bad}).status_code == 422


def test_what_is_wrong_goes_back_to_whoever_sent_it_and_is_noted(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker, here = desk(client, town, "worker"), f"/desk/forms/rounds/{row.pk}/"
    sheet = Sheet(worker.post(f"{here}workbook/").content)
    sheet.cell(0, "needs").value = "唱歌"
    file = sheet.saved().read()
    worker.post(f"{here}back/", {"file": SimpleUploadedFile("王家.xlsx", file)})
    back = FormReturn.objects.get()
    looks = AuditEvent.objects.filter(subject__startswith=f"people.person:{people[0].pk}")
    before = looks.count()
    assert worker.get(f"{here}back/{back.pk}/").status_code == 405
    assert Sheet(worker.post(f"{here}back/{back.pk}/").content).cell(0, "phone").value
    assert looks.count() == before + 1
    for name in ("grid_worker", "next_grid_worker", "next_worker"):
        other = desk(client, town, name)
        assert other.post(f"{here}back/{back.pk}/").status_code == 404
        assert "王家" not in other.get(here).content.decode()


@pytest.mark.parametrize("part", ["worksheets/sheet1", "styles", "workbook"])
def test_a_workbook_that_broke_off_is_told_in_words(
    town: Neighbourhood, now: datetime, client: Client, part: str
) -> None:
    elders(town, now)
    row = open_round(town, now)
    worker, here = desk(client, town, "worker"), f"/desk/forms/rounds/{row.pk}/"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(worker.post(f"{here}workbook/").content)) as whole,
        zipfile.ZipFile(out, "w") as broken,
    ):
        for name in whole.namelist():
            text = whole.read(name)
            broken.writestr(name, text[: len(text) // 2] if name == f"xl/{part}.xml" else text)
    sent = worker.post(f"{here}back/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert sent.status_code == 422
    assert not FormReturn.objects.exists()


def test_numbers_that_no_page_has(town: Neighbourhood, now: datetime, client: Client) -> None:
    people, row = elders(town, now), open_round(town, now)
    worker, here = desk(client, town, "worker"), f"/desk/forms/rounds/{row.pk}/"
    assert worker.get(here, {"page": "9" * 5000}).status_code == 200
    typed = {"page": "9" * 5000, f"b-{people[0].pk}": "0", f"r-{people[0].pk}-needs": "唱歌"}
    assert worker.post(f"{here}save/", typed).status_code == 422
    wrong = {"value": "15400007777", "base": "9" * 30}
    assert worker.post(f"{here}wrong/{people[0].pk}/phone/", wrong).status_code == 422


def test_a_form_in_another_encoding_is_told_so(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    officer = desk(client, town, "officer")
    file = SimpleUploadedFile("form.toml", ELDERS.encode("gb18030"), "text/plain")
    typed = {"file": file, "place": town.places["community"].pk}
    assert "UTF-8" in officer.post("/desk/forms/ask/", typed).content.decode()
    assert not Form.objects.exists()


def test_handed_in_and_received(town: Neighbourhood, now: datetime, client: Client) -> None:
    elders(town, now)
    row = open_round(town, now)
    worker, here = desk(client, town, "worker"), f"/desk/forms/rounds/{row.pk}/"
    sheet = Sheet(worker.post(f"{here}workbook/").content)
    fill(sheet, 3)
    worker.post(f"{here}back/", {"file": SimpleUploadedFile("a.xlsx", sheet.saved().read())})
    assert worker.post(f"{here}hand-in/").status_code == 302
    assert FormRound.objects.get(pk=row.pk).stage == "submitted"
    assert worker.get(here).status_code == 200
    officer = desk(client, town, "officer")
    url = f"/desk/forms/{row.form_id}/received/{row.pk}/"
    assert officer.post(url)["Content-Type"].endswith("sheet")
    assert desk(client, town, "duty_officer").post(url).status_code == 302


def test_an_instruction_leads_to_its_form(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    row = open_round(town, now)
    worker = desk(client, town, "worker")
    page = worker.get(f"/desk/instructions/{row.instruction_id}/").content.decode()
    assert f"/desk/forms/of/?instruction={row.instruction_id}" in page
    led = worker.get(f"/desk/forms/of/?instruction={row.instruction_id}")
    assert led.headers["Location"] == f"/desk/forms/rounds/{row.pk}/"
    assert worker.get("/desk/forms/of/?instruction=abc").status_code == 404


def test_another_community_finds_nothing(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    row = open_round(town, now)
    stranger, here = desk(client, town, "next_worker"), f"/desk/forms/rounds/{row.pk}/"
    for url in (here, f"{here}paper/"):
        assert stranger.get(url).status_code == 404
    for url in (f"{here}save/", f"{here}workbook/", f"{here}back/", f"{here}hand-in/"):
        assert stranger.post(url).status_code == 404


def test_a_look_at_a_form_is_told_by_its_name(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    people, row = elders(town, now), open_round(town, now)
    note_opened(row, people[:1], by=town.users["worker"], now=now)
    page = desk(client, town, "worker").get(f"/desk/people/{people[0].pk}/").content.decode()
    assert row.form.name in page and "form:elder-care" not in page
    link_user(person=people[0], user=town.users["resident"], by=SYSTEM, now=now)
    mine = desk(client, town, "resident").get("/my-data/").content.decode()
    assert row.form.name in mine and "form:elder-care" not in mine


@pytest.mark.django_db
def test_the_gate_says_by_its_name_what_is_held() -> None:
    asked = (Held("姓名", source="person.name"), Held("电话", form="独居老人"))
    said = again(Verdict(columns=2, known=0, again=asked))
    assert said == [("姓名", "登记里已有（姓名）"), ("电话", "《独居老人》里已经在填")]


def test_an_english_reader_reads_the_form_in_english(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    elders(town, now)
    row = open_round(town, now)
    worker = desk(client, town, "worker")
    page = worker.get(
        f"/desk/forms/rounds/{row.pk}/", headers={"Accept-Language": "en"}
    ).content.decode()
    headings = re.findall(r"<th[^>]*>(.*?)</th>", page)
    assert "Name" in headings and "Help needed" in "".join(headings)
    assert not re.search(r"[\u4e00-\u9fff]", "".join(headings))
    assert "只需填写" not in page and "three columns on the right" in page
