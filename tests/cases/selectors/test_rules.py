"""Who is suggested, and why."""

from datetime import date, datetime, timedelta

import pytest

from liren.cases.models import Case, Category, Duty
from liren.cases.selectors.rules import suggested_parties, suggested_party
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def case(town: Neighbourhood, now: datetime) -> Case:
    new = NewReport(text="路灯不亮", place=town.home, category=town.categories["lamp"])
    return report_case(new, by=VISITOR, now=now).case


def rule(town: Neighbourhood, place: str, party: str, category: Category | None) -> None:
    row = Duty(category=category, party=town.parties[party])
    row.put_at(town.places[place])
    row.save()


def suggested(case: Case) -> tuple[str, str]:
    found = suggested_party(case)
    assert found is not None
    return found.party.key, found.why.format_map(found.data)


def test_without_a_rule_the_duty_of_the_class_decides(town: Neighbourhood, case: Case) -> None:
    assert suggested(case) == ("property_firm", "路灯照明 is the duty of 安居物业")


def test_the_nearest_place_wins_then_the_finest_class(town: Neighbourhood, case: Case) -> None:
    lamp = town.categories["lamp"]
    rule(town, "street", "street_office", lamp)
    assert suggested(case) == ("street_office", "Duty list: 路灯照明 in 清溪街道")
    rule(town, "community", "city_management", None)
    assert suggested(case) == ("city_management", "Duty list: everything in 桐花社区")
    rule(town, "community", "committee", lamp)
    assert suggested(case)[0] == "committee"
    rule(town, "next_grid", "property_firm", lamp)
    assert suggested(case)[0] == "committee", "a rule of another grid is none of ours"


def test_a_rule_for_a_coarser_class_counts_too(town: Neighbourhood, case: Case) -> None:
    above = Category.objects.create(code="01", name="公共设施")
    Category.objects.filter(pk=town.categories["lamp"].pk).update(parent=above)
    rule(town, "grid", "committee", above)
    assert suggested(case)[0] == "committee"


def test_small_matters_stay_in_the_community(town: Neighbourhood, case: Case) -> None:
    lamp = town.categories["lamp"]
    Category.objects.filter(pk=lamp.pk).update(fast_lane=True, party_kind="")
    assert suggested(case) == ("committee", "Small matters stay in the community")


def test_nobody_is_guessed_for_a_case_without_class(town: Neighbourhood, now: datetime) -> None:
    found = report_case(NewReport(text="嗯", place=town.home), by=VISITOR, now=now).case
    assert suggested_parties([found]) == {}
    assert suggested_parties([]) == {}


def test_where_the_list_names_two_nobody_goes_by_itself(town: Neighbourhood, case: Case) -> None:
    lamp = town.categories["lamp"]
    rule(town, "grid", "committee", lamp)
    rule(town, "grid", "property_firm", lamp)
    Duty.objects.update(automatic=True)
    found = suggested_party(case)
    assert found is not None
    assert not found.is_automatic
    assert found.why.format_map(found.data) == "The duty list names 2 parties; please choose"


def test_what_has_ended_or_not_begun_names_nobody(town: Neighbourhood, case: Case) -> None:
    lamp, day = town.categories["lamp"], date(2026, 11, 16)
    rule(town, "grid", "committee", lamp)
    Duty.objects.update(until_date=day)
    assert suggested_parties([case], day)[case.pk].party == town.parties["committee"]
    after = suggested_parties([case], day + timedelta(days=1))
    assert after[case.pk].party == town.parties["property_firm"], "by the duty of the class"
    Duty.objects.update(until_date=None, from_date=day + timedelta(days=1))
    assert suggested_parties([case], day)[case.pk].party == town.parties["property_firm"]
