"""The log finds every tampering."""

from datetime import datetime

import pytest
from django.db import transaction

from liren.core import audit
from liren.core.models import AuditEvent, AuditHead
from liren.core.permissions import SYSTEM, VISITOR
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def lines(town: Neighbourhood, now: datetime) -> list[AuditEvent]:
    with transaction.atomic():
        for number in range(5):
            audit.record("tests.noted", town.home, by=SYSTEM, at=now, number=number)
    return list(AuditEvent.objects.order_by("sequence"))


def test_an_untouched_log_holds(lines: list[AuditEvent]) -> None:
    assert audit.verify() == []


def test_an_edit_is_found(lines: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=lines[2].pk).update(action="tests.edited")
    assert [(b.chain, b.sequence) for b in audit.verify()] == [(lines[2].chain, 3)]


def test_a_missing_line_is_found(lines: list[AuditEvent]) -> None:
    lines[1].delete()
    assert [broken.sequence for broken in audit.verify()] == [2]


def test_a_cut_tail_is_found(lines: list[AuditEvent]) -> None:
    lines[4].delete()
    assert [broken.sequence for broken in audit.verify()] == [5]


def test_two_lines_that_changed_places_are_found(lines: list[AuditEvent]) -> None:
    first, second = lines[1].data, lines[2].data
    AuditEvent.objects.filter(pk=lines[1].pk).update(data=second)
    AuditEvent.objects.filter(pk=lines[2].pk).update(data=first)
    assert audit.verify()


def test_a_forged_line_at_the_end_is_found(lines: list[AuditEvent]) -> None:
    last = lines[4]
    last.pk, last.sequence = None, last.sequence + 1
    last.save(force_insert=True)
    AuditHead.objects.filter(chain=last.chain).update(sequence=last.sequence)
    assert audit.verify()


def test_nothing_is_left_of_a_change_that_did_not_happen(
    town: Neighbourhood, now: datetime
) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("tests.noted", town.home, by=SYSTEM, at=now)
        raise RuntimeError
    assert AuditEvent.objects.count() == before


def test_a_transaction_holds_one_chain_whoever_acts(town: Neighbourhood, now: datetime) -> None:
    with transaction.atomic():
        for by in (SYSTEM, VISITOR):
            audit.record("tests.noted", town.home, by=by, at=now)
    assert AuditEvent.objects.filter(action="tests.noted").values("chain").distinct().count() == 1
    assert audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused(now: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("tests.noted", AuditHead(chain=1), by=SYSTEM, at=now)
