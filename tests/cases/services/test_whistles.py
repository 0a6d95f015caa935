"""Blowing the whistle, answering it, ruling on it, not answering it, ending it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from liren.cases.domain.whistle import CallStage, Move, MoveNotOpen
from liren.cases.models import Call, Case, Ruling, Whistle
from liren.cases.selectors import joint as reads
from liren.cases.services import calls, whistles
from liren.cases.services.calls import Answered, Verdict
from liren.cases.services.orders import OrderNotYours, current
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.whistles import Help, NewWhistle
from liren.core.permissions import SYSTEM, VISITOR, PermissionMissing
from liren.notices.models import Delivery
from liren.workorders import selectors as orders
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ReasonMissing
from tests.factories.neighbourhood import Neighbourhood

MINUTE = timedelta(minutes=1)
WORDS = "3号楼一层冒烟，电动车堵着通道"


@pytest.fixture
def case(town: Neighbourhood, now: datetime) -> Case:
    new = NewReport(text="消防通道堵了", place=town.home, category=town.categories["fire_lane"])
    return report_case(new, by=VISITOR, now=now).case


@pytest.fixture
def whistle(town: Neighbourhood, case: Case, now: datetime) -> Whistle:
    return blown(town, case, now)


def blown(
    town: Neighbourhood, case: Case, now: datetime, *parties: str, by: str = "worker"
) -> Whistle:
    keys = parties or ("city_management", "property_firm")
    new = NewWhistle(words=WORDS, parties=[town.parties[key] for key in keys])
    return whistles.blow_whistle(case=case, whistle=new, by=town.users[by], now=now)


def call_of(town: Neighbourhood, whistle: Whistle, party: str = "city_management") -> Call:
    rows = Call.objects.select_related("order", "whistle", "party")
    return rows.get(whistle=whistle, party=town.parties[party])


def refused(town: Neighbourhood, whistle: Whistle, now: datetime) -> Ruling:
    said = Answered(move=Move.NOT_OURS, words="小区里面归物业")
    call = call_of(town, whistle)
    calls.answer_call(call=call, answer=said, by=town.users["officer"], now=now)
    return Ruling.objects.select_related("call__whistle", "place", "order").latest("pk")


def test_each_called_party_has_half_an_hour_even_at_night(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    midnight = now.replace(hour=23, minute=50)
    whistle = blown(town, case, midnight)
    for party, user in (("city_management", "officer"), ("property_firm", "property_manager")):
        order = orders.inbox(town.users[user]).get()
        assert (order.kind, order.urgent) == (WorkOrder.Kind.WHISTLE, True)
        assert order.due_at == midnight + 30 * MINUTE
        assert call_of(town, whistle, party).order == order


def test_the_case_goes_on_waiting_for_its_own_order(case: Case, whistle: Whistle) -> None:
    waiting = current(case)
    assert waiting is not None
    assert waiting.kind == WorkOrder.Kind.REGISTER


def test_only_those_of_the_community_blow_and_one_whistle_is_open(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    for user in ("officer", "grid_worker", "next_worker"):
        with pytest.raises(PermissionMissing):
            blown(town, case, now, by=user)
    blown(town, case, now)
    with pytest.raises(whistles.WhistleBlownAlready):
        blown(town, case, now)


def test_on_the_spot_a_case_is_made_by_the_one_service(town: Neighbourhood, now: datetime) -> None:
    said = NewReport(text=WORDS, place=town.places["gate"], channel="patrol", client_key="k")
    new = NewWhistle(words=WORDS, parties=[town.parties["city_management"]])
    worker = town.users["worker"]
    whistle = whistles.blow_on_the_spot(report=said, whistle=new, by=worker, now=now)
    assert whistle.case.place == town.places["gate"]
    assert whistle.case.reports.get().entered_by == worker.audit_name
    with pytest.raises(whistles.WhistleBlownAlready):
        whistles.blow_on_the_spot(report=said, whistle=new, by=worker, now=now)
    assert Case.objects.count() == 1


def test_whoever_is_called_reads_the_place_before_the_spot(
    town: Neighbourhood, now: datetime
) -> None:
    said = NewReport(text=WORDS, place=town.places["building"], channel="patrol")
    new = NewWhistle(words=WORDS, parties=[town.parties["city_management"]], spot="2 单元 3 楼")
    whistle = whistles.blow_on_the_spot(report=said, whistle=new, by=town.users["worker"], now=now)
    assert whistle.spot == f"{whistle.case.address} · 2 单元 3 楼"


def test_nobody_called_is_said_before_a_case_is_made(town: Neighbourhood, now: datetime) -> None:
    said = NewReport(text=WORDS, place=town.places["gate"], channel="patrol")
    with pytest.raises(whistles.NobodyCalled):
        whistles.blow_on_the_spot(
            report=said,
            whistle=NewWhistle(words=WORDS, parties=[]),
            by=town.users["worker"],
            now=now,
        )
    assert not Case.objects.exists()


def test_coming_stops_the_clock_and_there_may_follow(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    officer = town.users["officer"]
    coming = Answered(move=Move.COMING, at=time(9, 40), words="两个人带车")
    call = calls.answer_call(call=call_of(town, whistle), answer=coming, by=officer, now=now)
    assert (call.stage, call.coming_at) == (CallStage.COMING, now + 40 * MINUTE)
    assert not orders.inbox(officer).exists()
    later = now + 35 * MINUTE
    there = Answered(move=Move.THERE)
    call = calls.answer_call(call=call_of(town, whistle), answer=there, by=officer, now=later)
    assert (call.stage, call.arrived_at) == (CallStage.THERE, later)
    with pytest.raises(MoveNotOpen):
        calls.answer_call(call=call, answer=there, by=officer, now=later)


def test_coming_without_a_time_and_not_ours_without_a_reason_are_refused(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    officer, call = town.users["officer"], call_of(town, whistle)
    with pytest.raises(calls.TimeMissing):
        calls.answer_call(call=call, answer=Answered(move=Move.COMING), by=officer, now=now)
    with pytest.raises(ReasonMissing):
        calls.answer_call(call=call, answer=Answered(move=Move.NOT_OURS), by=officer, now=now)
    assert call_of(town, whistle).stage == CallStage.CALLED


def test_a_party_answers_only_for_itself(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    with pytest.raises(OrderNotYours):
        calls.answer_call(
            call=call_of(town, whistle),
            answer=Answered(move=Move.THERE),
            by=town.users["property_manager"],
            now=now,
        )


def test_not_ours_is_an_order_to_the_street_at_once(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    ruling = refused(town, whistle, now)
    order = orders.inbox(town.users["duty_officer"]).get(kind=WorkOrder.Kind.RULE)
    assert (order, order.due_at) == (ruling.order, now + 30 * MINUTE)
    with pytest.raises(PermissionMissing):
        calls.rule(
            ruling=ruling,
            verdict=Verdict(move=Move.RELEASE, reason="行"),
            by=town.users["worker"],
            now=now,
        )


def test_theirs_after_all_calls_the_party_again(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    ruling, later = refused(town, whistle, now), now + 5 * MINUTE
    verdict = Verdict(move=Move.THEIRS, reason="占用消防通道归城管查处")
    calls.rule(ruling=ruling, verdict=verdict, by=town.users["duty_officer"], now=later)
    call = call_of(town, whistle)
    assert (call.stage, call.order.due_at) == (CallStage.BOUND, later + 30 * MINUTE)
    assert call.order.follows == WorkOrder.objects.get(status="returned")
    with pytest.raises(MoveNotOpen):
        calls.answer_call(
            call=call,
            answer=Answered(move=Move.NOT_OURS, words="真的不归我们"),
            by=town.users["officer"],
            now=later,
        )
    assert not orders.inbox(town.users["duty_officer"]).filter(kind="rule").exists()


def test_another_party_instead_is_called_with_its_own_half_hour(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    ruling, later = refused(town, whistle, now), now + 5 * MINUTE
    committee, duty = town.parties["committee"], town.users["duty_officer"]
    with pytest.raises(calls.OtherPartyMissing):
        verdict = Verdict(move=Move.INSTEAD, reason="社区先清")
        calls.rule(ruling=ruling, verdict=verdict, by=duty, now=later)
    firm = town.parties["property_firm"]
    with pytest.raises(whistles.PartyCalledAlready):
        verdict = Verdict(move=Move.INSTEAD, reason="归物业", instead=firm)
        calls.rule(ruling=ruling, verdict=verdict, by=duty, now=later)
    verdict = Verdict(move=Move.INSTEAD, reason="社区先清", instead=committee)
    calls.rule(ruling=ruling, verdict=verdict, by=duty, now=later)
    assert call_of(town, whistle).stage == CallStage.RELEASED
    other = call_of(town, whistle, "committee")
    assert other.instead_of == call_of(town, whistle)
    assert other.order.due_at == later + 30 * MINUTE


def test_a_ruling_is_a_precedent_for_the_same_class_and_place_or_party(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    fire_lane, grid = town.categories["fire_lane"], town.places["next_grid"]
    city = town.parties["city_management"]
    ruling = refused(town, whistle, now)
    assert reads.precedents_for(fire_lane, grid, [city]) == [], "not before it is ruled"
    verdict = Verdict(move=Move.RELEASE, reason="小区内由物业清")
    calls.rule(ruling=ruling, verdict=verdict, by=town.users["duty_officer"], now=now)
    firm, next_place = town.parties["property_firm"], town.places["next_community"]
    assert reads.precedents_for(fire_lane, grid, [firm]) == [ruling], "the same community"
    assert reads.precedents_for(fire_lane, next_place, [city]) == [ruling], "the same party"
    assert reads.precedents_for(fire_lane, next_place, [firm]) == []
    assert reads.precedents_for(town.categories["lamp"], grid, [city]) == []


def test_the_sweep_puts_it_before_head_and_street_exactly_once(
    town: Neighbourhood, whistle: Whistle, now: datetime, run_jobs: Callable[[], int]
) -> None:
    workorders.sweep(now=now + 29 * MINUTE)
    run_jobs()
    assert call_of(town, whistle).escalated_at is None
    ends = now + 31 * MINUTE
    for _ in range(3):  # the timer's rounds, and a timer that was started again
        workorders.sweep(now=ends)
        run_jobs()
        ends += MINUTE
    call = call_of(town, whistle)
    assert call.escalated_at == now + 31 * MINUTE
    assert call.order.escalated_to == town.parties["street_office"]
    assert call.order in orders.inbox(town.users["duty_officer"])
    told = Delivery.objects.filter(user=town.users["officer"])
    assert [row.text for row in told] == [f"城市管理局没有应答吹哨“{WORDS}”，请过问。"]
    steps = list(whistle.case.steps.filter(order_id=call.order_id).values_list("step", flat=True))
    assert steps == ["whistle_late", "whistle_escalated_1"]


def test_a_late_answer_is_still_an_answer(
    town: Neighbourhood, whistle: Whistle, now: datetime, run_jobs: Callable[[], int]
) -> None:
    late = now + 40 * MINUTE
    workorders.sweep(now=late)
    run_jobs()
    call = calls.answer_call(
        call=call_of(town, whistle),
        answer=Answered(move=Move.THERE),
        by=town.users["officer"],
        now=late,
    )
    assert (call.stage, call.escalated_at) == (CallStage.THERE, late)
    assert not orders.inbox(town.users["duty_officer"]).filter(pk=call.order_id).exists()


def test_whoever_answered_before_the_half_hour_is_not_put_before_anybody(
    town: Neighbourhood, whistle: Whistle, now: datetime, run_jobs: Callable[[], int]
) -> None:
    there = Answered(move=Move.THERE)
    call = call_of(town, whistle)
    calls.answer_call(call=call, answer=there, by=town.users["officer"], now=now + 29 * MINUTE)
    workorders.sweep(now=now + 31 * MINUTE)
    run_jobs()
    assert call_of(town, whistle).escalated_at is None


def test_it_ends_with_a_word_on_each_party(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    worker = town.users["worker"]
    there = Answered(move=Move.THERE)
    city = call_of(town, whistle)
    calls.answer_call(call=city, answer=there, by=town.users["officer"], now=now)
    firm = call_of(town, whistle, "property_firm")
    with pytest.raises(whistles.HelpMissing):
        whistles.end_whistle(
            whistle=whistle, said={city.pk: Help("yes")}, words="", by=worker, now=now
        )
    said = {city.pk: Help("yes", "来得快"), firm.pk: Help("no")}
    whistles.end_whistle(whistle=whistle, said=said, words="火已灭", by=worker, now=now)
    assert call_of(town, whistle).helped_words == "来得快"
    assert call_of(town, whistle, "property_firm").order.status == "cancelled"
    assert not orders.inbox(town.users["property_manager"]).exists()
    blown(town, whistle.case, now), "another may be blown now"


def test_whoever_was_released_needs_no_word(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    verdict = Verdict(move=Move.RELEASE, reason="不归他们")
    ruling = refused(town, whistle, now)
    calls.rule(ruling=ruling, verdict=verdict, by=town.users["duty_officer"], now=now)
    firm = call_of(town, whistle, "property_firm")
    said = {firm.pk: Help("partly")}
    whistles.end_whistle(whistle=whistle, said=said, words="", by=SYSTEM, now=now)
    assert call_of(town, whistle).helped == ""


def test_everybody_sees_their_own_whistles_and_no_others(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    seeing = {
        name
        for name, user in town.users.items()
        if any(seen.whistle == whistle for seen in reads.board(user, now))
    }
    in_scope = {"secretary", "worker", "grid_worker", "building_head", "duty_officer"}
    called = {"officer", "colleague", "property_manager"}
    assert seeing == in_scope | called | {"supervisor"}


def test_the_duty_list_and_rulings_say_who_is_needed(
    town: Neighbourhood, whistle: Whistle, now: datetime
) -> None:
    from liren.cases.services.duties import NewDuty, add_duties

    fire_lane, place = town.categories["fire_lane"], town.home
    entries = [
        NewDuty(category=fire_lane, place=town.places[where], party=town.parties[party])
        for where, party in (("street", "city_management"), ("compound", "property_firm"))
    ]
    add_duties(entries, by=SYSTEM, now=now)
    parties = [town.parties[key] for key in ("committee", "city_management", "property_firm")]

    def ticked() -> list[str]:
        found = reads.needed(fire_lane, place, parties, now.date())
        return [one.party.key for one in found if one.is_named]

    assert ticked() == ["property_firm", "city_management"], "the nearest first"
    verdict = Verdict(move=Move.RELEASE, reason="小区内由物业清")
    ruling = refused(town, whistle, now)
    calls.rule(ruling=ruling, verdict=verdict, by=town.users["duty_officer"], now=now)
    assert ticked() == ["property_firm"], "whom the street released here is not named again"
