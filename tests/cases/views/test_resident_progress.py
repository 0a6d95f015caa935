"""What becomes of a report: the slip, the page behind its link, and the resident's word."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, CaseStep, Report
from liren.cases.services.access import code_of
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.register import refuse_case
from liren.cases.services.report import NewReport, report_case
from liren.core import crypto
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood

LAMP = "三号楼门口路灯坏了"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def phone() -> Client:
    client = Client(raise_request_exception=True)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def report(town: Neighbourhood) -> Report:
    new = NewReport(text=LAMP, place=town.places["building"], user=town.users["resident"])
    return report_case(new, by=VISITOR, now=timezone.now()).report


def body(response: Any) -> str:
    return str(response.content.decode())


def closed(report: Report, *, at: datetime | None = None) -> Report:
    moment = at or timezone.now()
    Case.objects.filter(pk=report.case_id).update(stage=Stage.CLOSED, closed_at=moment)
    report.case.refresh_from_db()
    return report


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def test_the_slip_has_number_code_link_and_the_next_sentence(phone: Client, report: Report) -> None:
    page = body(phone.get(f"/r/{report.link}/received/"))
    for wanted in (report.case.number, code_of(report.link), f"/r/{report.link}/", "reads it"):
        assert wanted in page


def test_the_page_says_who_does_it_and_by_when(
    phone: Client, town: Neighbourhood, report: Report
) -> None:
    dispatch_case(
        case=report.case,
        to=town.parties["property_firm"],
        by=town.users["worker"],
        now=timezone.now(),
    )
    page = body(phone.get(f"/r/{report.link}/"))
    assert "property_firm is dealing with it and has to be done by" in page
    assert "It was given to property_firm." in page
    assert LAMP in page


def test_a_refusal_shows_its_reason(phone: Client, town: Neighbourhood, report: Report) -> None:
    refuse_case(
        case=report.case, answer="归城管管，已转告", by=town.users["worker"], now=timezone.now()
    )
    page = body(phone.get(f"/r/{report.link}/"))
    assert "归城管管，已转告" in page
    assert "Add something" not in page


def test_what_colleagues_write_to_each_other_stays_there(phone: Client, report: Report) -> None:
    CaseStep.objects.create(
        case=report.case, at=timezone.now(), step="noted", stage="reported", by="x", note="老王难缠"
    )
    assert "老王难缠" not in body(phone.get(f"/r/{report.link}/"))


def test_an_unknown_link_is_not_found(phone: Client, db: None) -> None:
    for path in ("", "received/", "kind/"):
        assert phone.get(f"/r/nonsense/{path}").status_code == 404


def test_a_no_reopens_it_once(phone: Client, report: Report) -> None:
    link = closed(report).link
    assert 'name="solved"' in body(phone.get(f"/r/{link}/"))
    response = phone.post(f"/r/{link}/verdict/", {"solved": "no", "comment": "还是不亮"})
    assert response["Location"] == f"/r/{link}/"
    report.case.refresh_from_db()
    assert (report.case.stage, report.case.reopened) == (Stage.FILED, 1)
    assert "It goes back to work." in body(phone.get(f"/r/{link}/"))


def test_a_yes_ends_it(phone: Client, report: Report) -> None:
    link = closed(report).link
    phone.post(f"/r/{link}/verdict/", {"solved": "yes", "satisfied": "yes"})
    report.case.refresh_from_db()
    assert (report.case.solved, report.case.satisfied) == (True, True)
    page = body(phone.get(f"/r/{link}/"))
    assert "You said it is solved" in page
    assert 'name="solved"' not in page


def test_a_verdict_needs_an_answer_and_a_closed_case(phone: Client, report: Report) -> None:
    early = phone.post(f"/r/{report.link}/verdict/", {"solved": "yes"})
    assert early.status_code == 409
    assert "work is still going on" in body(early)
    closed(report)
    empty = phone.post(f"/r/{report.link}/verdict/", {"comment": "还是不亮"})
    assert empty.status_code == 422
    assert "还是不亮" in body(empty)


def test_after_fifteen_days_it_is_reported_anew(phone: Client, report: Report) -> None:
    closed(report, at=timezone.now() - timedelta(days=16))
    page = body(phone.get(f"/r/{report.link}/"))
    assert "report it anew" in page
    assert 'name="solved"' not in page


def test_words_and_photos_are_added_for_oneself_and_the_handlers(
    phone: Client, town: Neighbourhood, report: Report
) -> None:
    new = NewReport(text="我也看到", place=report.case.place, joins=report.case)
    other = report_case(new, by=VISITOR, now=timezone.now()).report
    sent = {"text": "打我电话 13812345678", "photos": [picture()]}
    assert phone.post(f"/r/{report.link}/more/", sent).status_code == 302
    assert "13812345678" in body(phone.get(f"/r/{report.link}/"))
    theirs = body(phone.get(f"/r/{other.link}/"))
    assert "13812345678" not in theirs
    assert "/photos/" not in theirs


def test_adding_nothing_is_said_so(phone: Client, report: Report) -> None:
    response = phone.post(f"/r/{report.link}/more/", {"text": " "})
    assert response.status_code == 422
    assert "a few words or add a photo" in body(response)


def test_nothing_is_added_to_what_has_ended(phone: Client, report: Report) -> None:
    response = phone.post(f"/r/{closed(report).link}/more/", {"text": "还有"})
    assert response.status_code == 422
    assert "already closed" in body(response)


def test_the_reporter_corrects_the_kind_until_a_colleague_has(
    phone: Client, town: Neighbourhood, report: Report
) -> None:
    leak = town.categories["leak"]
    town.categories["lamp"].parent = leak
    town.categories["lamp"].save()
    chosen = {"kind": town.categories["lamp"].pk}
    assert phone.post(f"/r/{report.link}/kind/", chosen).status_code == 302
    report.case.refresh_from_db()
    assert (report.case.category, report.case.category_by) == (town.categories["lamp"], "reporter")
    Case.objects.filter(pk=report.case_id).update(category_by="person")
    assert phone.post(f"/r/{report.link}/kind/", chosen).status_code == 409


class TestFind:
    """Number and code of a slip."""

    def test_they_lead_to_the_page_and_are_remembered(self, phone: Client, report: Report) -> None:
        slip = {"number": report.case.number, "code": code_of(report.link)}
        assert phone.post("/progress/", slip)["Location"] == f"/r/{report.link}/"
        assert LAMP in body(phone.get("/my/"))

    def test_a_wrong_code_says_so_kindly_and_locks_after_five(
        self, phone: Client, report: Report
    ) -> None:
        wrong = f"{(int(code_of(report.link)) + 1) % 10**6:06d}"
        slip = {"number": report.case.number, "code": wrong}
        answers = [phone.post("/progress/", slip) for _ in range(20)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 15
        assert "do not belong together" in body(answers[0])
        assert "Please wait" in body(answers[-1])
        right = {"number": report.case.number, "code": code_of(report.link)}
        assert phone.post("/progress/", right).status_code == 429
        assert phone.get(f"/r/{report.link}/").status_code == 200


class TestMine:
    """我的事: of this browser, and of this person."""

    def test_a_stranger_sees_none(self, phone: Client, report: Report) -> None:
        page = body(phone.get("/my/"))
        assert LAMP not in page
        assert "Nothing reported from here yet" in page

    def test_the_person_sees_theirs_everywhere(
        self, phone: Client, town: Neighbourhood, report: Report
    ) -> None:
        phone.force_login(town.users["resident"])
        page = body(phone.get("/my/"))
        assert LAMP in page
        assert "reads it and says who does it, by" in page

    def test_what_was_said_by_telephone_is_found_by_the_number_one_signs_in_with(
        self, phone: Client, town: Neighbourhood
    ) -> None:
        number = "+8613800138000"
        new = NewReport(text="楼道灯坏了", place=town.places["building"], phone=number)
        report_case(new, by=VISITOR, now=timezone.now())
        user = town.users["resident"]
        phone.force_login(user)
        assert "楼道灯坏了" not in body(phone.get("/my/"))
        user.phone_sealed = crypto.seal(number, purpose="phone", row=f"user:{user.username}")
        user.save()
        assert "楼道灯坏了" in body(phone.get("/my/"))


def test_statements_do_not_grow_with_what_is_shown(
    phone: Client,
    town: Neighbourhood,
    report: Report,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for at in range(12):
        new = NewReport(
            text=f"{LAMP}{at}", place=town.places["building"], user=town.users["resident"]
        )
        report_case(new, by=VISITOR, now=timezone.now())
        CaseStep.objects.create(
            case=report.case, at=timezone.now(), step="voice", stage="reported", by="visitor"
        )
    with django_assert_max_num_queries(8):
        phone.get(f"/r/{report.link}/")
    phone.force_login(town.users["resident"])
    with django_assert_max_num_queries(7):
        phone.get("/my/")
