"""Every line of a history held against the log."""

from datetime import datetime

import pytest
from django.test import Client

from liren.cases.models import CaseStep
from liren.cases.selectors.history import Proof, history_of_case, history_of_order
from liren.cases.services import handle
from liren.core.models import AuditEvent
from liren.workorders.models import WorkOrder
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


def proofs(town: Neighbourhood) -> list[tuple[str, Proof]]:
    entries = history_of_case(rows.case(town)).entries
    return [(entry.step.step, entry.proof) for entry in entries if entry.step]


def worked_on(town: Neighbourhood, now: datetime) -> None:
    manager = town.users["property_manager"]
    order = handle.accept_case(order=rows.order(town), by=manager, now=now)
    handle.finish_case(order=order, result="换了灯", by=manager, now=now)


def test_what_nobody_touched_is_verified_line_by_line(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    assert proofs(town) == [
        ("reported", Proof.HOLDS),
        ("file", Proof.HOLDS),
        ("dispatch", Proof.HOLDS),
        ("accepted", Proof.HOLDS),
        ("finish", Proof.HOLDS),
    ]


def test_a_reason_that_was_changed_later_is_seen(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    CaseStep.objects.filter(step="finish").update(public_text="换了两次灯")
    assert ("finish", Proof.BROKEN) in proofs(town)
    assert len(history_of_case(rows.case(town)).broken) == 1


def test_a_line_of_the_log_that_was_changed_is_seen(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    AuditEvent.objects.filter(action="cases.dispatched").update(data={"to": "somebody"})
    assert ("dispatch", Proof.BROKEN) in proofs(town)


def test_a_line_that_the_log_does_not_know_is_seen(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    AuditEvent.objects.filter(action="workorders.accepted").delete()
    found = dict(proofs(town))
    assert found["accepted"] is not Proof.HOLDS


def test_a_line_from_before_the_seals_says_so(town: Neighbourhood, now: datetime) -> None:
    rows.case(town)
    CaseStep.objects.filter(step="reported").update(mac=b"")
    assert ("reported", Proof.OLDER) in proofs(town)


def test_a_line_that_was_robbed_of_its_hash_is_seen(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    CaseStep.objects.filter(step="finish").update(public_text="换了两次灯", mac=b"")
    assert ("finish", Proof.BROKEN) in proofs(town)


@pytest.mark.parametrize("step", ["dispatch", "finish"])
def test_a_line_that_was_taken_out_of_the_log_too_is_seen(
    town: Neighbourhood, now: datetime, step: str
) -> None:
    worked_on(town, now)
    case = rows.case(town)
    assert history_of_case(case).is_log_whole
    gone = CaseStep.objects.filter(case=case, step=step).get()
    AuditEvent.objects.filter(at=gone.at, actor=gone.by).delete()
    gone.delete()
    assert not history_of_case(case).is_log_whole
    client = Client()
    client.force_login(town.users["worker"])
    page = client.get(f"/desk/cases/{case.pk}/history/").content.decode()
    assert "日志里有记录被删掉" in page


def test_an_order_prints_its_own_lines(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    order = WorkOrder.objects.get(kind=WorkOrder.Kind.HANDLE)
    history = history_of_order(order)
    assert [row.pk for row in history.orders] == [order.pk]
    assert {entry.proof for entry in history.entries} == {Proof.HOLDS}


def test_the_page_prints_times_deciders_reasons_and_both_due_times(
    town: Neighbourhood, now: datetime
) -> None:
    worked_on(town, now)
    client = Client()
    client.force_login(town.users["worker"])
    page = client.get(f"/desk/cases/{rows.case(town).pk}/history/").content.decode()
    for words in ("换了灯", "property_manager", "11-23", "核对无误"):
        assert words in page
    client.force_login(town.users["next_worker"])
    assert client.get(f"/desk/cases/{rows.case(town).pk}/history/").status_code == 404
