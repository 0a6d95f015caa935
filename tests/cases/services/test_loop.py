"""The loop from words to verdict, through the services alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from liren.cases.domain.workflow import Stage, StepNotOpen
from liren.cases.models import Case, Channel
from liren.cases.services import dispatch, handle, merge, register, suspend, verdict, verify
from liren.cases.services.access import CodesLocked, ReportUnknown, report_by_code, report_by_link
from liren.cases.services.orders import OrderNotYours, current
from liren.cases.services.report import NewReport, NothingSaid, Receipt, report_case
from liren.core import audit
from liren.core.models import AuditEvent
from liren.core.permissions import VISITOR, PermissionMissing
from liren.workorders import selectors as inboxes
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

HOUR = timedelta(hours=1)


@pytest.fixture
def receipt(town: Neighbourhood, now: datetime) -> Receipt:
    new = NewReport(text="楼道灯不亮了，老人上下楼害怕", place=town.home)
    return report_case(new, by=VISITOR, now=now)


def order_of(case: Case) -> WorkOrder:
    order = current(case)
    assert order is not None
    return order


def given_to(town: Neighbourhood, case: Case, party: str, now: datetime) -> WorkOrder:
    to = town.parties[party]
    return dispatch.dispatch_case(case=case, to=to, by=town.users["worker"], now=now)


def done(town: Neighbourhood, case: Case, now: datetime) -> WorkOrder:
    order = given_to(town, case, "property_firm", now)
    manager = town.users["property_manager"]
    handle.accept_case(order=order, by=manager, now=now + HOUR)
    return handle.finish_case(order=order, result="换了灯泡", by=manager, now=now + 2 * HOUR)


def closed(town: Neighbourhood, case: Case, now: datetime) -> Case:
    check = done(town, case, now)
    return verify.approve_result(order=check, by=town.users["grid_worker"], now=now + 3 * HOUR)


def test_a_report_stands_in_the_workers_inbox_with_a_clock(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    (order,) = inboxes.inbox(town.users["worker"])
    assert (order.kind, order.subject_id) == (WorkOrder.Kind.REGISTER, receipt.case.pk)
    assert now < order.due_at <= now + timedelta(days=1)
    assert receipt.case.address.endswith("502室")


def test_a_clerk_whose_moment_lies_before_a_colleagues_is_told_that_it_moved_on(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    given_to(town, receipt.case, "property_firm", now + HOUR)
    with pytest.raises(StepNotOpen):
        given_to(town, receipt.case, "city_management", now)


def test_neighbouring_communities_see_nothing_of_it(town: Neighbourhood, receipt: Receipt) -> None:
    for stranger in ("next_worker", "officer", "administrator", "next_grid_worker"):
        assert not inboxes.inbox(town.users[stranger]).exists()


def test_whoever_did_not_say_anything_is_told_so(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(NothingSaid):
        report_case(NewReport(text=" \u200b\n", place=town.home), by=VISITOR, now=now)


def test_a_double_submit_is_one_report_with_the_same_code(
    town: Neighbourhood, now: datetime
) -> None:
    new = NewReport(text="电梯有异响", place=town.home, client_key="web:1")
    first = report_case(new, by=VISITOR, now=now)
    second = report_case(new, by=VISITOR, now=now)
    assert (second.report.pk, second.code) == (first.report.pk, first.code)
    assert not second.is_new
    assert Case.objects.count() == 1


def test_a_visitor_cannot_speak_for_somebody(town: Neighbourhood, now: datetime) -> None:
    new = NewReport(text="漏水", place=town.home, channel=Channel.TELEPHONE)
    with pytest.raises(PermissionMissing):
        report_case(new, by=VISITOR, now=now)
    assert report_case(new, by=town.users["worker"], now=now).report.entered_by.startswith("worker")


def test_the_loop_closes_and_the_resident_is_satisfied(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    case = closed(town, receipt.case, now)
    assert (case.stage, case.closed_at) == (Stage.CLOSED, now + 3 * HOUR)
    yes = verdict.Verdict(solved=True, satisfied=True)
    case = verdict.judge_case(report=receipt.report, verdict=yes, by=VISITOR, now=now + 4 * HOUR)
    assert (case.solved, case.satisfied) == (True, True)
    assert [step.step for step in merge.history_of(case)] == [
        "reported",
        "file",
        "dispatch",
        "accepted",
        "finish",
        "approve",
        "judged",
    ]
    assert not WorkOrder.objects.open().exists()
    assert audit.verify() == []


def test_a_no_reopens_once_and_for_another_officer(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    closed(town, receipt.case, now)
    no = verdict.Verdict(solved=False, satisfied=False, comment="还是不亮")
    case = verdict.judge_case(report=receipt.report, verdict=no, by=VISITOR, now=now + 4 * HOUR)
    assert (case.stage, case.reopened) == (Stage.FILED, 1)
    order = given_to(town, case, "property_firm", now + 5 * HOUR)
    with pytest.raises(handle.SameOfficer):
        handle.accept_case(order=order, by=town.users["property_manager"], now=now + 6 * HOUR)


def test_a_second_no_is_kept_but_does_not_reopen(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    closed(town, receipt.case, now)
    no = verdict.Verdict(solved=False)
    verdict.judge_case(report=receipt.report, verdict=no, by=VISITOR, now=now + 4 * HOUR)
    order = given_to(town, receipt.case, "city_management", now + 5 * HOUR)
    later = now + 6 * HOUR
    check = handle.finish_case(order=order, result="接了新线", by=town.users["officer"], now=later)
    verify.approve_result(order=check, by=town.users["grid_worker"], now=later + HOUR)
    case = verdict.judge_case(report=receipt.report, verdict=no, by=VISITOR, now=later + 2 * HOUR)
    assert (case.stage, case.solved, case.reopened) == (Stage.CLOSED, False, 1)


def test_nothing_is_judged_before_it_is_done(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    with pytest.raises(verdict.NotClosedYet):
        verdict.judge_case(
            report=receipt.report, verdict=verdict.Verdict(solved=True), by=VISITOR, now=now
        )


def test_a_verdict_after_the_window_is_refused(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    closed(town, receipt.case, now)
    late = now + 3 * HOUR + verdict.WINDOW + timedelta(seconds=1)
    no = verdict.Verdict(solved=False)
    with pytest.raises(verdict.WindowOver):
        verdict.judge_case(report=receipt.report, verdict=no, by=VISITOR, now=late)


def test_a_department_returns_twice_and_no_more(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    officer = town.users["officer"]
    for _ in range(dispatch.RETURNS_ALLOWED):
        order = given_to(town, receipt.case, "city_management", now)
        case = dispatch.return_case(order=order, reason="不属于我们", by=officer, now=now + HOUR)
        assert (case.stage, case.party) == (Stage.FILED, None)
        now += 2 * HOUR
    order = given_to(town, receipt.case, "city_management", now)
    with pytest.raises(dispatch.ReturnedTooOften):
        dispatch.return_case(order=order, reason="还是不属于", by=officer, now=now + HOUR)


def test_an_order_is_done_by_its_party_only(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    order = given_to(town, receipt.case, "property_firm", now)
    with pytest.raises(OrderNotYours):
        handle.accept_case(order=order, by=town.users["officer"], now=now)


def test_two_clerks_press_at_once_and_the_second_is_told(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    given_to(town, receipt.case, "property_firm", now)
    with pytest.raises(StepNotOpen):
        given_to(town, receipt.case, "city_management", now)


def test_a_failed_check_is_rework_for_the_same_party(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    check = done(town, receipt.case, now)
    assert check.assignee == town.users["grid_worker"]
    again = verify.send_back(
        order=check, reason="灯还是闪", by=town.users["grid_worker"], now=now + 3 * HOUR
    )
    receipt.case.refresh_from_db()
    assert (receipt.case.stage, receipt.case.reworks) == (Stage.HANDLING, 1)
    assert (again.party, again.kind) == (town.parties["property_firm"], WorkOrder.Kind.HANDLE)


def test_nobody_checks_their_own_work(town: Neighbourhood, receipt: Receipt, now: datetime) -> None:
    order = given_to(town, receipt.case, "committee", now)
    me = town.users["grid_worker"]
    check = handle.finish_case(order=order, result="拧紧了", by=me, now=now + HOUR)
    assert check.assignee != me
    with pytest.raises(verify.OwnWork):
        verify.approve_result(order=check, by=me, now=now + 2 * HOUR)


def test_existence_is_seen_before_filing(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    worker, grid_worker = town.users["worker"], town.users["grid_worker"]
    order = register.ask_existence(case=receipt.case, instruction="看一下", by=worker, now=now)
    assert order.assignee == grid_worker
    case = register.answer_existence(
        order=order,
        seen=register.Seen(is_so=True, words="属实"),
        by=grid_worker,
        now=now + HOUR,
    )
    assert (case.stage, case.filed_at) == (Stage.FILED, now + HOUR)
    assert order_of(case).kind == WorkOrder.Kind.DISPATCH


def test_what_is_not_so_goes_back_to_the_office(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    order = register.ask_existence(
        case=receipt.case, instruction="", by=town.users["worker"], now=now
    )
    case = register.answer_existence(
        order=order,
        seen=register.Seen(is_so=False, words="没有发现"),
        by=town.users["grid_worker"],
        now=now + HOUR,
    )
    assert case.stage == Stage.REPORTED
    assert order_of(case).kind == WorkOrder.Kind.REGISTER


def test_nobody_is_turned_away_without_a_reason(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    with pytest.raises(register.AnswerMissing):
        register.refuse_case(case=receipt.case, answer="  ", by=town.users["worker"], now=now)
    case = register.refuse_case(
        case=receipt.case, answer="这属于邻市管辖，请拨打当地热线", by=town.users["worker"], now=now
    )
    assert (case.stage, case.answered_at) == (Stage.REFUSED, now)


def test_what_cannot_be_solved_now_is_kept_and_taken_up_again(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    given_to(town, receipt.case, "property_firm", now)
    until = (now + timedelta(days=30)).date()
    case = suspend.suspend_case(
        case=receipt.case, reason="要等旧改", review_date=until, by=town.users["worker"], now=now
    )
    assert case.stage == Stage.SUSPENDED
    assert not WorkOrder.objects.open().exists()
    assert suspend.resume_due(now=now + timedelta(days=29)) == 0
    assert suspend.resume_due(now=now + timedelta(days=30)) == 1
    case.refresh_from_db()
    assert (case.stage, order_of(case).kind) == (Stage.FILED, WorkOrder.Kind.REVIEW)


def test_many_people_are_one_matter_and_it_can_be_undone(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    other = report_case(NewReport(text="灯又不亮", place=town.home), by=VISITOR, now=now)
    worker = town.users["worker"]
    into = merge.merge_case(case=other.case, into=receipt.case, by=worker, now=now)
    assert into.voices == 2
    assert report_by_link(other.report.link).case == into
    case = merge.unmerge_case(case=other.case, by=worker, now=now + HOUR)
    assert (case.stage, report_by_link(other.report.link).case) == (Stage.REPORTED, case)
    into.refresh_from_db()
    assert into.voices == 1


def test_a_neighbour_joins_an_open_case(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    joined = report_case(
        NewReport(text="我家这边也是", place=town.home, joins=receipt.case), by=VISITOR, now=now
    )
    assert joined.case == receipt.case
    assert Case.objects.get().voices == 2


def test_number_and_code_lead_to_the_report(receipt: Receipt, now: datetime) -> None:
    found = report_by_code(number=receipt.case.number, code=receipt.code, now=now)
    assert found == receipt.report


def test_twenty_wrong_codes_find_a_locked_door(receipt: Receipt, now: datetime) -> None:
    wrong = "000000" if receipt.code != "000000" else "000001"
    refusals = []
    for second in range(20):
        with pytest.raises((ReportUnknown, CodesLocked)) as refused:
            report_by_code(
                number=receipt.case.number, code=wrong, now=now + timedelta(seconds=second)
            )
        refusals.append(type(refused.value))
    assert refusals == [ReportUnknown] * 5 + [CodesLocked] * 15
    later = now + timedelta(minutes=16)
    assert report_by_code(number=receipt.case.number, code=receipt.code, now=later)


def test_the_reporter_hears_at_each_step_and_no_number_is_in_the_log(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    phone = "13900001234"
    new = NewReport(text="路灯坏了", place=town.home, phone=phone, reporter_name="李阿姨")
    case = closed(town, report_case(new, by=VISITOR, now=now).case, now)
    from liren.notices.models import Delivery

    said = list(Delivery.objects.filter(subject_id=case.pk).values_list("text", flat=True))
    assert len(said) == 5
    assert not any(phone in str(event.data) for event in AuditEvent.objects.all())


def test_a_correction_reaches_the_order_and_the_worker_who_is_near(
    town: Neighbourhood, receipt: Receipt, now: datetime
) -> None:
    worker = town.users["worker"]
    order = register.ask_existence(case=receipt.case, instruction="", by=worker, now=now)
    assert order.assignee == town.users["grid_worker"]
    details = register.Details(place=town.places["next_building"], title="楼道灯", urgent=True)
    register.correct_case(case=receipt.case, details=details, by=worker, now=now + HOUR)
    order.refresh_from_db()
    assert (order.title, order.urgent) == ("楼道灯", True)
    assert order.place == town.places["next_building"]
    assert order.assignee == town.users["next_grid_worker"]
    assert order in inboxes.inbox(town.users["next_grid_worker"])
