"""The case at the desk: seen by whom, moved by whom, and what happens when two press at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.domain.workflow import Stage
from liren.cases.models import Case
from liren.cases.services import dispatch
from liren.cases.services.orders import current
from liren.cases.services.report import NewReport, report_case
from liren.core.models import AuditEvent
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def case(town: Neighbourhood) -> Case:
    """A dark staircase, reported with a telephone number an hour ago."""
    new = NewReport(
        text="楼道灯不亮了，老人上下楼害怕",
        place=town.home,
        reporter_name="张女士",
        phone="13812348383",
    )
    return report_case(new, by=VISITOR, now=timezone.now() - timedelta(hours=1)).case


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return as_


def order_of(case: Case) -> WorkOrder:
    order = current(case)
    assert order is not None
    return order


def at_stage(case: Case) -> str:
    return Case.objects.values_list("stage", flat=True).get(pk=case.pk)


def press(client: Client, case: Case, act: str, **typed: object) -> int:
    """Press a button with the order that is on the page now."""
    waiting = current(case)
    data = {"order": waiting.pk if waiting else "", **typed}
    return client.post(f"/desk/cases/{case.pk}/{act}/", data).status_code


def test_the_neighbour_of_the_next_grid_sees_not_found(case: Case, sign_in: SignIn) -> None:
    for stranger in ("next_worker", "next_grid_worker", "officer"):
        assert sign_in(stranger).get(f"/desk/cases/{case.pk}/").status_code == 404
        assert press(sign_in(stranger), case, "note", note="x") in (403, 404)
    assert sign_in("grid_worker").get(f"/desk/cases/{case.pk}/").status_code == 200


def test_a_stranger_is_asked_to_sign_in(case: Case, client: Client) -> None:
    answer = client.get(f"/desk/cases/{case.pk}/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


def test_the_whole_way_from_desk_to_desk(town: Neighbourhood, case: Case, sign_in: SignIn) -> None:
    firm = town.parties["property_firm"].pk
    assert press(sign_in("worker"), case, "dispatch", party=firm, instruction="") == 302
    manager = sign_in("property_manager")
    assert press(manager, case, "accept") == 302
    assert press(manager, case, "ask_time", amount=2, reason="等配件") == 302
    assert press(sign_in("secretary"), case, "answer_time", grant="yes") == 302
    assert press(manager, case, "finish", result="换了灯泡") == 302
    assert at_stage(case) == Stage.CHECKING
    assert press(sign_in("grid_worker"), case, "send_back", reason="还有一盏不亮") == 302
    assert press(manager, case, "finish", result="都亮了") == 302
    assert press(sign_in("grid_worker"), case, "approve", words="") == 302
    assert at_stage(case) == Stage.CLOSED


def test_looked_at_first_then_filed(case: Case, sign_in: SignIn) -> None:
    assert press(sign_in("worker"), case, "ask_existence", instruction="看看几楼") == 302
    assert press(sign_in("grid_worker"), case, "confirm", words="三楼") == 302
    assert at_stage(case) == Stage.FILED


def test_looked_at_and_not_so(case: Case, sign_in: SignIn) -> None:
    press(sign_in("worker"), case, "ask_existence", instruction="")
    assert press(sign_in("grid_worker"), case, "deny", words="灯是亮的") == 302
    assert press(sign_in("worker"), case, "refuse", answer="看过了，灯是亮的") == 302
    assert at_stage(case) == Stage.REFUSED


def test_put_off_and_taken_up_again(case: Case, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    assert press(worker, case, "file") == 302
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert press(worker, case, "suspend", reason="等维修资金", review_date=day) == 302
    assert at_stage(case) == Stage.SUSPENDED
    assert press(worker, case, "resume") == 302
    assert at_stage(case) == Stage.FILED


def test_given_back_and_handed_on(town: Neighbourhood, case: Case, sign_in: SignIn) -> None:
    worker, manager = sign_in("worker"), sign_in("property_manager")
    press(worker, case, "dispatch", party=town.parties["property_firm"].pk)
    assert press(manager, case, "return", reason="是路灯，归城管") == 302
    press(worker, case, "dispatch", party=town.parties["property_firm"].pk)
    city = town.parties["city_management"].pk
    assert press(worker, case, "hand_over", party=city, reason="归城管") == 302
    assert order_of(case).party_id == city
    assert sign_in("officer").get(f"/desk/cases/{case.pk}/").status_code == 200


def test_corrected_answered_noted_and_excluded(
    town: Neighbourhood, case: Case, sign_in: SignIn
) -> None:
    worker = sign_in("worker")
    lamp = town.categories["lamp"].pk
    assert press(worker, case, "correct", category=lamp, title="楼道灯不亮", urgent="on") == 302
    assert press(worker, case, "answer", answer="今天就来看") == 302
    assert press(worker, case, "note", note="住户白天不在") == 302
    assert press(worker, case, "exclude", reason="不合理") == 403
    assert press(sign_in("secretary"), case, "exclude", reason="重复投诉") == 302
    case.refresh_from_db()
    assert (case.category_id, case.urgent, case.public_answer) == (lamp, True, "今天就来看")
    assert case.excluded_by.startswith("secretary")
    page = worker.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "住户白天不在" in page


def test_joined_and_taken_apart(town: Neighbourhood, case: Case, sign_in: SignIn) -> None:
    new = NewReport(text="楼道灯又不亮了，老人上下楼害怕", place=town.home)
    other = report_case(new, by=VISITOR, now=timezone.now()).case
    worker = sign_in("worker")
    assert other.number in worker.get(f"/desk/cases/{case.pk}/").content.decode()
    assert press(worker, other, "merge", into=case.number) == 302
    assert at_stage(other) == Stage.MERGED
    assert press(worker, other, "unmerge") == 302
    assert at_stage(other) == Stage.REPORTED


def test_nobody_joins_to_what_they_cannot_see(
    town: Neighbourhood, case: Case, sign_in: SignIn
) -> None:
    new = NewReport(text="楼道灯又不亮了", place=town.places["next_community"])
    hidden = report_case(new, by=VISITOR, now=timezone.now()).case
    answer = sign_in("worker").post(f"/desk/cases/{case.pk}/merge/", {"into": hidden.number})
    assert answer.status_code == 404
    assert at_stage(case) == Stage.REPORTED


def test_the_second_of_two_clerks_is_told_and_keeps_the_words(
    town: Neighbourhood, case: Case, sign_in: SignIn
) -> None:
    firm = town.parties["property_firm"]
    looked_at = order_of(case).pk
    dispatch.dispatch_case(case=case, to=firm, by=town.users["worker"], now=timezone.now())
    typed = {"party": firm.pk, "instruction": "请带梯子", "order": looked_at}
    answer = sign_in("secretary").post(f"/desk/cases/{case.pk}/dispatch/", typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "请带梯子" in page
    assert "property_firm" in page or firm.name in page
    assert WorkOrder.objects.filter(subject_id=case.pk, kind="handle").count() == 1


def test_an_empty_answer_stays_on_the_page(case: Case, sign_in: SignIn) -> None:
    assert press(sign_in("worker"), case, "refuse", answer="") == 422
    assert at_stage(case) == Stage.REPORTED


@pytest.mark.parametrize(
    ("who", "act"),
    [("grid_worker", "dispatch"), ("grid_worker", "file"), ("building_head", "approve"),
     ("supervisor", "answer"), ("property_manager", "suspend"), ("worker", "answer_time")],
)  # fmt: skip
def test_an_act_needs_its_permission(who: str, act: str, case: Case, sign_in: SignIn) -> None:
    assert press(sign_in(who), case, act) == 403


def test_acts_are_posted(case: Case, sign_in: SignIn) -> None:
    assert sign_in("worker").get(f"/desk/cases/{case.pk}/file/").status_code == 405


def test_the_number_is_masked_and_shown_for_a_purpose(case: Case, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    page = worker.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "13812348383" not in page
    assert "8383" in page
    report = case.reports.get()
    url = f"/desk/cases/{case.pk}/reports/{report.pk}/number/"
    assert worker.post(url, {"purpose": " "}).status_code == 422
    assert "13812348383" in worker.post(url, {"purpose": "问楼层"}).content.decode().replace(
        " ", ""
    )
    line = AuditEvent.objects.filter(action="cases.contact_shown").get()
    assert line.data == {"purpose": "问楼层"}
    assert sign_in("supervisor").post(url, {"purpose": "看看"}).status_code == 403


def test_htmx_gets_the_case_alone_and_sees_errors(case: Case, sign_in: SignIn) -> None:
    worker = sign_in("worker")
    piece = worker.get(f"/desk/cases/{case.pk}/?do=refuse", HTTP_HX_REQUEST="true")
    assert b"<html" not in piece.content
    assert b'name="answer"' in piece.content
    wrong = worker.post(f"/desk/cases/{case.pk}/refuse/", {"answer": ""}, HTTP_HX_REQUEST="true")
    assert wrong.status_code == 422


def test_the_list_is_narrowed_searched_and_exported(
    town: Neighbourhood, case: Case, sign_in: SignIn
) -> None:
    new = NewReport(text="=cmd|消防通道被占", place=town.home, phone="13900001111")
    report_case(new, by=VISITOR, now=timezone.now())
    worker = sign_in("worker")
    assert "楼道灯" in worker.get("/desk/cases/?q=楼道灯").content.decode()
    assert "消防通道被占" not in worker.get("/desk/cases/?q=楼道灯").content.decode()
    assert "楼道灯" not in worker.get("/desk/cases/?group=closed").content.decode()
    assert worker.get("/desk/cases/?group=nonsense&category=abc").status_code == 200
    rows = b"".join(worker.get("/desk/cases/export.csv").streaming_content).decode()  # type: ignore[attr-defined]  # streams
    assert rows.startswith("\ufeff创建时间,工单编号")
    assert "\n=cmd" not in rows.replace(",", "\n")
    assert "'=cmd" in rows
    assert "139****1111" in rows and "13900001111" not in rows
    seen = b"".join(sign_in("supervisor").get("/desk/cases/export.csv").streaming_content)  # type: ignore[attr-defined]  # streams
    assert "13900001111" not in seen.decode()
    assert AuditEvent.objects.filter(action="cases.exported").count() == 2


def test_the_list_takes_as_many_statements_for_two_as_for_twenty(
    town: Neighbourhood,
    case: Case,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    worker, now = sign_in("worker"), timezone.now()
    for number in range(20):
        report_case(NewReport(text=f"第{number}件", place=town.home), by=VISITOR, now=now)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]  # a context
        page = worker.get("/desk/cases/").content.decode()
    assert page.count("data-row") == 21


def test_pages_follow_one_another_without_gap_or_repeat(
    town: Neighbourhood, sign_in: SignIn, now: datetime
) -> None:
    for number in range(60):
        report_case(NewReport(text=f"第{number}件事", place=town.home), by=VISITOR, now=now)
    worker = sign_in("worker")
    first = worker.get("/desk/cases/")
    older = worker.get(f"/desk/cases/{first.context['older']}")
    ids = [case.pk for page in (first, older) for case in page.context["page"].cases]
    assert len(ids) == len(set(ids)) == 60
    assert ids == sorted(ids, reverse=True)
    assert older.context["older"] == ""
