"""Readings by month: made ahead, moved from the rest, and dropped whole when they are old."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from liren.sensing.domain import months
from liren.sensing.models import Reading
from liren.sensing.services import months as service
from liren.sensing.services.ingest import storing
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device

on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one table of readings"
)


def test_months_follow_each_other_over_the_year() -> None:
    assert months.following(date(2026, 12, 1)) == date(2027, 1, 1)
    assert months.following(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert months.to_have(date(2026, 11, 27)) == [
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1),
    ]  # fmt: skip
    assert months.first_kept(date(2026, 11, 27), 13) == date(2025, 10, 1)


def stored(town: Neighbourhood, *moments: datetime) -> None:
    """A reading of each moment, come at once."""
    row = device(town)
    for at in moments:
        storing.store(
            [
                (
                    storing.first_id(at, 0), row.pk, str(at), f"{at:%Y-%m}-01", "battery", 1.0,
                    at, at, 0,
                )
            ]
        )  # fmt: skip


def test_what_is_old_goes_and_what_is_kept_stays(town: Neighbourhood) -> None:
    ends = datetime(2025, 9, 30, 12, tzinfo=UTC), datetime(2025, 10, 1, 12, tzinfo=UTC)
    at = datetime(2026, 11, 2, tzinfo=UTC)
    stored(town, *ends, at)
    service.make_months(now=at)
    assert service.drop_months(now=at) >= 1
    assert list(Reading.objects.order_by("at").values_list("at", flat=True)) == [ends[1], at]
    assert service.drop_months(now=at) == 0, "and again changes nothing"


def test_portions_are_small(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PORTION", 2)
    long_ago = now - timedelta(days=3000)
    stored(town, *(long_ago + timedelta(minutes=n) for n in range(5)))
    assert service.drop_months(now=now) == 3
    assert not Reading.objects.exists()


@on_postgres
def test_a_month_is_ready_before_it_begins(town: Neighbourhood) -> None:
    at = datetime(2031, 5, 20, tzinfo=UTC)
    made = service.make_months(now=at)
    assert made == [date(2031, 5, 1), date(2031, 6, 1), date(2031, 7, 1)]
    assert service.make_months(now=at) == []
    stored(town, at)
    assert rows_in("sensing_reading_2031_05") == 1
    assert rows_in("sensing_reading_rest") == 0


@on_postgres
def test_what_came_before_its_month_was_ready_is_moved(town: Neighbourhood) -> None:
    at = datetime(2031, 5, 20, tzinfo=UTC)
    stored(town, at, at + timedelta(days=400))
    assert rows_in("sensing_reading_rest") == 2
    service.make_months(now=at)
    assert (rows_in("sensing_reading_2031_05"), rows_in("sensing_reading_rest")) == (1, 1)
    assert Reading.objects.count() == 2


@on_postgres
def test_a_repeat_changes_nothing_in_any_part(town: Neighbourhood) -> None:
    at = datetime(2031, 5, 20, tzinfo=UTC)
    service.make_months(now=at)
    row = device(town)
    reading = (row.pk, "1", "2031-05-01", "battery", 1.0, at, at, 0)
    assert storing.store([(storing.first_id(at, 0), *reading)]) is None
    assert storing.store([(storing.first_id(at, 0), *reading)]) == set()


@on_postgres
def test_an_old_month_is_dropped_whole(town: Neighbourhood) -> None:
    at = datetime(2031, 5, 20, tzinfo=UTC)
    service.make_months(now=at)
    stored(town, at)
    connection.check_constraints()  # as a commit does, which comes before any sweep
    later = at + timedelta(days=31 * 15)
    service.make_months(now=later)
    assert service.drop_months(now=later) >= 1
    assert "sensing_reading_2031_05" not in service._parts()
    assert not Reading.objects.exists()


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
