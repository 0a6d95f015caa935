"""Somebody is erased, or takes a yes back: closed alerts tell nothing of them any longer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from liren.core.permissions import SYSTEM
from liren.people.services import erase_person
from liren.people.services.rights import withdraw_consent
from liren.sensing.models import Alert
from liren.sensing.services import alerts
from liren.sensing.services.ingest.batch import Ingest
from liren.workorders.models import WorkOrder
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, meter, switched_on

Jobs = Callable[[], object]
WORDS = "王桂英锅烧干了"


def closed(alert: Alert, town: Neighbourhood, now: datetime) -> None:
    by = town.users["worker"]
    alerts.acknowledge(alert=alert, by=by, now=now)
    alerts.close(alert=alert, result="false:cooking", note=WORDS, by=by, now=now)


def test_remarks_of_closed_alerts_go_with_who_was_erased(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    gone = scenes.elder(town, now)
    switched_on(town, "smoke")
    device(town)
    device(town, "SM-2")
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    closed(Alert.objects.get(), town, now)
    later = now + timedelta(minutes=1)
    ingest.take([message("SM-2", "1", later, smoke=1)], later)
    erase_person(gone, by=SYSTEM, now=now)
    run_jobs()
    before, open_one = Alert.objects.order_by("pk")
    assert (before.note, before.reason) == ("", {"found": "smoke"})
    assert before.result == "false:cooking", "what it was is still counted"
    assert open_one.reason["sentence"], "to this one somebody still has to go"
    for order in WorkOrder.objects.values():
        assert "王桂英" not in str(order)
    assert before.order is not None and before.order.result == ""
    closed(open_one, town, later)
    open_one.refresh_from_db()
    assert (open_one.note, open_one.reason) == ("", {"found": "smoke"}), "now nobody has to go"
    assert open_one.order is not None and open_one.order.result == ""
    assert open_one.order.place == town.places["community"]


def test_a_yes_taken_back_takes_what_alerts_told_of_the_home(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    row, person = meter(town)
    switched_on(town, "offline")
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message(row.number, "1", now, water_total=5)], now)
    late = now + timedelta(hours=4)
    for second in range(130):
        ingest.take([], late + timedelta(seconds=second))
    alert = Alert.objects.get()
    closed(alert, town, late)
    withdraw_consent(person=person, purpose="devices", by=SYSTEM, now=late)
    run_jobs()
    alert.refresh_from_db()
    assert (alert.note, alert.reason) == ("", {"found": "offline"})
