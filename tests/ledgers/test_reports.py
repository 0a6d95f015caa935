"""Reports made by the office's clock, sent as snapshots, corrected in the open; and the burden."""

import json
import subprocess
from dataclasses import fields
from datetime import datetime, timedelta

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liren.cases.models import Case
from liren.core.permissions import SYSTEM
from liren.exchange.selectors.facts import offered, where_of
from liren.ledgers.domain.burden import SECONDS_PER_CELL, Burden, Round, burden
from liren.ledgers.domain.declared import Undeclared
from liren.ledgers.domain.hashes import hashes_of
from liren.ledgers.domain.periods import month
from liren.ledgers.domain.reports_figures import Fact, differences, figures, parse_report
from liren.ledgers.events import ReportSent
from liren.ledgers.models import Report
from liren.ledgers.selectors import burden as meter
from liren.ledgers.selectors import reports as reads
from liren.ledgers.services import reports
from liren.ledgers.services.reports_workbook import shown
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.forms_scene import ELDERS, ask, elders
from tests.ledgers.test_forms import AGAIN

DECEMBER = datetime.fromisoformat("2026-12-01T09:30:00+08:00")


def sent(town: Neighbourhood) -> Report:
    """The report of November, with one case in it."""
    rows.case(town)
    reports.send_due(DECEMBER)
    return Report.objects.get(place=town.places["community"])


@pytest.mark.parametrize(
    ("at", "count"),
    [
        ("2026-12-01T07:00:00+08:00", 0),  # before the office opens
        ("2026-12-01T09:30:00+08:00", 2),
        ("2026-12-01T23:00:00+08:00", 0),
        ("2027-01-01T10:00:00+08:00", 0),  # a holiday
        ("2027-01-04T10:00:00+08:00", 2),
        ("2026-12-09T10:00:00+08:00", 2),  # the machine stood still for a week
    ],
)
def test_on_the_first_working_day_in_working_hours(
    town: Neighbourhood, at: str, count: int
) -> None:
    now = datetime.fromisoformat(at)
    assert reports.send_due(now) == count
    assert reports.send_due(now + timedelta(minutes=5)) == 0


