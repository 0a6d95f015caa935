"""Rights that have ended or never were, and what leaves the house."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from liren.accounts.models import Grant
from liren.accounts.services import end_grant
from liren.cases.models import Report
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.handle import accept_case
from liren.cases.services.orders import current
from liren.core.calendar import DayKind
from liren.core.permissions import SYSTEM
from liren.workorders.models import WorkOrder
from liren.workorders.services import Day, set_day
from tests.cases.hostile.typed import LAMP, SignIn, body, reported, send
from tests.factories.neighbourhood import Neighbourhood


class TestRights:
    """Somebody else's cases, and rights that have ended."""

    def test_an_order_of_another_community(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case = reported(town, now).case
        order = current(case)
        assert order
        stranger = sign_in("next_worker")
        assert stranger.get(f"/desk/cases/{case.pk}/").status_code == 404
        for act in ("dispatch", "file", "refuse", "note", "finish"):
            answer = stranger.post(f"/desk/cases/{case.pk}/{act}/", {"order": order.pk})
            assert answer.status_code in (403, 404), act
        order.refresh_from_db()
        assert order.status == "issued"

    def test_another_cases_order_is_no_key(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        mine, other = reported(town, now).case, reported(town, now, "另一件事").case
        typed = {"order": current(other).pk, "party": town.parties["property_firm"].pk}  # type: ignore[union-attr]  # a new case waits
        sign_in("worker").post(f"/desk/cases/{mine.pk}/dispatch/", typed)
        other.refresh_from_db()
        assert (other.stage, other.party) == ("reported", None)
        assert WorkOrder.objects.get(pk=typed["order"]).status == "issued"

    def test_a_session_of_an_ended_grant(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case, worker = reported(town, now).case, sign_in("worker")
        assert worker.get(f"/desk/cases/{case.pk}/").status_code == 200
        grant = Grant.objects.get(user=town.users["worker"])
        end_grant(grant=grant, by=SYSTEM, now=timezone.now())
        assert worker.get("/desk/").status_code == 403
        assert worker.get(f"/desk/cases/{case.pk}/").status_code == 403

    def test_a_form_of_another_site(self, town: Neighbourhood) -> None:
        strict = Client(enforce_csrf_checks=True)
        page = send(strict, text=LAMP, place=town.home.pk)
        assert page.status_code == 403
        assert "<h1" in body(page)
        assert not Report.objects.exists()


def test_a_list_for_spreadsheets_holds_no_formulas(
    town: Neighbourhood, sign_in: SignIn, now: datetime
) -> None:
    for text in (
        '=HYPERLINK("http://evil","点我")',
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        '正常,"引号"\n=2',
    ):
        reported(town, now, text, reporter_name="=cmd|' /C calc'!A0", place_note="=1+1")
    answer = sign_in("worker").get("/desk/cases/export.csv")
    import csv
    from io import StringIO

    rows = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 7
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_headers_are_not_for_writing(phone: Client, town: Neighbourhood) -> None:
    page = phone.get("/report/%0d%0aSet-Cookie:%20a=b/")
    assert "a" not in page.cookies
    page = phone.post("/ui/mode/", {"mode": "elder\r\nX-Evil: 1", "next": "/\r\nX-Evil: 1"})
    assert "X-Evil" not in page.headers


def test_the_holiday_table_changes_while_orders_run(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    case = reported(town, now).case
    dispatch_case(case=case, to=town.parties["property_firm"], by=town.users["secretary"], now=now)
    order = WorkOrder.objects.get(subject_id=case.pk, kind="handle")
    accept_case(order=order, by=town.users["property_manager"], now=now)
    first = order.due_at
    for offset in range(1, 4):
        day = Day(date=date(2026, 11, 16) + timedelta(offset), kind=DayKind.HOLIDAY, name="台风")
        set_day(day=day, by=SYSTEM, now=now)
    run_jobs()
    order.refresh_from_db()
    assert order.due_at > first
    assert order.original_due_at == first
    case.refresh_from_db()
    assert case.due_at == order.due_at
