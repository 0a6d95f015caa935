"""A carrier takes so many messages a minute, and the rest loses no try."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from liren.notices import services
from liren.notices.channels import NoSettings, Pace, channels
from liren.notices.channels.console import ConsoleChannel
from liren.notices.models import ChannelUse, Delivery
from liren.notices.services import NewNotice
from liren.notices.services.pace import forget_uses, take_turn
from tests.notices.carrying import carry_due

CALL = NewNotice(text="好", phone="+8613812348383", subject_type="t", subject_id=1)


class Slow(ConsoleChannel):
    key = "slow"
    pace = Pace(a_minute=2, an_hour=5)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Slow:
    settings.LIREN_CONSOLE = True
    channel = Slow()
    monkeypatch.setitem(channels._entries, channel.key, channel)
    return channel


def test_what_is_too_much_waits_for_the_next_minute(db: None, now: datetime, slow: Slow) -> None:
    services.send_all([replace(CALL, channel="slow")] * 3, now=now)
    assert carry_due(now) == 2
    left = Delivery.objects.get(status=Delivery.Status.WAITING)
    assert (left.tries, left.next_try_at) == (0, now + timedelta(minutes=1))
    assert carry_due(now + timedelta(minutes=1)) == 1


def test_the_hour_counts_too_and_a_full_minute_takes_nothing_of_it(
    db: None, now: datetime, slow: Slow
) -> None:
    turns = [take_turn(slow, "", now=now + timedelta(seconds=20 * n)) for n in range(12)]
    assert [turn is None for turn in turns] == [
        *(True, True, False),  # two in the first minute
        *(True, True, False),
        *(True, False, False),  # the fifth of the hour
        *(False, False, False),
    ]
    assert turns[11] == now + timedelta(hours=1)
    assert ChannelUse.objects.get(seconds=3600).count == 5


def test_two_places_have_carriers_of_their_own(db: None, now: datetime, slow: Slow) -> None:
    assert [take_turn(slow, path, now=now) for path in ("1", "1", "2", "2")] == [None] * 4
    assert take_turn(slow, "2", now=now) is not None


def test_old_counts_go(db: None, now: datetime, slow: Slow) -> None:
    take_turn(slow, "", now=now)
    forget_uses(now + timedelta(hours=23))
    assert ChannelUse.objects.exists()
    forget_uses(now + timedelta(hours=25))
    assert not ChannelUse.objects.exists()


def test_the_console_knows_no_pace(db: None, now: datetime) -> None:
    assert take_turn(ConsoleChannel(), "", now=now) is None
    assert not ChannelUse.objects.exists()
    assert ConsoleChannel().settings is NoSettings
