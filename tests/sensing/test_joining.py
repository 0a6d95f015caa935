"""Several alerts in one case."""

from datetime import datetime

import pytest

from liren.cases.models import Case
from liren.cases.services.report import CaseEnded
from liren.sensing.models import Alert
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.joining import (
    InAnotherCase,
    NoSuchCase,
    NothingChosen,
    join_alerts,
    take_out,
)
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, switched_on


@pytest.fixture
def three(town: Neighbourhood, now: datetime) -> list[int]:
    """Two smoke alarms of a home, and one of its building."""
    switched_on(town, "smoke")
    for number, place in (("SM-1", "home"), ("SM-2", "home"), ("SM-3", "building")):
        device(town, number, place=town.places[place])
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message(f"SM-{n}", "1", now, smoke=1) for n in (1, 2, 3)], now)
    return list(Alert.objects.order_by("pk").values_list("pk", flat=True))


def test_alerts_become_one_case_of_the_place_around_them(
    three: list[int], town: Neighbourhood, now: datetime
) -> None:
    by = town.users["grid_worker"]
    case = join_alerts(alerts=three, case=None, words="整栋楼停电后误报", by=by, now=now)
    assert case.place == town.places["building"] and case.alerts.count() == 3
    with pytest.raises(InAnotherCase):
        join_alerts(alerts=three[:1], case=None, words="x", by=by, now=now)
    take_out(alert=Alert.objects.get(pk=three[0]), by=by, now=now)
    joined = join_alerts(alerts=three[:1], case=case.pk, words="", by=by, now=now)
    assert joined == case and case.alerts.count() == 3


def test_nothing_is_joined_over_the_fence(
    three: list[int], town: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(NothingChosen):
        join_alerts(alerts=three, case=None, words="x", by=town.users["next_worker"], now=now)
    with pytest.raises(NothingChosen):
        join_alerts(alerts=[], case=None, words="x", by=town.users["worker"], now=now)
    with pytest.raises(NoSuchCase):
        join_alerts(alerts=three, case=999_999, words="", by=town.users["worker"], now=now)
    with pytest.raises(NothingChosen):  # a firm joins none, also of its own
        join_alerts(alerts=three, case=None, words="x", by=town.users["property_manager"], now=now)
    assert not Case.objects.exists()
    assert not Alert.objects.filter(case__isnull=False).exists()


def test_an_ended_case_takes_no_more(three: list[int], town: Neighbourhood, now: datetime) -> None:
    case = rows.case(town)
    Case.objects.filter(pk=case.pk).update(stage="refused")
    with pytest.raises(CaseEnded):
        join_alerts(alerts=three, case=case.pk, words="", by=town.users["worker"], now=now)
