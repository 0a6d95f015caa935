"""A recorded table is played again through ingest."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from liren.sensing.domain.arrivals import Arrived
from liren.sensing.models import Alert, Reading, Waiting
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.replaying import BadLine, UnknownNumbers, lines_of, play
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, switched_on

HEAD = "number,time,what,value"


def table(now: datetime, count: int = 100) -> list[str]:
    begin = now - timedelta(days=2)
    rows = [f"SM-1,{(begin + timedelta(minutes=n)).isoformat()},battery,{n}" for n in range(count)]
    return [HEAD, *rows, f"SM-1,{(begin + timedelta(minutes=1)).isoformat()},smoke,1"]


def taken(ingest: Ingest, now: datetime) -> None:
    rows = Waiting.objects.order_by("id")
    ingest.take(
        [
            Arrived(w.adapter, bytes(w.body), "", w.sender, w.received_at, w.is_alarm, w.pk)
            for w in rows
        ],
        now,
    )


def test_what_was_recorded_is_stored_and_judged(town: Neighbourhood, now: datetime) -> None:
    switched_on(town, "smoke")
    device(town)
    ingest = Ingest()
    ingest.begin(now)
    lines = lines_of(table(now), now=now)
    assert play(lines) == 101
    taken(ingest, now)
    assert Reading.objects.count() == 101, "two things at one moment, and a hundred are no storm"
    assert Alert.objects.get().rule == "smoke-here"
    assert not Waiting.objects.exists()
    play(lines)
    taken(ingest, now)
    assert Reading.objects.count() == 101


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SM-1,yesterday,battery,1", "bad_time"),
        ("SM-1,2026-01-01T00:00:00,battery,much", "not_a_number"),
        ("SM-1,2026-01-01T00:00:00,battery", "not_a_table"),
        ("SM-1,2096-01-01T00:00:00,battery,1", "future"),
    ],
)
def test_a_wrong_line_is_named(now: datetime, line: str, reason: str) -> None:
    with pytest.raises(BadLine) as told:
        lines_of([HEAD, *table(now, 3)[1:], line], now=now)
    assert "6" in str(told.value) and reason in str(told.value)


def test_nothing_is_played_of_devices_we_do_not_know(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(UnknownNumbers, match="SM-1"):
        play(lines_of(table(now), now=now))
    assert not Waiting.objects.exists()


def test_the_command_says_how_many_wait(
    town: Neighbourhood, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device(town)
    file = tmp_path / "recorded.csv"
    file.write_text("\n".join([HEAD, "SM-1,2026-01-01T08:00:00,battery,87", ""]))
    call_command("replay_readings", str(file))
    assert "1 lines wait" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such file"):
        call_command("replay_readings", str(tmp_path / "nothing.csv"))
