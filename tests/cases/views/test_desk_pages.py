"""Taking down, bringing in, looking over, setting up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.models import Case, Category, Duty, ImportRun, Report
from liren.cases.services import answers
from liren.cases.services.access import code_of
from liren.cases.services.report import NewReport, report_case
from liren.core.models import Holiday
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.cases.hostile.typed import picture
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return as_


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("lamp.jpg", content)


def taken_down(client: Client, **more: object) -> object:
    typed = {"channel": "telephone", "text": "楼道灯不亮了", "client_key": "desk:1", **more}
    return client.post("/desk/new/", typed)


def test_a_call_is_taken_down_with_number_and_code(town: Neighbourhood, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    assert worker.get("/desk/new/").status_code == 200
    answer = taken_down(worker, place=town.places["building"].pk, phone="13812348383")
    assert answer.status_code == 303  # type: ignore[attr-defined]  # a response
    report = Report.objects.get()
    page = worker.get(answer.headers["Location"]).content.decode()  # type: ignore[attr-defined]  # the same
    code = code_of(report.link)
    assert f"{code[:3]} {code[3:]}" in page
    assert report.case.number in page
    assert (report.channel, report.entered_by) == ("telephone", "worker (worker)")
    paper = worker.get(f"{answer.headers['Location']}?paper=1").content.decode()  # type: ignore[attr-defined]  # the same
    assert code[:3] in paper
    assert sign_in("secretary").get(f"/desk/new/{report.pk}/").status_code == 404


def test_a_double_submit_is_one_report(town: Neighbourhood, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    for _ in range(2):
        taken_down(worker, place=town.places["building"].pk)
    assert Report.objects.count() == 1


def test_photos_stay_when_a_place_is_looked_for_or_something_is_wrong(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    worker, place = sign_in("worker"), town.places["building"].pk
    found: Any = taken_down(worker, go="find", place_q="梧桐", photos=[file(picture())])
    kept = found.context["form"]["kept"].value()
    wrong: Any = taken_down(
        worker,
        place=place,
        phone="letters",
        kept=kept,
        photos=[file(picture())],
    )
    assert wrong.status_code == 422 and "2 张照片" in wrong.content.decode()
    kept = wrong.context["form"]["kept"].value()
    done: Any = taken_down(worker, place=place, kept=kept)
    assert done.status_code == 303 and Report.objects.get().photos.count() == 2
    odd: Any = taken_down(worker, client_key="2", place=place, photos=[file(b"x")])
    assert odd.status_code == 422 and "楼道灯不亮了" in odd.content.decode()


def test_going_back_and_writing_something_else_loses_nothing(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    worker, place = sign_in("worker"), town.places["building"].pk
    taken_down(worker, place=place)
    asked: Any = taken_down(worker, place=place, text="垃圾没人收")
    assert asked.status_code == 422 and Report.objects.count() == 1
    page = asked.content.decode()
    assert "垃圾没人收" in page and "已经交过" in page
    key = asked.context["form"]["client_key"].value()
    taken_down(worker, place=place, text="垃圾没人收", client_key=key)
    assert set(Report.objects.values_list("text", flat=True)) == {"楼道灯不亮了", "垃圾没人收"}


def test_nothing_said_or_a_place_elsewhere_is_refused(town: Neighbourhood, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    empty = taken_down(worker, place=town.places["building"].pk, text=" ")
    assert empty.status_code == 422  # type: ignore[attr-defined]  # a response
    elsewhere = taken_down(worker, place=town.places["next_community"].pk)
    assert elsewhere.status_code == 422  # type: ignore[attr-defined]  # the same
    assert not Case.objects.exists()


def test_one_more_voice_for_what_was_said_before(town: Neighbourhood, sign_in: SignIn) -> None:
    new = NewReport(text="三号楼楼道灯不亮了，老人害怕", place=town.places["building"])
    case = report_case(new, by=VISITOR, now=timezone.now()).case
    worker, place = sign_in("worker"), town.places["building"].pk
    words: dict[str, str | int] = {"text": "三号楼楼道灯不亮了，老人害怕", "place": place}
    assert case.title in worker.get("/desk/new/similar/", words).content.decode()
    assert (
        case.title not in sign_in("next_worker").get("/desk/new/similar/", words).content.decode()
    )
    taken_down(worker, place=place, joins=case.pk)
    case.refresh_from_db()
    assert (case.voices, Case.objects.count()) == (2, 1)


def test_a_file_is_mapped_brought_in_and_its_bad_rows_given_back(
    town: Neighbourhood, sign_in: SignIn, run_jobs: Callable[[], int]
) -> None:
    rows = "工单编号,标题,主要内容,来电时间\nA1,路灯,路灯不亮,2026-11-01 08:00\nA2,,,昨天\n"
    file = SimpleUploadedFile("hotline.csv", rows.encode())
    worker = sign_in("worker")
    answer = worker.post("/desk/imports/", {"file": file, "place": town.places["community"].pk})
    assert answer.status_code == 302
    page = worker.get(answer.headers["Location"]).content.decode()
    assert "路灯不亮" in page
    run = ImportRun.objects.get()
    columns = {name: str(at) for name, at in run.mapping.items()}
    begun = worker.post(f"/desk/imports/{run.pk}/start/", {**columns, "remember": "热线"})
    assert begun.status_code == 302
    run_jobs()
    run.refresh_from_db()
    assert (run.status, run.added, len(run.bad)) == ("done", 1, 1)
    assert "hx-trigger" not in worker.get(f"/desk/imports/{run.pk}/").content.decode()
    assert b"A2" in worker.get(f"/desk/imports/{run.pk}/bad/").content
    assert "热线" in worker.get("/desk/imports/").content.decode()
    assert sign_in("next_worker").get(f"/desk/imports/{run.pk}/").status_code == 404
    assert sign_in("grid_worker").get("/desk/imports/").status_code == 403


def test_a_file_that_is_none_says_so(town: Neighbourhood, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK not a workbook")
    typed = {"file": file, "place": town.places["community"].pk}
    assert sign_in("worker").post("/desk/imports/", typed).status_code == 422


def test_the_overview_puts_the_unanswered_first_and_shows_counts(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    now = timezone.now()
    old = NewReport(text="等了三天的事", place=town.home)
    report_case(old, by=VISITOR, now=now - timedelta(days=3))
    other = report_case(NewReport(text="今天的事", place=town.home), by=VISITOR, now=now).case
    answers.exclude_case(case=other, reason="重复", by=town.users["secretary"], now=now)
    page = sign_in("secretary").get("/desk/overview/?period=week").content.decode()
    assert page.index("等了三天的事") < page.index("今天的事")
    assert "secretary (secretary)" in page
    assert sign_in("worker").get("/desk/overview/").status_code == 403
    assert sign_in("supervisor").get("/desk/overview/?period=nonsense").status_code == 200


def test_whoever_has_no_orders_comes_to_their_own_first_page(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    assert sign_in("administrator").get("/desk/").headers["Location"] == "/desk/setup/"
    assert "/desk/cases/" in sign_in("supervisor").get("/desk/").headers["Location"]


def test_duties_are_added_and_ended(town: Neighbourhood, sign_in: SignIn) -> None:
    admin = sign_in("administrator")
    typed = {
        "category": town.categories["lamp"].pk,
        "place": town.places["grid"].pk,
        "party": town.parties["committee"].pk,
        "source": "清街办〔2026〕3号",
        "from_date": "2026-01-01",
    }
    assert admin.post("/desk/duties/", {**typed, "source": ""}).status_code == 422
    assert admin.post("/desk/duties/", typed).status_code == 302
    duty = Duty.objects.get()
    assert "清街办〔2026〕3号" in admin.get("/desk/duties/").content.decode()
    ended = admin.post(f"/desk/duties/{duty.pk}/end/", {"last_day": "2026-01-31"})
    assert ended.status_code == 302
    assert "清街办" not in admin.get("/desk/duties/").content.decode()
    assert "清街办" in admin.get("/desk/duties/?show=ended").content.decode()
    assert "清街办" not in sign_in("worker").get("/desk/duties/").content.decode()
    assert sign_in("worker").post("/desk/duties/", typed).status_code in (403, 422)


def test_a_new_holiday_moves_the_due_time_of_open_orders(
    town: Neighbourhood, sign_in: SignIn, run_jobs: Callable[[], int]
) -> None:
    case = report_case(NewReport(text="路灯", place=town.home), by=VISITOR, now=timezone.now()).case
    before = WorkOrder.objects.get(subject_id=case.pk)
    admin, day = sign_in("administrator"), timezone.localtime(before.due_at).date().isoformat()
    assert admin.get("/desk/setup/days/").status_code == 200
    typed = {"date": day, "kind": "holiday", "name": "社区停电日"}
    assert admin.post("/desk/setup/days/", typed).status_code == 302
    run_jobs()
    after = WorkOrder.objects.get(pk=before.pk)
    assert after.due_at > before.due_at
    assert after.original_due_at == before.original_due_at
    assert Holiday.objects.count() > 50, "the shipped days were kept"
    assert "社区停电日" in admin.get("/desk/setup/days/").content.decode()
    assert admin.post(f"/desk/setup/days/{day}/remove/").status_code == 302
    assert not Holiday.objects.filter(date=day).exists()
    assert admin.post("/desk/setup/days/yesterday/remove/").status_code == 404
    assert sign_in("worker").post("/desk/setup/days/", typed).status_code == 403


def test_a_tree_of_classes_is_brought_in(town: Neighbourhood, sign_in: SignIn) -> None:
    rows = "code,parent,name\n90,,试用类\n9001,90,试用小类\n"
    admin = sign_in("administrator")
    file = SimpleUploadedFile("tree.csv", rows.encode())
    assert admin.post("/desk/setup/classes/", {"file": file, "tree": "trial"}).status_code == 302
    assert Category.objects.filter(tree="trial").count() == 2
    bad = SimpleUploadedFile("tree.csv", b"x,y\n1,2\n")
    page = admin.post("/desk/setup/classes/", {"file": bad, "tree": "trial"}, follow=True)
    assert "notice-error" in page.content.decode()
    assert admin.get("/desk/setup/parties/").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rail_shows_each_only_their_own_pages(
    language: str, town: Neighbourhood, sign_in: SignIn
) -> None:
    def rail(name: str) -> set[str]:
        client = sign_in(name)
        client.cookies["django_language"] = language
        page = client.get("/desk/", follow=True).content.decode()
        nav = page.split('class="desk-nav"')[1].split("</nav>")[0]
        return {part.split('"')[0] for part in nav.split('href="')[1:]}

    assert rail("property_manager") == {"/desk/", "/desk/alerts/", "/desk/whistles/", "/field/"}
    assert "/desk/instructions/" in rail("officer")
    assert "/desk/overview/" in rail("secretary")
    assert "/desk/overview/" not in rail("worker")
    assert "/desk/setup/" in rail("administrator")
