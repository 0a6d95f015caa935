"""Automatic rules hand on what is settled, and nothing else."""

from datetime import datetime

import pytest

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Category
from liren.cases.services.duties import NewDuty, add_duties
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import SYSTEM, VISITOR
from tests.factories.neighbourhood import Neighbourhood


def reported(town: Neighbourhood, category: Category | None, now: datetime) -> Case:
    new = NewReport(text="楼道灯不亮", place=town.home, category=category)
    case = report_case(new, by=VISITOR, now=now).case
    case.refresh_from_db()
    return case


@pytest.fixture
def rule(town: Neighbourhood, now: datetime) -> None:
    firm, place = town.parties["property_firm"], town.places["community"]
    new = NewDuty(category=town.categories["lamp"], place=place, party=firm, automatic=True)
    add_duties([new], by=SYSTEM, now=now)


@pytest.mark.usefixtures("rule")
def test_a_settled_class_goes_to_its_party_at_once(town: Neighbourhood, now: datetime) -> None:
    case = reported(town, town.categories["lamp"], now)
    assert (case.stage, case.party) == (Stage.HANDLING, town.parties["property_firm"])
    step = case.steps.get(step="dispatch")
    assert (step.by, step.data["place"]) == ("system", "桐花社区")


@pytest.mark.usefixtures("rule")
def test_another_class_waits_for_a_person(town: Neighbourhood, now: datetime) -> None:
    assert reported(town, town.categories["leak"], now).stage == Stage.REPORTED


@pytest.mark.usefixtures("rule")
def test_an_unknown_class_waits_for_a_person(town: Neighbourhood, now: datetime) -> None:
    assert reported(town, None, now).stage == Stage.REPORTED


@pytest.mark.usefixtures("rule")
def test_what_has_to_be_seen_first_waits_for_a_person(town: Neighbourhood, now: datetime) -> None:
    lamp = town.categories["lamp"]
    lamp.needs_existence_check = True
    lamp.save()
    assert reported(town, lamp, now).stage == Stage.REPORTED


def test_a_rule_that_is_not_automatic_only_suggests(town: Neighbourhood, now: datetime) -> None:
    firm, place = town.parties["property_firm"], town.places["community"]
    add_duties(
        [NewDuty(category=town.categories["lamp"], place=place, party=firm)], by=SYSTEM, now=now
    )
    assert reported(town, town.categories["lamp"], now).stage == Stage.REPORTED
