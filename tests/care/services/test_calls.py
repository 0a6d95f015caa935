"""A call for help from the press to the door."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from liren.care.domain.help_call import MoveNotOpen, Stage
from liren.care.models import HelpCall, Helper, HelpStep, LadderContact
from liren.care.services import calls, ladders
from liren.care.services.calls import AtTheDoor, DrillRingsNobody, FoundMissing, NewCall
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.notices.models import Delivery
from liren.notices.selectors.inbox import address_of
from liren.people.services import join
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import inbox
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def told() -> list[str]:
    """The telephones that were written to, in their order."""
    rows = Delivery.objects.filter(subject_type__startswith="care.helpcall").order_by("id")
    return [address_of(row) for row in rows if row.address_sealed]


def helper(call: HelpCall, name: str) -> Helper:
    return Helper.objects.get(call=call, name=name)


def test_the_family_does_not_answer_and_the_buddy_goes(town: Neighbourhood, now: datetime) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    call = scenes.called(person, now)
    assert told() == ["+8615400000021"]
    order = inbox(town.users["worker"]).first()
    assert order is not None and (order.kind, order.turn) == ("help", 0), "at once, and above all"
    calls.look_at_clocks(now=now + minutes(2.9))
    assert len(told()) == 1
    calls.look_at_clocks(now=now + minutes(3))
    assert told()[1:] == ["+8615400000022"]
    buddy = helper(call, "陈阿姨")
    call = calls.on_my_way(helper=buddy, by=SYSTEM, now=now + minutes(4))
    assert call.next_at == now + minutes(14)
    assert told()[2:] == ["+8615400000021"], "the daughter hears who goes"
    calls.look_at_clocks(now=now + minutes(13))
    assert len(told()) == 3, "the next step waits"
    seen = AtTheDoor("helped", "低血糖，喝了糖水")
    call = calls.was_at_door(helper=buddy, seen=seen, by=SYSTEM, now=now + minutes(12))
    order.refresh_from_db()
    assert (call.stage, order.status) == (Stage.ENDED, "done")
    assert "陈阿姨" in order.result and "低血糖" in order.result
    assert not inbox(town.users["worker"]).exists()


def test_nobody_comes_and_120_is_rung(town: Neighbourhood, now: datetime) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    call = scenes.called(person, now)
    calls.look_at_clocks(now=now + minutes(4))
    calls.on_my_way(helper=helper(call, "陈阿姨"), by=SYSTEM, now=now + minutes(4))
    calls.look_at_clocks(now=now + minutes(14))
    gave_up = helper(call, "陈阿姨")
    assert gave_up.gave_up_at and not gave_up.is_going
    assert Helper.objects.filter(call=call, rung="neighbour").exists()
    calls.look_at_clocks(now=now + minutes(22))
    text = Delivery.objects.filter(subject_type="care.helpcall.ambulance").first()
    assert text is not None and "120" in text.text
    worker = calls.staff_helper(row=call, by=town.users["worker"], now=now + minutes(23))
    call = calls.rang_120(helper=worker, by=town.users["worker"], now=now + minutes(23))
    assert call.rang_120_at and call.is_open, "the door is still due"


def test_pressing_again_is_the_same_call(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    first = scenes.called(person, now)
    assert scenes.called(person, now + minutes(1)) == first
    assert WorkOrder.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpCall.objects.create(
            person=person, place=town.home, place_path="x", stage="calling", ladder=[],
            arrival_minutes=1, made_at=now, changed_at=now,
        )  # fmt: skip


def test_an_event_counts_once_even_when_its_call_is_over(
    town: Neighbourhood, now: datetime
) -> None:
    person = scenes.elder(town, now)
    call = scenes.called(person, now, cause="alert:1")
    worker = calls.staff_helper(row=call, by=town.users["worker"], now=now)
    calls.was_at_door(helper=worker, seen=AtTheDoor("mistake"), by=town.users["worker"], now=now)
    assert scenes.called(person, now, cause="alert:1").stage == Stage.ENDED
    assert scenes.called(person, now, cause="alert:2").is_open


def test_a_call_stands_above_every_alarm_that_is_late(town: Neighbourhood, now: datetime) -> None:
    for kind in (WorkOrder.Kind.ALARM, WorkOrder.Kind.WHISTLE):
        late = workorders.NewOrder(
            kind=kind, subject=town.home, title="断水", place=town.home, address="",
            party=town.parties["committee"], urgent=True,
            clock_kind=workorders.ClockKind.URGENT_HOURS, clock_amount=30,
        )  # fmt: skip
        workorders.issue(late, by=SYSTEM, now=now - timedelta(hours=24))
    scenes.called(scenes.elder(town, now), now)
    kinds = [order.kind for order in inbox(town.users["worker"])]
    assert kinds == ["help", "alarm", "whistle"]


def test_taken_back_at_once_disturbs_nobody(town: Neighbourhood, now: datetime) -> None:
    person = scenes.with_ladder(scenes.elder(town, now, with_account=True), now)
    new, own = NewCall(person=person, channel="page", may_take_back=True), town.users["resident"]
    call = calls.call(new, by=own, now=now)
    order = inbox(town.users["worker"]).get()
    calls.look_at_clocks(now=now + timedelta(seconds=14))
    calls.take_back(row=call, by=own, now=now + timedelta(seconds=14))
    calls.look_at_clocks(now=now + minutes(60))
    order.refresh_from_db()
    assert (told(), order.status) == ([], "cancelled")


@pytest.mark.parametrize("after", [0, 1])
def test_what_was_called_by_mistake_is_taken_back_in_the_same_second(
    town: Neighbourhood, now: datetime, after: int
) -> None:
    person = scenes.with_ladder(scenes.elder(town, now, with_account=True), now)
    new, own = NewCall(person=person, channel="page", may_take_back=True), town.users["resident"]
    call = calls.call(new, by=own, now=now)
    taken = calls.take_back(row=call, by=own, now=now + timedelta(seconds=after))
    calls.look_at_clocks(now=now + minutes(60))
    assert (taken.stage, told()) == (Stage.TAKEN_BACK, [])


def test_too_late_to_take_back_all_hear_it_and_the_door_is_due(
    town: Neighbourhood, now: datetime
) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    call = scenes.called(person, now, may_take_back=True)
    calls.look_at_clocks(now=now + minutes(1))
    with pytest.raises(MoveNotOpen):
        calls.take_back(row=call, by=SYSTEM, now=now + minutes(1))
    call = calls.says_all_is_right(row=call, by=SYSTEM, now=now + minutes(1))
    assert call.is_open and told() == ["+8615400000021"] * 2


def test_a_drill_is_marked_and_never_rings_120(town: Neighbourhood, now: datetime) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    drill = scenes.called(person, now, is_drill=True)
    real = scenes.called(person, now)
    assert real != drill and real.is_open, "a drill stands in nobody's way"
    calls.look_at_clocks(now=now + minutes(60))
    order = WorkOrder.objects.get(subject_id=drill.pk)
    assert "演练" in order.title
    texts = Delivery.objects.filter(subject_id=drill.pk, subject_type__startswith="care.helpcall")
    assert all("演练" in row.text for row in texts if row.text)
    by = town.users["worker"]
    worker = calls.staff_helper(row=drill, by=by, now=now + minutes(60))
    with pytest.raises(DrillRingsNobody):
        calls.rang_120(helper=worker, by=by, now=now + minutes(60))


def test_it_ends_only_with_what_was_found(town: Neighbourhood, now: datetime) -> None:
    call = scenes.called(scenes.elder(town, now), now)
    worker = calls.staff_helper(row=call, by=town.users["worker"], now=now)
    with pytest.raises(FoundMissing):
        calls.was_at_door(helper=worker, seen=AtTheDoor(""), by=SYSTEM, now=now)


def test_after_an_outage_nobody_is_left_out(town: Neighbourhood, now: datetime) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    calls.look_at_clocks(now=now + minutes(600))
    assert told()[:3] == ["+8615400000021", "+8615400000022", "+8615400000023"]
    calls.look_at_clocks(now=now + minutes(601))
    rungs = [step.rung for step in call.steps.filter(what="told")]
    assert rungs == ["family", "buddy", "neighbour", "committee", "ambulance"]


def test_whoever_was_taken_off_meanwhile_is_not_asked(town: Neighbourhood, now: datetime) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    buddy = LadderContact.objects.get(rung="buddy")
    ladders.end_contact(contact=buddy, by=SYSTEM, now=now)
    buddy.refresh_from_db()
    assert buddy.phone_sealed is None, "the number goes with them"
    calls.look_at_clocks(now=now + minutes(3))
    assert told() == ["+8615400000021"] and call.helpers.count() == 1


def test_two_records_that_were_joined_have_one_ladder(town: Neighbourhood, now: datetime) -> None:
    double, kept = scenes.with_ladder(scenes.elder(town, now), now), scenes.elder(town, now)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    call = scenes.called(kept, now)
    assert call.ladder[0][0] == "family" and told() == ["+8615400000021"]


def test_strangers_call_for_nobody(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    for name in ("resident", "next_grid_worker", "officer"):
        with pytest.raises(PermissionMissing):
            calls.call(NewCall(person=person), by=town.users[name], now=now)


def test_the_log_tells_it_without_names(town: Neighbourhood, now: datetime) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    calls.on_my_way(helper=helper(call, "李娟"), by=SYSTEM, now=now)
    lines = AuditEvent.objects.filter(action__startswith="care.")
    assert {line.action for line in lines} >= {"care.help_called", "care.on_the_way"}
    assert not any("王桂英" in str(line.data) or "李娟" in str(line.data) for line in lines)


@pytest.mark.django_db(transaction=True)
def test_two_presses_and_two_clocks_at_once(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    person = scenes.with_ladder(scenes.elder(town, now), now)
    made: list[int] = []

    def at_once(deed: Callable[[], object]) -> None:
        def run() -> None:
            try:
                deed()
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(lambda: made.append(scenes.called(person, now).pk))
    assert len(set(made)) == 1 and WorkOrder.objects.count() == 1
    at_once(lambda: calls.look_at_clocks(now=now + minutes(3)))
    assert told() == ["+8615400000021", "+8615400000022"]
    helper_of = Helper.objects.filter(call_id=made[0], name="陈阿姨").get
    at_once(lambda: calls.on_my_way(helper=helper_of(), by=SYSTEM, now=now + minutes(4)))
    at_once(lambda: calls.on_my_way(helper=helper_of(), by=SYSTEM, now=now + minutes(5)))
    steps = HelpStep.objects.filter(call_id=made[0])
    assert steps.filter(what="coming").count() == 1 == len(told()) - 2
    assert helper_of().coming_at == now + minutes(4)


def test_going_and_not_going_after_all_are_noted_once_each_time(
    town: Neighbourhood, now: datetime
) -> None:
    call = scenes.called(scenes.with_ladder(scenes.elder(town, now), now), now)
    calls.look_at_clocks(now=now + minutes(3))
    going, other = helper(call, "陈阿姨"), helper(call, "李娟")
    for deed in (calls.on_my_way, calls.on_my_way, calls.cannot_come, calls.cannot_come):
        calls.on_my_way(helper=other, by=SYSTEM, now=now + minutes(4))
        deed(helper=going, by=SYSTEM, now=now + minutes(4))
    calls.on_my_way(helper=going, by=SYSTEM, now=now + minutes(5))
    noted = HelpStep.objects.filter(call=call, who="陈阿姨").order_by("id")
    assert list(noted.values_list("what", flat=True)) == ["coming", "gave_up", "coming"]
