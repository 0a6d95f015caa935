"""What is asked of a community: by the list at once, else when the street approves."""

from datetime import date, datetime, timedelta

import pytest

from liren.core.models import AuditEvent
from liren.core.permissions import PermissionMissing
from liren.workorders import selectors, services
from liren.workorders.domain.admission import InstructionMovedOn, Stage
from liren.workorders.models import Askable, Instruction, WorkOrder
from liren.workorders.services import NewInstruction, ReasonMissing
from liren.workorders.services.instructions import (
    InstructionNotYours,
    NoCommunity,
    NotAnAsker,
    OwnInstruction,
    WhyOutsideMissing,
)
from tests.factories.neighbourhood import Neighbourhood


def asked(
    town: Neighbourhood,
    now: datetime,
    *,
    askable: Askable | None = None,
    reason: str = "",
    by: str = "officer",
) -> Instruction:
    new = NewInstruction(
        community=town.places["community"],
        title="统计沿街店铺",
        days=3,
        askable=askable,
        reason=reason,
    )
    return services.instruct(new=new, by=town.users[by], now=now)


@pytest.fixture
def listed(town: Neighbourhood, now: datetime) -> Askable:
    return services.add_askable(
        place=town.places["street"],
        name="人口核对",
        source="清街办〔2026〕1号",
        from_date=date(2026, 1, 1),
        by=town.users["duty_officer"],
        now=now,
    )


@pytest.fixture
def waiting(town: Neighbourhood, now: datetime) -> Instruction:
    return asked(town, now, reason="专项检查")


def test_what_the_list_holds_is_with_the_community_at_once(
    town: Neighbourhood, listed: Askable, now: datetime
) -> None:
    row = asked(town, now, askable=listed)
    order = selectors.inbox(town.users["worker"]).get()
    assert (row.stage, row.asker) == (Stage.ISSUED, town.parties["city_management"])
    assert (order.kind, order.subject_id) == (WorkOrder.Kind.INSTRUCTION, row.pk)


def test_what_it_does_not_hold_needs_a_reason_and_waits(
    town: Neighbourhood, listed: Askable, now: datetime
) -> None:
    with pytest.raises(WhyOutsideMissing):
        asked(town, now)
    ended = services.end_askable(
        askable=listed,
        last_day=date(2026, 10, 31),
        by=town.users["duty_officer"],
        now=now,
    )
    row = asked(town, now, askable=ended, reason="专项检查")
    assert (row.stage, row.is_outside) == (Stage.WAITING, True)
    assert not selectors.inbox(town.users["worker"]).exists()
    assert selectors.inbox(town.users["duty_officer"]).get().kind == WorkOrder.Kind.ADMIT
    assert row not in selectors.instructions_for(town.users["worker"])


def test_the_street_approves_with_a_reason_once(
    town: Neighbourhood, waiting: Instruction, now: datetime
) -> None:
    duty = town.users["duty_officer"]
    with pytest.raises(ReasonMissing):
        services.approve_instruction(instruction=waiting, reason=" ", by=duty, now=now)
    services.approve_instruction(instruction=waiting, reason="安全所需", by=duty, now=now)
    assert selectors.inbox(town.users["worker"]).get().kind == WorkOrder.Kind.INSTRUCTION
    with pytest.raises(InstructionMovedOn):
        services.refuse_instruction(instruction=waiting, reason="不行", by=duty, now=now)
    noted = AuditEvent.objects.filter(subject=f"workorders.instruction:{waiting.pk}")
    assert [line.action for line in noted.order_by("id")] == [
        "workorders.instructed",
        "workorders.instruction_approved",
    ]


def test_the_street_refuses_with_a_reason_and_the_community_never_hears(
    town: Neighbourhood, waiting: Instruction, now: datetime
) -> None:
    duty = town.users["duty_officer"]
    row = services.refuse_instruction(instruction=waiting, reason="同类数据已有", by=duty, now=now)
    assert (row.stage, row.decided_reason) == (Stage.REFUSED, "同类数据已有")
    assert not selectors.inbox(duty).filter(kind=WorkOrder.Kind.ADMIT).exists()
    assert not selectors.inbox(town.users["worker"]).exists()
    assert AuditEvent.objects.filter(action="workorders.instruction_refused").exists()


def test_nobody_decides_on_what_they_asked_themselves(town: Neighbourhood, now: datetime) -> None:
    row = asked(town, now, reason="街道自查", by="duty_officer")
    with pytest.raises(OwnInstruction):
        services.approve_instruction(
            instruction=row, reason="好", by=town.users["duty_officer"], now=now
        )


def test_firms_and_communities_do_not_instruct(town: Neighbourhood, now: datetime) -> None:
    for user in ("property_manager", "worker", "supervisor"):
        with pytest.raises((PermissionMissing, NotAnAsker)):
            asked(town, now, reason="想要", by=user)
    with pytest.raises(NoCommunity):
        new = NewInstruction(community=town.places["street"], title="报表", days=3, reason="要")
        services.instruct(new=new, by=town.users["officer"], now=now)


def test_the_community_does_it_or_gives_it_back(
    town: Neighbourhood, listed: Askable, now: datetime
) -> None:
    done, back = asked(town, now, askable=listed), asked(town, now, askable=listed)
    with pytest.raises(InstructionNotYours):
        services.finish_instruction(
            instruction=done, result="好了", by=town.users["next_worker"], now=now
        )
    worker = town.users["worker"]
    services.finish_instruction(instruction=done, result="32 家", by=worker, now=now)
    services.return_instruction(instruction=back, reason="刚报过", by=worker, now=now)
    stages = Instruction.objects.order_by("pk").values_list("stage", flat=True)
    assert list(stages) == [Stage.DONE, Stage.RETURNED]


def test_it_is_counted_by_asker(
    town: Neighbourhood, listed: Askable, waiting: Instruction, now: datetime
) -> None:
    asked(town, now, askable=listed)
    duty = town.users["duty_officer"]
    services.refuse_instruction(instruction=waiting, reason="不用", by=duty, now=now)
    scope = duty.scope_for("workorders.admit")
    (counted,) = selectors.tallies(scope, now - timedelta(days=1))
    assert counted.asker == town.parties["city_management"]
    assert (counted.tally.asked, counted.tally.listed, counted.tally.refused) == (2, 1, 1)
    assert selectors.tallies(scope, now + timedelta(days=1)) == []
