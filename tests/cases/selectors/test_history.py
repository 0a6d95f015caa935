"""Every line of a history held against the log."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client

from liren.cases.models import CaseStep
from liren.cases.selectors.history import Proof, history_of_case, history_of_order
from liren.cases.services import handle
from liren.core.calendar import DayKind
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM
from liren.workorders.models import WorkOrder
from liren.workorders.services import (
    Day,
    accept,
    ask_extension,
    grant_extension,
    pause,
    recompute_due,
    resume,
    set_day,
)
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
    assert history_of_case(rows.case(town)).broken == 1


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
    assert [(row.order.pk, row.proof) for row in history.orders] == [(order.pk, Proof.HOLDS)]
    assert {entry.proof for entry in history.entries} == {Proof.HOLDS}


def order_proofs(town: Neighbourhood) -> dict[str, Proof]:
    found = history_of_case(rows.case(town)).orders
    return {line.order.kind: line.proof for line in found}


def test_orders_that_nobody_touched_are_verified(town: Neighbourhood, now: datetime) -> None:
    worked_on(town, now)
    assert set(order_proofs(town).values()) == {Proof.HOLDS}


def test_a_due_time_that_was_given_anew_is_verified(town: Neighbourhood, now: datetime) -> None:
    order = accept(order=rows.order(town), by=SYSTEM, now=now)
    ask_extension(order=order, amount=2, reason="等配件", by=SYSTEM, now=now)
    order = grant_extension(order=order, by=SYSTEM, now=now)
    order = resume(order=pause(order=order, reason="雨", by=SYSTEM, now=now), by=SYSTEM, now=now)
    assert order.due_at > order.original_due_at
    assert order_proofs(town)["handle"] is Proof.HOLDS
    set_day(day=Day(date=order.due_at.date(), kind=DayKind.HOLIDAY), by=SYSTEM, now=now)
    assert recompute_due(now=now) == 1
    assert order_proofs(town)["handle"] is Proof.HOLDS
    WorkOrder.objects.filter(pk=order.pk).update(due_at=order.due_at)
    assert order_proofs(town)["handle"] is Proof.BROKEN


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        {"due_at": F("due_at") + DAY},
        {"original_due_at": F("original_due_at") - DAY},
        {"issued_at": F("issued_at") - DAY},
        {"closed_at": F("closed_at") + DAY},
        {"closed_by": "user:somebody"},
        {"status": "cancelled"},
        {"reason": "不归我们"},
        {"result": "换了两次灯"},
        {"status": "accepted", "closed_at": None, "closed_by": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_changed_in_an_order_is_seen(
    town: Neighbourhood, now: datetime, change: dict[str, object]
) -> None:
    worked_on(town, now)
    WorkOrder.objects.filter(kind=WorkOrder.Kind.HANDLE).update(**change)
    assert order_proofs(town) == {
        "register": Proof.HOLDS,
        "handle": Proof.BROKEN,
        "check": Proof.HOLDS,
    }
    history = history_of_case(rows.case(town))
    assert (history.broken, history.holding) == (1, history.lines - 1)
    client = Client()
    client.force_login(town.users["worker"])
    page = client.get(f"/desk/cases/{rows.case(town).pk}/history/").content.decode()
    assert "被改动" in page


def test_a_line_of_the_log_that_says_when_an_order_was_due_is_not_bent(
    town: Neighbourhood, now: datetime
) -> None:
    worked_on(town, now)
    later = (rows.order(town).due_at + DAY).astimezone(UTC)
    WorkOrder.objects.filter(kind=WorkOrder.Kind.HANDLE).update(due_at=later)
    line = AuditEvent.objects.get(
        action="workorders.issued", subject=f"workorders.workorder:{rows.order(town).pk}"
    )
    line.data["due"] = later.isoformat()
    line.save()
    assert order_proofs(town)["handle"] is Proof.BROKEN


def test_orders_from_before_their_times_were_sealed_go_as_far_as_they_go(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("orders", "clocks"):
        monkeypatch.setattr(f"liren.workorders.services.{place}.sealed", lambda *_: {})
    worked_on(town, now)
    assert set(order_proofs(town).values()) == {Proof.OLDER}
    WorkOrder.objects.filter(kind=WorkOrder.Kind.HANDLE).update(status="accepted", closed_at=None)
    assert order_proofs(town)["handle"] is Proof.BROKEN, "the log knows that it was settled"


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
