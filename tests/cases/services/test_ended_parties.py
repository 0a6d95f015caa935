"""Who has ended is given no work, by whichever door and however old the page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from liren.accounts.models import Grant, Party
from liren.accounts.selectors import PartyEnded
from liren.accounts.services import NewParty, add_party
from liren.cases.models import Case, Duty
from liren.cases.services import dispatch, handle, verify
from liren.cases.services.calls import Move, Verdict, rule
from liren.cases.services.duties import NewDuty, add_duties
from liren.cases.services.parties import PartyHasWork, end_party
from liren.cases.services.parts import NewPart, add_part
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.whistles import NewWhistle, blow_whistle, call_more
from liren.core.permissions import SYSTEM, VISITOR
from liren.workorders.models import Instruction, WorkOrder
from liren.workorders.services import NewInstruction, approve_instruction, instruct
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood, neighbourhood


def idle(town: Neighbourhood, now: datetime) -> Party:
    new = NewParty(kind=Party.Kind.PROPERTY, name="溪畔物业")
    return add_party(new, place=town.places["compound"], by=SYSTEM, now=now)


@pytest.fixture
def gone(town: Neighbourhood, now: datetime) -> Party:
    """A firm as a page read it before it ended."""
    party = idle(town, now)
    end_party(party=Party.objects.get(pk=party.pk), by=SYSTEM, now=now)
    assert party.ended_at is None
    return party


def release(party: Party, now: datetime) -> None:
    """Let nobody work there any more."""
    Grant.objects.filter(party=party).update(ended_at=now)


def give(town: Neighbourhood, party: Party, now: datetime) -> object:
    case = rows.report(town).case
    return dispatch.dispatch_case(case=case, to=party, by=SYSTEM, now=now)


def hand_over(town: Neighbourhood, party: Party, now: datetime) -> object:
    order = rows.order(town)
    return dispatch.hand_over_case(order=order, to=party, reason="换", by=SYSTEM, now=now)


def help_out(town: Neighbourhood, party: Party, now: datetime) -> object:
    new = NewPart(party=party, words="清理")
    return add_part(case=rows.case(town), new=new, by=SYSTEM, now=now)


def blow(town: Neighbourhood, party: Party, now: datetime) -> object:
    new = NewWhistle(words="漏水", parties=[party])
    return blow_whistle(case=rows.case(town), whistle=new, by=SYSTEM, now=now)


def call(town: Neighbourhood, party: Party, now: datetime) -> object:
    whistle = rows.ruling(town).call.whistle
    return call_more(whistle=whistle, parties=[party], by=SYSTEM, now=now)


def call_instead(town: Neighbourhood, party: Party, now: datetime) -> object:
    verdict = Verdict(move=Move.INSTEAD, reason="是物业的", instead=party)
    return rule(ruling=rows.ruling(town), verdict=verdict, by=SYSTEM, now=now)


def enter(town: Neighbourhood, party: Party, now: datetime) -> object:
    new = NewDuty(category=None, place=town.places["community"], party=party)
    return add_duties([new], by=SYSTEM, now=now)


@pytest.mark.parametrize("act", [give, hand_over, help_out, blow, call, call_instead, enter])
def test_nothing_is_given_to_who_has_ended(
    town: Neighbourhood,
    gone: Party,
    now: datetime,
    act: Callable[[Neighbourhood, Party, datetime], object],
) -> None:
    with pytest.raises(PartyEnded), transaction.atomic():
        act(town, gone, now)
    assert not WorkOrder.objects.filter(party=gone).exists()


def test_what_waits_for_the_street_is_not_approved_for_a_committee_that_is_no_more(
    town: Neighbourhood, now: datetime
) -> None:
    community = town.places["next_community"]
    new = NewInstruction(community=community, title="填表", days=3, reason="市里要")
    instruct(new=new, by=town.users["duty_officer"], now=now)
    committee = town.parties["next_committee"]
    release(committee, now)
    end_party(party=committee, by=SYSTEM, now=now)
    with pytest.raises(PartyEnded):
        approve_instruction(
            instruction=Instruction.objects.get(), reason="要做", by=SYSTEM, now=now
        )


def test_rework_of_a_party_that_is_no_more_is_handed_out_anew(
    town: Neighbourhood, now: datetime
) -> None:
    firm, order = town.parties["property_firm"], rows.order(town)
    check = handle.finish_case(order=order, result="好了", by=SYSTEM, now=now)
    release(firm, now)
    end_party(party=firm, by=SYSTEM, now=now)
    asked = verify.send_back(
        order=check, reason="还在漏", by=town.users["grid_worker"], now=now + timedelta(hours=1)
    )
    case = Case.objects.get(pk=order.subject_id)
    assert (asked.kind, asked.party) == (WorkOrder.Kind.DISPATCH, town.parties["committee"])
    assert (case.stage, case.party, case.reworks) == ("filed", None, 1)
    assert case.steps.order_by("pk").last().step == "reassign"  # type: ignore[union-attr]  # there are some
    later = now + timedelta(hours=2)
    again = dispatch.dispatch_case(case=case, to=asked.party, by=town.users["worker"], now=later)
    assert again.party == town.parties["committee"]


def test_a_rule_for_a_party_that_ended_today_costs_no_report(
    town: Neighbourhood, now: datetime
) -> None:
    firm, lamp = idle(town, now), town.categories["lamp"]
    duty = NewDuty(category=lamp, place=town.places["community"], party=firm, automatic=True)
    add_duties([duty], by=SYSTEM, now=now)
    end_party(party=firm, by=SYSTEM, now=now)
    assert Duty.objects.get().until_date == now.date()
    new = NewReport(text="路灯不亮", place=town.home, category=lamp)
    case = report_case(new, by=VISITOR, now=now).case
    assert (case.stage, case.party) == ("reported", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_dispatch", [True, False], ids=["dispatch", "report"])
def test_a_party_does_not_end_while_it_is_given_work(
    now: datetime, is_postgres: bool, is_dispatch: bool
) -> None:
    """The order is stored but not committed when the end comes: the end waits, and then counts."""
    if not is_postgres:
        pytest.skip("SQLite has one writer at a time")
    town = neighbourhood()
    party = idle(town, now) if is_dispatch else town.parties["next_committee"]
    release(party, now)
    case = rows.report(town).case
    ends: list[str] = []
    given, begun = Event(), Event()

    def end() -> None:
        given.wait(20)
        begun.set()
        try:
            end_party(party=Party.objects.get(pk=party.pk), by=SYSTEM, now=now)
            ends.append("ended")
        except PartyHasWork:
            ends.append("has work")
        finally:
            connection.close()

    thread = Thread(target=end)
    thread.start()
    with transaction.atomic():
        if is_dispatch:
            dispatch.dispatch_case(case=case, to=party, by=SYSTEM, now=now)
        else:
            place = town.places["next_community"]
            report_case(NewReport(text="路灯不亮", place=place), by=VISITOR, now=now)
        given.set()
        begun.wait(20)
        thread.join(timeout=1)
        assert ends == []
    thread.join(timeout=20)
    assert ends == ["has work"]
    assert Party.objects.get(pk=party.pk).ended_at is None