def test_nobody_typed_it_and_its_hash_can_be_made_again(town: Neighbourhood) -> None:
    row = sent(town)
    assert (row.period, row.number, row.sent_by) == ("2026-11", 1, SYSTEM.audit_name)
    known = reads.checked(row)
    assert known.is_whole
    assert known.content["measures"]["received"] == 1
    assert known.content["tables"]["by-grid"][0][:2] == ["第一网格", 1]
    assert hashes_of(row.content).sha256 == row.sha256
    done = subprocess.run(
        ["sha256sum"], input=row.content.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode().split()[0] == row.sha256
    assert json.loads(row.content)["place"] == "990105003007"


def test_sm3_is_that_of_the_standard() -> None:
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashes_of("abc").sm3 == known  # GB/T 32905, example 1


def test_the_database_refuses_to_change_it(town: Neighbourhood) -> None:
    row = sent(town)
    with pytest.raises(Error), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(content="{}")


def test_a_later_correction_is_a_difference(town: Neighbourhood) -> None:
    row, secretary = sent(town), town.users["secretary"]
    known = reads.checked(row)
    assert reads.changed_since(row, known, month(row.period)) == []
    with pytest.raises(reports.NothingDiffers):
        reports.send_again(report=row, reason="核对", by=secretary, now=DECEMBER)
    Case.objects.update(received_at="2026-10-31T09:00:00+08:00")
    changed = reads.changed_since(row, known, month(row.period))
    first = next(one for one in changed if not one.table)
    assert (first.measure, first.sent, first.now) == ("received", 1, 0)
    with pytest.raises(reports.WhySentAgain):
        reports.send_again(report=row, reason=" ", by=secretary, now=DECEMBER)
    again = reports.send_again(report=row, reason="登记日期有误", by=secretary, now=DECEMBER)
    assert (again.number, again.reason) == (2, "登记日期有误")
    row.refresh_from_db()
    assert reads.checked(row).content["measures"]["received"] == 1


def test_a_month_that_is_not_over_is_not_reported(town: Neighbourhood) -> None:
    with pytest.raises(reports.PeriodNotOver):
        reports.send_report(
            key=reads.MONTHLY,
            place=town.places["community"],
            period="2026-12",
            by=town.users["secretary"],
            now=DECEMBER,
        )


def test_figures_of_measures_and_tables() -> None:
    declared, _ = reads.shipped()[reads.MONTHLY]
    facts = [
        Fact({"category": "路灯", "grid": "一", "channel": "扫码"}, {"received": 1, "voices": 3}),
        Fact({"category": "路灯", "grid": "二", "channel": "扫码"}, {"received": 1, "due": 1}),
    ]
    found = figures(declared, facts)
    assert found["measures"]["voices"] == 3
    assert found["measures"]["on_time"] == [0, 1]
    assert found["tables"]["by-grid"] == [["一", 1, 0, 0, [0, 0]], ["二", 1, 1, 0, [0, 1]]]
    now = figures(declared, facts[:1])
    assert {one.line for one in differences(declared, found, now)} == {"", "路灯", "二", "扫码"}


def test_shares_keep_their_counts() -> None:
    assert shown([2, 3]) == "66.67%（2/3）"
    assert shown([0, 0]) == shown(None) == "—"


def test_a_report_that_measures_nothing_known_is_refused() -> None:
    _, text = reads.shipped()[reads.MONTHLY]
    with pytest.raises(Undeclared) as refused:
        parse_report(text.replace('count = "received"', 'count = "songs"'), reads.DATASETS)
    assert [fault.key for fault in refused.value.faults] == ["measure[1].count"]


def test_the_meter_adds_up() -> None:
    one = Round(
        form=1, columns=12, columns_new=3, rows=10, cells_known=90, cells_written=25,
        is_submitted=True,
    )  # fmt: skip
    found = burden([one, one], reports=[30], refused=[12])
    assert (found.forms, found.columns, found.rounds, found.submitted) == (1, 12, 2, 2)
    assert (found.without_a_person, found.cells_written) == (210, 50)
    assert found.minutes_saved == 210 * SECONDS_PER_CELL // 60
    assert found.share == 80
    assert burden([]).share is None


def test_it_measures_the_system_and_never_a_worker(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    elders(town, now)
    ask(town, now)
    ask(town, now, AGAIN.replace("elder-care", "again"))
    people = {"user", "worker", "clerk", "person", "by", "name"}
    assert not people & {word for one in fields(Burden) for word in one.name.split("_")} - {
        "person"
    }
    place = town.places["community"]
    page = client.get(f"/burden/{place.pk}/?month=2026-11").content.decode()
    assert page.count("27") >= 1
    for user in town.users.values():
        assert f">{user.name}<" not in page
        assert user.audit_name not in page
    found = meter.burden_of([place], month("2026-11"))[place.pk]
    assert (found.forms, found.columns_new, found.cells_known, found.refused) == (1, 3, 27, 1)
    client.force_login(town.users["duty_officer"])
    desk = client.get("/desk/burden/?month=2026-11").content.decode()
    assert "5" in desk
    assert all(user.audit_name not in desk for user in town.users.values())


def test_the_meter_takes_as_many_statements_for_many_communities(
    town: Neighbourhood, now: datetime
) -> None:
    ask(town, now, ELDERS, place=town.places["street"])
    places = [town.places["community"], town.places["next_community"]]
    counts = []
    for some in (places[:1], places):
        with CaptureQueriesContext(connection) as asked:
            meter.burden_of(some, month("2026-11"))
        counts.append(len(asked))
    assert counts == [3, 3]


def test_pages_of_reports(town: Neighbourhood, client: Client) -> None:
    row = sent(town)
    client.force_login(town.users["secretary"])
    here = f"/desk/reports/{row.pk}/"
    for page in ("/desk/reports/", here, f"{here}paper/", f"{here}workbook/"):
        assert client.get(page).status_code == 200
    assert row.sm3 in client.get(here).content.decode()
    assert client.get(f"{here}content/").content.decode() == row.content
    Case.objects.update(received_at="2026-10-31T09:00:00+08:00")
    assert client.post(f"{here}again/", {"reason": ""}).status_code == 422
    done = client.post(f"{here}again/", {"reason": "登记日期有误"})
    assert done.status_code == 302
    client.force_login(town.users["next_worker"])
    assert client.get(here).status_code == 404


def test_a_webhook_may_hear_of_it_at_its_place(town: Neighbourhood) -> None:
    row = sent(town)
    where = where_of(ReportSent(sent_id=row.pk))
    assert "ledgers.report_sent" in offered()
    assert where is not None
    assert where.path == town.places["community"].path
