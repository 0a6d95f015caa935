"""The doctor names what is wrong, and how to mend it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.translation import override
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from liren.config import doctor
from liren.config.doctor import Finding
from liren.core import audit
from liren.core.permissions import SYSTEM
from liren.notices.channels.sms_gateway import SmsSettings
from liren.notices.services.setups import set_up_channel
from liren.ui.paper import typesetting
from tests.factories.neighbourhood import Neighbourhood

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in doctor.examine(NOW)}


@pytest.mark.django_db
def test_every_red_line_says_how_to_mend_it() -> None:
    assert all(finding.cure for finding in findings().values() if not finding.is_well)


@pytest.mark.django_db
def test_the_report_is_in_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LIREN_CONSOLE", False)
    with override("zh-hans"):
        told = findings()["messages to telephones"]
    assert not told.is_well
    assert told.says.isascii(), told.says


@pytest.mark.django_db
def test_a_key_that_others_can_read_is_red(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "keys").mkdir()
    for name, mode in (("secret", 0o400), ("master", 0o644)):
        path = tmp_path / "keys" / f"{name}.key"
        path.write_text("x")
        path.chmod(mode)
    found = findings()
    assert found["secret key"].is_well
    assert not found["master key"].is_well
    assert found["master key"].cure.startswith("chmod 400")


def test_keys_of_another_database_are_told(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        audit.record("tests.noted", town.home, by=SYSTEM, at=NOW)
    assert findings()["master key fits"].is_well and findings()["index key fits"].is_well
    monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", ["11" * 32])
    monkeypatch.setattr(settings, "LIREN_INDEX_KEY", "22" * 32)
    found = findings()
    assert "do not open" in found["master key fits"].says
    assert not found["index key fits"].is_well


@pytest.mark.django_db
def test_a_job_that_waits_long_means_that_no_worker_runs() -> None:
    assert findings()["job worker"].is_well
    job = DBTaskResult.objects.create(
        status=TaskResultStatus.READY,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="liren.core.events.tell",
        backend_name="default",
        run_after=NOW,
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=NOW - timedelta(minutes=3))
    assert not findings()["job worker"].is_well


@pytest.mark.django_db
def test_holidays_are_known_for_this_year_and_missing_far_ahead() -> None:
    assert findings()["holidays 2026"].is_well
    later = {f.name: f for f in doctor.examine(NOW.replace(year=2040))}
    assert not later["holidays 2040"].is_well


def test_a_check_that_fails_is_a_red_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def _broken(now: datetime) -> list[Finding]:
        raise OSError("no such disk")

    monkeypatch.setattr(doctor, "CHECKS", (_broken,))
    (found,) = doctor.examine(NOW)
    assert (found.is_well, found.says) == (False, "OSError: no such disk")


@pytest.mark.parametrize(("is_well", "optional"), [(True, False), (False, True), (False, False)])
def test_only_what_must_be_mended_fails(
    monkeypatch: pytest.MonkeyPatch, is_well: bool, optional: bool
) -> None:
    line = Finding("disk", is_well, "full", "make room", optional)
    monkeypatch.setattr(doctor, "CHECKS", (lambda now: [line],))
    said = StringIO()
    if is_well or optional:
        call_command("doctor", "--json", stdout=said)
    else:
        with pytest.raises(CommandError, match="disk"):
            call_command("doctor", "--json", stdout=said)
    assert json.loads(said.getvalue())[0]["name"] == "disk"


@pytest.mark.django_db
def test_a_channel_with_a_wrong_key_is_red_and_named(town: Neighbourhood) -> None:
    assert findings()["paper"].is_well
    place = town.places["street"]
    set_up_channel(channel="sms_gateway", place=place, values=SmsSettings(), by=SYSTEM, now=NOW)
    line = findings()["channel sms_gateway at 清溪街道"]
    assert not line.is_well and line.cure
    assert not findings()["messages to telephones"].is_well


@pytest.mark.django_db
def test_a_channel_of_the_settings_that_is_not_there_is_red(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "LIREN_PHONE_CHANNEL", "owl")
    line = findings()["messages to telephones"]
    assert not line.is_well and "LIREN_PHONE_CHANNEL" in line.says


@pytest.mark.django_db
def test_paper_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONT_PACKAGE", "no_such_package")
    monkeypatch.setattr(typesetting, "SYSTEM_FONTS", ())
    line = findings()["paper"]
    assert not line.is_well and "no_such_package" in line.says and line.optional
