"""The inbox: whose it is, in which order, with which one action."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.models import Case
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.whistles import NewWhistle, blow_whistle
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return as_


def reported(town: Neighbourhood, text: str, category: str | None = "lamp") -> Case:
    chosen = town.categories[category] if category else None
    new = NewReport(text=text, place=town.home, category=chosen)
    return report_case(new, by=VISITOR, now=timezone.now()).case


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_says_so_kindly(town: Neighbourhood, sign_in: SignIn) -> None:
    assert "data-rows" not in page_of(sign_in("worker"))


def test_a_resident_has_no_desk(town: Neighbourhood, sign_in: SignIn) -> None:
    assert sign_in("resident").get("/desk/").status_code == 403
    assert Client().get("/desk/").status_code == 302


def test_the_soonest_comes_first_and_each_row_has_one_action(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    later, sooner = reported(town, "路灯坏了"), reported(town, "车堵了通道", "fire_lane")
    WorkOrder.objects.filter(subject_id=sooner.pk).update(
        due_at=timezone.now() + timedelta(minutes=22), original_due_at=timezone.now()
    )
    page = page_of(sign_in("worker"))
    assert page.index("车堵了通道") < page.index("路灯坏了")
    assert "data-whole" not in page, "cases are shown beside the list"
    assert page.count("inbox-row") == 2
    assert f"/desk/cases/{later.pk}/dispatch/" in page
    assert "安居物业" in page
    assert "城市管理局" in page


def test_a_running_half_hour_stands_above_what_is_late_for_days(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    worker, now = town.users["worker"], timezone.now()
    late, urgent, kept = (reported(town, words) for words in ("路灯坏了", "水管爆了", "等开春"))
    WorkOrder.objects.update(issued_at=now - timedelta(days=9), original_due_at=now, due_at=now)
    WorkOrder.objects.filter(subject_id__in=[urgent.pk, kept.pk]).update(
        urgent=True, due_at=now + timedelta(days=1)
    )
    WorkOrder.objects.filter(subject_id=kept.pk).update(kind="review")
    called = NewWhistle(words="车棚冒烟", parties=[town.parties["committee"]])
    blow_whistle(case=late, whistle=called, by=worker, now=now)
    page = page_of(sign_in("worker"))
    rows = ("车棚冒烟", "水管爆了", "路灯坏了", "等开春")
    assert sorted(rows, key=page.index) == list(rows)


def test_the_pages_go_on_over_the_urgent_and_the_rest(town: Neighbourhood, sign_in: SignIn) -> None:
    for number in range(60):
        reported(town, f"第{number}件事")
    some = WorkOrder.objects.values_list("pk", flat=True)[::3]
    WorkOrder.objects.filter(pk__in=list(some)).update(urgent=True)
    worker = sign_in("worker")
    first = worker.get("/desk/")
    second = worker.get(f"/desk/{first.context['older']}")
    shown = [row.order for page in (first, second) for row in page.context["inbox"].rows]
    assert len({order.pk for order in shown}) == 60
    assert [order.urgent for order in shown] == [True] * 20 + [False] * 40
    assert worker.get("/desk/?after=999999999999_2026-01-01T00:00:00Z_1").status_code == 200


def test_dispatched_from_the_row_it_is_gone_and_with_the_party(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    case = reported(town, "路灯坏了")
    order = WorkOrder.objects.get(subject_id=case.pk)
    typed = {"party": town.parties["property_firm"].pk, "order": order.pk, "next": "/desk/?tab=all"}
    answer = sign_in("worker").post(f"/desk/cases/{case.pk}/dispatch/", typed)
    assert answer.headers["Location"] == "/desk/?tab=all"
    assert "路灯坏了" not in page_of(sign_in("worker"))
    assert f"/desk/cases/{case.pk}/accept/" in page_of(sign_in("property_manager"))


def test_pressed_twice_the_list_says_why_it_did_not_work(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    case = reported(town, "路灯坏了")
    order = WorkOrder.objects.get(subject_id=case.pk)
    typed = {"party": town.parties["property_firm"].pk, "order": order.pk, "next": "/desk/"}
    worker = sign_in("worker")
    worker.post(f"/desk/cases/{case.pk}/dispatch/", typed)
    answer = worker.post(f"/desk/cases/{case.pk}/dispatch/", typed, follow=True)
    assert "notice-error" in answer.content.decode()
    assert WorkOrder.objects.filter(subject_id=case.pk, kind="handle").count() == 1


def test_tabs_narrow_and_count(town: Neighbourhood, sign_in: SignIn) -> None:
    case = reported(town, "路灯坏了")
    worker = sign_in("worker")
    assert "路灯坏了" in page_of(worker, "?tab=register")
    assert "路灯坏了" not in page_of(worker, "?tab=handle")
    assert "路灯坏了" not in page_of(worker, "?tab=late")
    early = timezone.now() - timedelta(hours=3)
    WorkOrder.objects.filter(subject_id=case.pk).update(
        issued_at=early, original_due_at=early, due_at=timezone.now() - timedelta(hours=1)
    )
    page = page_of(worker, "?tab=late")
    assert "路灯坏了" in page
    assert 'data-state="late"' in page


def test_htmx_gets_the_list_alone_with_what_is_new_marked(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    known = reported(town, "路灯坏了")
    seen = WorkOrder.objects.get(subject_id=known.pk).pk
    reported(town, "车堵了通道")
    answer = sign_in("worker").get(f"/desk/?seen={seen}&last={seen}", HTTP_HX_REQUEST="true")
    page = answer.content.decode()
    assert "<html" not in page
    assert page.count("is-new") == 1
    assert page.index("is-new") < page.index("车堵了通道")


@pytest.mark.parametrize("query", ["?tab=x&seen=-1&last=a", "?after=x_1", "?after=_", "?seen=²"])
def test_a_mangled_address_is_the_plain_inbox(
    query: str, town: Neighbourhood, sign_in: SignIn
) -> None:
    reported(town, "路灯坏了")
    assert "路灯坏了" in page_of(sign_in("worker"), query)


def test_it_takes_as_many_statements_for_two_as_for_sixty(
    town: Neighbourhood, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    worker = sign_in("worker")
    for number in range(60):
        reported(town, f"第{number}件事")
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]  # a context
        first = page_of(worker)
    assert first.count("inbox-row") == 50


def test_the_second_page_goes_on_where_the_first_ended(
    town: Neighbourhood, sign_in: SignIn
) -> None:
    for number in range(60):
        reported(town, f"第{number}件事")
    worker = sign_in("worker")
    first = worker.get("/desk/")
    second = worker.get(f"/desk/{first.context['older']}")
    ids = [row.order.pk for page in (first, second) for row in page.context["inbox"].rows]
    assert len(ids) == len(set(ids)) == 60


def test_colleagues_of_another_community_see_nothing(town: Neighbourhood, sign_in: SignIn) -> None:
    reported(town, "路灯坏了")
    for stranger in ("next_worker", "officer", "next_grid_worker"):
        assert "路灯坏了" not in page_of(sign_in(stranger))
