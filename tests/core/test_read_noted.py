"""A protected value is read only after the line that says so has been stored."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from liren.cases.models import Report
from liren.cases.services import reporter
from liren.core import audit, crypto
from liren.core.models import AuditEvent, AuditHead
from liren.core.permissions import SYSTEM
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

LINE = audit.Line("tests.read", "tests:1")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened, in order."""
    unseal, purposes = crypto.unseal, list[str]()

    def spy(blob: bytes, *, purpose: str, row: str) -> str:
        purposes.append(purpose)
        return unseal(blob, purpose=purpose, row=row)

    monkeypatch.setattr(crypto, "unseal", spy)
    return purposes


@pytest.fixture
def report(town: Neighbourhood) -> Report:
    """A report with a number."""
    found = rows.report(town)
    found.contact_sealed = crypto.seal("13812348383", purpose="report.contact", row=found.salt)
    found.save()
    return found


@pytest.fixture(params=["nothing can be added", "the head cannot be moved"])
def broken_log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log takes no line."""

    def fails(*told: object) -> None:
        raise DatabaseError("disk full")

    if request.param == "nothing can be added":
        monkeypatch.setattr(audit, "insert", fails)
    else:
        monkeypatch.setattr(audit, "MOVE", "UPDATE core_nothing SET a = %s, b = %s, c = %s")


@pytest.mark.django_db
def test_the_line_stands_before_the_value_is_read(now: datetime) -> None:
    def read() -> bool:
        return AuditEvent.objects.filter(action="tests.read").exists()

    assert audit.read_noted(read, LINE, by=SYSTEM, at=now)


def test_a_number_is_not_opened_when_the_log_takes_no_line(
    town: Neighbourhood, report: Report, opened: list[str], broken_log: None, now: datetime
) -> None:
    with pytest.raises(DatabaseError):
        reporter.reveal_contact(report=report, purpose="问楼层", by=town.users["worker"], now=now)
    assert opened == []


def test_a_number_is_opened_when_it_does(
    town: Neighbourhood, report: Report, opened: list[str], now: datetime
) -> None:
    asked = {"report": report, "purpose": "问楼层", "by": town.users["worker"], "now": now}
    assert reporter.reveal_contact(**asked) == "13812348383"  # type: ignore[arg-type]
    assert opened == ["report.contact"]


@pytest.mark.django_db(transaction=True)
def test_within_another_transaction_nothing_is_read(now: datetime) -> None:
    read = list[str]()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.read_noted(lambda: read.append("x"), LINE, by=SYSTEM, at=now)
    assert not read


@pytest.mark.django_db(transaction=True)
def test_what_fails_at_the_commit_is_not_read_either(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise DatabaseError("disk full")

    read = list[str]()
    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", fails)
        with pytest.raises(DatabaseError):
            audit.read_noted(lambda: read.append("x"), LINE, by=SYSTEM, at=now)
    assert not read
    assert not AuditEvent.objects.filter(action="tests.read").exists()
    assert AuditHead.objects.count() <= 1 and audit.verify() == []
