"""What happens inside a home is not told to the neighbours."""

from datetime import datetime

import pytest

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Shown
from liren.cases.selectors.public import done_lately, offers
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import reported, taken_up


@pytest.mark.parametrize(("key", "is_told"), [("home", False), ("unit", False), ("building", True)])
def test_only_what_lies_outdoors_is_offered_and_listed(
    town: Neighbourhood, now: datetime, key: str, is_told: bool
) -> None:
    new = NewReport(text="水管漏水", place=town.places[key], category=town.categories["leak"])
    case = report_case(new, by=VISITOR, now=now).case
    assert bool(offers([case])) == is_told
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=now, public_at=now)
    assert bool(done_lately(town.places["community"])) == is_told


def test_what_is_kept_private_is_neither_offered_nor_listed(
    town: Neighbourhood, now: datetime
) -> None:
    case = taken_up(town, shown=Shown.OFFICE)
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=now)
    assert offers([case]) == []
    assert done_lately(town.places["community"]) == []


@pytest.mark.parametrize(
    ("shown", "title"), [(Shown.MATTER, "路灯照明"), (Shown.WORDS, "三号楼门口的灯不亮，请打＊＊")]
)
def test_an_offer_says_what_its_reporter_lets_be_read(
    town: Neighbourhood, shown: Shown, title: str
) -> None:
    case = reported(town, "三号楼门口的灯不亮，请打13812345678", shown=shown).case
    (offer,) = offers([case])
    assert offer.wording.title == title


def test_what_the_second_look_stops_is_not_offered_in_words(town: Neighbourhood) -> None:
    case = reported(town, "昨天郑小满的腿被路灯杆划破了", shown=Shown.WORDS).case
    (offer,) = offers([case])
    assert offer.wording.title == "路灯照明"
