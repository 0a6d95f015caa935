"""What happens inside a home is not told to the neighbours."""

from datetime import datetime

import pytest

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case
from liren.cases.selectors.resident import done_lately, offers
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood


@pytest.mark.parametrize(("key", "is_told"), [("home", False), ("unit", False), ("building", True)])
def test_only_what_lies_outdoors_is_offered_and_listed(
    town: Neighbourhood, now: datetime, key: str, is_told: bool
) -> None:
    new = NewReport(text="水管漏水", place=town.places[key], category=town.categories["leak"])
    case = report_case(new, by=VISITOR, now=now).case
    assert bool(offers([case])) == is_told
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=now)
    assert bool(done_lately(town.places["community"])) == is_told
