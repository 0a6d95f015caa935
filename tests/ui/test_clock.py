"""Times as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from liren.ui import clock
from liren.ui.clock import Urgency

NOW = datetime(2026, 11, 22, 6, 8, tzinfo=UTC)  # 14:08 in Shanghai, a Sunday
YEAR = 365 * 24 * 60  # minutes


def said(at: datetime) -> str:
    with translation.override("en"):
        return f"{clock.left(at, NOW)} · {clock.by(at, NOW)}"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "1 minute"),
        (timedelta(minutes=22), "22 minutes"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_a_span_speaks_in_its_most_telling_unit(length: timedelta, words: str) -> None:
    with translation.override("en"):
        assert clock.span(length) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (22, "22 minutes left · by 14:30"),
        (-45, "45 minutes late · due 13:23"),
        (18 * 60, "18 hours left · by tomorrow 08:08"),
        (3 * 1440, "3 days left · by Wed 14:08"),
        (20 * 1440, "20 days left · by 12 Dec"),
    ],
)
def test_a_deadline_tells_what_is_left_and_until_when(minutes: int, words: str) -> None:
    assert said(NOW + timedelta(minutes=minutes)) == words


def test_chinese_says_it_in_chinese() -> None:
    with translation.override("zh-hans"):
        due = NOW + timedelta(minutes=22)
        assert clock.left(due, NOW) == "还剩 22 分钟"
        assert clock.by(due, NOW) == "14:30 前"
        assert clock.exact(NOW) == "2026年11月22日 14:08"
        assert clock.ago(NOW - timedelta(days=1), NOW) == "昨天 14:08"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (12, "12 minutes ago"),
        (15 * 60, "yesterday 23:08"),
        (9000, "16 Nov"),
        (YEAR, "22 Nov 2025"),
    ],
)
def test_the_past_is_told_by_distance_then_by_date(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert clock.ago(NOW - timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(
    ("gone", "given", "state"),
    [
        (0, 5000, Urgency.OPEN),
        (3740, 5000, Urgency.OPEN),
        (3760, 5000, Urgency.SOON),
        (5000, 5000, Urgency.SOON),
        (5001, 5000, Urgency.LATE),
        (10, 60, Urgency.SOON),
    ],
)
def test_soon_is_the_last_hour_or_the_last_quarter(gone: int, given: int, state: Urgency) -> None:
    begun = NOW - timedelta(minutes=gone)
    assert clock.urgency(begun + timedelta(minutes=given), NOW, begun) is state


def test_the_share_stays_between_nothing_and_all() -> None:
    hour = timedelta(hours=1)
    assert clock.share_gone(NOW, NOW, NOW) == 1.0
    assert clock.share_gone(NOW + hour, NOW + 2 * hour, NOW) == 0.0
    assert clock.share_gone(NOW - hour, NOW + hour, NOW) == 0.5
    assert clock.share_gone(NOW - 3 * hour, NOW - hour, NOW) == 1.0
