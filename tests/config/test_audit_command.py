"""`liren audit …`: whether the log is whole, and a role on PostgreSQL for which it only grows."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from liren.core import audit, jobs
from liren.core.models import AuditEvent, AuditHead, AuditSeal
from liren.core.permissions import SYSTEM
from liren.exchange.models import WebhookDelivery
from liren.exchange.services import storing
from tests.exchange.telling import RunJobs, tell
from tests.factories.neighbourhood import Neighbourhood

WHEN = datetime(2026, 11, 16, 9, tzinfo=UTC)


def said(*words: str) -> str:
    out = StringIO()
    call_command("audit", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def lines(
    town: Neighbourhood, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[AuditEvent]:
    """Five lines, and a folder for what is carried outside."""
    monkeypatch.setattr(settings, "LIREN_AUDIT_FOLDER", str(tmp_path / "audit"))
    with transaction.atomic():
        for number in range(5):
            audit.record("tests.noted", town.home, by=SYSTEM, at=now, number=number)
    return list(AuditEvent.objects.filter(action="tests.noted").order_by("sequence"))


def test_it_says_that_the_log_is_whole(lines: list[AuditEvent]) -> None:
    said("seal")
    assert "and 1 seals are what was written" in said("verify")
    told = json.loads(said("verify", "--json"))
    assert (told["seals"], told["breaks"]) == (1, [])


def test_it_names_chain_and_line(lines: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=lines[2].pk).update(actor="nobody")
    out = StringIO()
    with pytest.raises(CommandError, match="not whole"):
        call_command("audit", "verify", "--json", stdout=out)
    (broken,) = json.loads(out.getvalue())["breaks"]
    assert (broken["chain"], broken["sequence"]) == (lines[2].chain, lines[2].sequence)


def test_a_cut_of_lines_and_seals_is_found_against_the_file(lines: list[AuditEvent]) -> None:
    path = said("seal").strip()
    assert Path(path).parent == Path(settings.LIREN_AUDIT_FOLDER)
    chain, keep = lines[0].chain, lines[2]
    AuditEvent.objects.filter(chain=chain, sequence__gt=keep.sequence).delete()
    AuditHead.objects.filter(chain=chain).update(sequence=keep.sequence, mac=keep.mac)
    AuditSeal.objects.all().delete()
    assert "are what was written" in said("verify")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--against", path, stdout=out)
    assert f"chain {chain}, line {keep.sequence + 1}: is gone" in out.getvalue()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"number": 1}', "\x00", '{"data": 7}'])
def test_a_file_that_is_no_seal_is_told(tmp_path: Path, text: str, db: None) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CommandError, match="no seal"):
        said("verify", "--against", str(path))


def test_hourly_and_daily(
    lines: list[AuditEvent],
    town: Neighbourhood,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The seal goes to a file and to whoever subscribed, at whatever place."""
    monkeypatch.setattr(settings, "LIREN_WEBHOOK_PRIVATE", True)
    tell(town, "http://127.0.0.1:9/hook", "core.log_sealed", place="compound")
    tell(town, "http://127.0.0.1:9/hook", "cases.reported", place="compound")
    folder = Path(settings.LIREN_AUDIT_FOLDER)
    for hour in range(3):
        with transaction.atomic():
            audit.record("tests.noted", town.home, by=SYSTEM, at=WHEN, hour=hour)
        jobs.seal_log(WHEN + timedelta(hours=hour))
    assert AuditSeal.objects.count() == 3
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(storing, "CARRY", "tests.exchange.telling.nothing")
    run_jobs()
    row = WebhookDelivery.objects.get()
    first = AuditSeal.objects.earliest("number")
    body = json.loads(row.body)
    assert body["type"] == "core.log_sealed"
    assert body["data"]["digest"] == bytes(first.mac).hex()
    told = folder / "told.json"
    told.write_text(row.body)
    assert "are what was written" in said("verify", "--against", str(told))
    with transaction.atomic():
        audit.record("tests.noted", town.home, by=SYSTEM, at=WHEN)
    jobs.seal_log(WHEN + timedelta(days=1))
    assert len(list(folder.glob("seal-*"))) == 2
    assert timezone.is_aware(first.at)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_web_server_only_adds(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute(said("roles", "--role", "liren_web"))
        cursor.execute(said("roles", "--role", "liren_web"))  # as often as you like
        cursor.execute("SET ROLE liren_web")
        try:
            with transaction.atomic():
                audit.record_all([audit.Line("tests.noted", "tests:1")], by=SYSTEM, at=now)
            jobs.seal_log(now)
            for refused in (
                "UPDATE core_auditevent SET actor = 'x'",
                "DELETE FROM core_auditevent",
                "TRUNCATE core_auditevent",
                "DELETE FROM core_auditseal",
                "UPDATE core_auditseal SET number = 9",
                "DROP TABLE core_auditevent",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
                    connection.cursor().cursor.execute(refused)
            assert audit.verify() == []
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY liren_web; DROP ROLE liren_web")


@pytest.mark.django_db
def test_a_name_that_is_no_role_is_refused() -> None:
    with pytest.raises(CommandError):
        said("roles", "--role", 'x"; DROP TABLE core_auditevent; --')
