"""Cases joined and taken apart, answered by strangers, moved away, judged again and again."""

from datetime import datetime, timedelta

import pytest

from liren.cases.models import Case, CaseStep, Category, Report
from liren.cases.services import answers, dispatch, handle, merge, register, verdict, verify
from liren.cases.services.orders import OrderNotYours
from liren.cases.services.register import CategoryElsewhere, Details
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.cases.services.report_more import say_kind
from liren.core import audit
from liren.core.errors import Conflict
from liren.core.permissions import VISITOR, PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

HOUR = timedelta(hours=1)


def said(town: Neighbourhood, text: str, now: datetime, joins: Case | None = None) -> Receipt:
    return report_case(NewReport(text=text, place=town.home, joins=joins), by=VISITOR, now=now)


@pytest.fixture
def case(town: Neighbourhood, now: datetime) -> Case:
    return said(town, "楼道灯不亮了", now).case


def closed(town: Neighbourhood, case: Case, now: datetime) -> Case:
    users = town.users
    order = dispatch.dispatch_case(
        case=case, to=town.parties["property_firm"], by=users["worker"], now=now
    )
    check = handle.finish_case(
        order=order, result="换了灯泡", by=users["property_manager"], now=now + HOUR
    )
    return verify.approve_result(order=check, by=users["grid_worker"], now=now + 2 * HOUR)


def test_what_was_joined_twice_is_taken_apart_with_its_own_voices(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    first, second = said(town, "灯又不亮", now), said(town, "还是那盏灯", now)
    worker = town.users["worker"]
    merge.merge_case(case=first.case, into=second.case, by=worker, now=now)
    merge.merge_case(case=second.case, into=case, by=worker, now=now)
    later = said(town, "我也看到了", now, joins=case)
    apart = merge.unmerge_case(case=first.case, by=worker, now=now)
    assert list(apart.reports.all()) == [first.report]
    voices = {row.pk: row.voices for row in Case.objects.all()}
    counted = {row.pk: row.reports.count() for row in Case.objects.all()}
    assert voices[case.pk] == counted[case.pk] == 3
    assert voices[apart.pk] == counted[apart.pk] == 1
    assert Report.objects.get(pk=later.report.pk).case_id == case.pk
    assert audit.verify() == []


def test_taking_apart_after_the_other_was_closed_leaves_it_closed(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    other = said(town, "灯又不亮", now).case
    merge.merge_case(case=other, into=case, by=town.users["worker"], now=now)
    closed(town, case, now)
    apart = merge.unmerge_case(case=other, by=town.users["worker"], now=now + 3 * HOUR)
    case.refresh_from_db()
    assert (case.stage, case.voices, apart.stage, apart.voices) == ("closed", 1, "reported", 1)
    with pytest.raises(merge.NotMerged):
        merge.unmerge_case(case=other, by=town.users["worker"], now=now + 3 * HOUR)


def test_cases_of_two_communities_are_joined_by_nobody_of_one(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    there = NewReport(text="路灯不亮", place=town.places["next_community"])
    other = report_case(there, by=VISITOR, now=now).case
    with pytest.raises(PermissionMissing):
        merge.merge_case(case=case, into=other, by=town.users["worker"], now=now)


def test_a_department_speaks_only_of_what_it_has_in_hand(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    officer, worker = town.users["officer"], town.users["worker"]
    with pytest.raises(OrderNotYours):
        answers.answer_case(case=case, answer="不归我们", by=officer, now=now)
    to = town.parties["city_management"]
    order = dispatch.dispatch_case(case=case, to=to, by=worker, now=now)
    answers.answer_case(case=case, answer="明天来修", by=officer, now=now)
    dispatch.return_case(order=order, reason="归物业", by=officer, now=now)
    with pytest.raises(OrderNotYours):
        answers.answer_case(case=case, answer="已经好了", by=officer, now=now)


def test_what_has_ended_is_neither_answered_nor_corrected_anew(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    secretary = town.users["secretary"]
    closed(town, case, now)
    with pytest.raises(Conflict):
        answers.answer_case(case=case, answer="改个说法", by=secretary, now=now + 3 * HOUR)
    with pytest.raises(Conflict):
        register.correct_case(
            case=case, details=Details(title="别的事"), by=secretary, now=now + 3 * HOUR
        )


def test_who_excluded_a_case_is_not_written_over(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    answers.exclude_case(case=case, reason="测试件", by=town.users["secretary"], now=now)
    with pytest.raises(Conflict):
        answers.exclude_case(case=case, reason="别的", by=town.users["duty_officer"], now=now)
    case.refresh_from_db()
    assert case.excluded_by.startswith("secretary")


def test_a_case_is_not_moved_out_of_ones_own_places(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    away = Details(place=town.places["next_community"])
    with pytest.raises(PermissionMissing):
        register.correct_case(case=case, details=away, by=town.users["worker"], now=now)


def test_a_class_comes_from_the_tree_in_use(town: Neighbourhood, case: Case, now: datetime) -> None:
    other = Category.objects.create(tree="old", code="9", name="旧类", name_en="Old")
    worker, report = town.users["worker"], case.reports.get()
    with pytest.raises(CategoryElsewhere):
        register.correct_case(case=case, details=Details(category=other), by=worker, now=now)
    with pytest.raises(CategoryElsewhere):
        say_kind(report=report, category=other, by=VISITOR, now=now)


def test_each_voice_judges_a_result_once(town: Neighbourhood, case: Case, now: datetime) -> None:
    neighbour = said(town, "我家也是", now, joins=case).report
    own = case.reports.exclude(pk=neighbour.pk).get()
    closed(town, case, now)
    yes, later = verdict.Verdict(solved=True), now + 3 * HOUR
    verdict.judge_case(report=own, verdict=yes, by=VISITOR, now=later)
    for _ in range(2):
        with pytest.raises(verdict.JudgedAlready):
            verdict.judge_case(report=own, verdict=yes, by=VISITOR, now=later)
    judged = verdict.judge_case(
        report=neighbour, verdict=verdict.Verdict(solved=False), by=VISITOR, now=later
    )
    assert (judged.stage, judged.reopened) == ("filed", 1)
    assert CaseStep.objects.filter(step="judged").count() == 2


def test_a_link_of_a_joined_case_judges_the_one_it_lies_in(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    other = said(town, "灯又不亮", now)
    merge.merge_case(case=other.case, into=case, by=town.users["worker"], now=now)
    closed(town, case, now)
    fresh = Report.objects.get(pk=other.report.pk)
    judged = verdict.judge_case(
        report=fresh, verdict=verdict.Verdict(solved=True), by=VISITOR, now=now + 3 * HOUR
    )
    assert judged.pk == case.pk
