"""A cause is chosen, its measures stand in the one inbox, and its effect is counted."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.accounts.models import Party
from liren.cases.models import Case, Cause, Measure
from liren.cases.permissions import CasePermission
from liren.cases.selectors.causes import (
    CauseUnknown,
    cause_for,
    causes_at,
    measure_for,
    parties_for,
    proposals,
)
from liren.cases.services import causes as services
from liren.cases.services.causes import (
    MeasureLimits,
    MeasuresOpen,
    NewCause,
    NewMeasure,
    OneAMonth,
    WordsMissing,
    choose_cause,
    drop_measure,
    end_cause,
    finish_measure,
    plan_measure,
    return_measure,
)
from liren.cases.services.dispatch import PartyElsewhere, return_case
from liren.cases.services.handle import finish_case
from liren.cases.services.orders import OrderNotYours
from liren.cases.services.publicity import WordingTellsTooMuch
from liren.core.errors import Conflict
from liren.core.permissions import PermissionMissing
from liren.workorders import selectors as workorders
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import reported

DAYS = timedelta(days=1)


def lamps(town: Neighbourhood, at: datetime, count: int = 4) -> None:
    for number in range(count):
        when = at - (number + 1) * DAYS
        reported(town, f"第{number}盏路灯不亮 {when:%H%M%S}", at=when, phone=f"1380000000{number}")


def chosen(town: Neighbourhood, now: datetime, who: str = "secretary") -> Cause:
    lamps(town, now)
    new = NewCause(
        month=now.date(),
        place=town.places["compound"],
        category=town.categories["lamp"],
        title="梧桐苑的路灯",
        why="老是坏，修了又坏。",
        counted={"count": 4},
    )
    return choose_cause(new, by=town.users[who], now=now)


def planned(town: Neighbourhood, cause: Cause, now: datetime, what: str = "换掉老线路") -> Measure:
    new = NewMeasure(what=what, party=town.parties["property_firm"], days=10)
    return plan_measure(cause=cause, new=new, by=town.users["secretary"], now=now)


def order_of(measure: Measure) -> WorkOrder:
    return WorkOrder.objects.get(subject_type="cases.measure", subject_id=measure.pk)


def test_what_comes_back_is_proposed_with_its_counts(town: Neighbourhood, now: datetime) -> None:
    lamps(town, now)
    (one,) = proposals(town.users["secretary"].scope_for(CasePermission.CAUSE), now=now)
    assert (one.category, one.place) == (town.categories["lamp"], town.places["compound"])
    assert (one.proposal.compared.count, one.proposal.people) == (4, 4)
    assert one.proposal.compared.before is None
    reported(town, "树枝挡路", at=now - 130 * DAYS)
    (one,) = proposals(town.users["secretary"].scope_for(CasePermission.CAUSE), now=now)
    assert one.proposal.compared.before == 0


def test_nobody_elses_places_are_proposed(town: Neighbourhood, now: datetime) -> None:
    lamps(town, now)
    assert proposals(town.users["worker"].scope_for(CasePermission.CAUSE), now=now) == []


def test_a_month_has_one_cause(town: Neighbourhood, now: datetime) -> None:
    cause = chosen(town, now)
    with pytest.raises(OneAMonth):
        chosen(town, now + DAYS)
    assert chosen(town, now + 31 * DAYS).month > cause.month


@pytest.mark.parametrize("who", ["worker", "grid_worker", "officer", "resident", "supervisor"])
def test_others_choose_none(town: Neighbourhood, now: datetime, who: str) -> None:
    with pytest.raises(PermissionMissing):
        chosen(town, now, who)


def test_neighbours_read_of_nobody_in_it(town: Neighbourhood, now: datetime) -> None:
    new = NewCause(
        month=now.date(),
        place=town.places["compound"],
        category=town.categories["lamp"],
        title="梧桐苑的路灯",
        why="王女士电话13812345678说了三次",
        counted={},
    )
    with pytest.raises(WordingTellsTooMuch):
        choose_cause(new, by=town.users["secretary"], now=now)


def test_a_measure_stands_in_its_partys_inbox_and_nowhere_else(
    town: Neighbourhood, now: datetime
) -> None:
    order = order_of(planned(town, chosen(town, now), now))
    assert order in workorders.inbox(town.users["property_manager"])
    assert order not in workorders.inbox(town.users["officer"])
    assert order.due_at > now + 9 * DAYS


def test_its_party_carries_it_out_and_others_do_not(town: Neighbourhood, now: datetime) -> None:
    measure = planned(town, chosen(town, now), now)
    order, manager = order_of(measure), town.users["property_manager"]
    with pytest.raises(OrderNotYours):
        finish_measure(order=order, result="好了", by=town.users["officer"], now=now)
    with pytest.raises(CauseUnknown):
        measure_for(town.users["officer"], measure.pk)
    with pytest.raises(WordsMissing):
        finish_measure(order=order, result=" ", by=manager, now=now)
    finish_measure(order=order, result="换好了，王师傅13812345678", by=manager, now=now)
    found = measure_for(manager, measure.pk)
    assert found.is_done
    assert "王" not in found.public_result and "换好了" in found.public_result


def test_what_is_given_back_needs_another_party(town: Neighbourhood, now: datetime) -> None:
    cause = chosen(town, now)
    measure = planned(town, cause, now)
    manager = town.users["property_manager"]
    return_measure(order=order_of(measure), reason="线路归供电所", by=manager, now=now)
    found = cause_for(town.users["secretary"], cause.pk, now=now)
    assert found.measures[0].is_returned and not found.is_carried_out
    order = found.measures[0].order
    drop_measure(measure=measure, order=order, by=town.users["secretary"], now=now)
    assert not Measure.objects.exists()


def test_plans_have_limits(town: Neighbourhood, now: datetime) -> None:
    cause, secretary = chosen(town, now), town.users["secretary"]
    for days in (0, 61):
        new = NewMeasure(what="换灯", party=town.parties["property_firm"], days=days)
        with pytest.raises(MeasureLimits):
            plan_measure(cause=cause, new=new, by=secretary, now=now)
    elsewhere = NewMeasure(what="换灯", party=town.parties["next_committee"], days=3)
    with pytest.raises(PartyElsewhere):
        plan_measure(cause=cause, new=elsewhere, by=secretary, now=now)


def test_the_effect_is_counted_after_the_last_measure(town: Neighbourhood, now: datetime) -> None:
    cause = chosen(town, now)
    measure = planned(town, cause, now)
    secretary, manager = town.users["secretary"], town.users["property_manager"]
    assert cause_for(secretary, cause.pk, now=now).effect is None
    finish_measure(order=order_of(measure), result="换好了", by=manager, now=now + 5 * DAYS)
    reported(town, "又一盏路灯不亮", at=now + 7 * DAYS)
    told = cause_for(secretary, cause.pk, now=now + 15 * DAYS).effect
    assert told is not None and told.compared.before is None, "the records begin with the lamps"
    reported(town, "树枝挡路", at=now - 40 * DAYS)
    told = cause_for(secretary, cause.pk, now=now + 15 * DAYS).effect
    assert told is not None
    assert (told.days, told.compared.before, told.compared.count) == (10, 4, 1)


def test_a_cause_is_closed_once_all_is_done(town: Neighbourhood, now: datetime) -> None:
    cause, secretary = chosen(town, now), town.users["secretary"]
    measure = planned(town, cause, now)
    with pytest.raises(MeasuresOpen):
        end_cause(cause=cause, result="好了", by=secretary, now=now)
    manager = town.users["property_manager"]
    finish_measure(order=order_of(measure), result="换好了", by=manager, now=now)
    end_cause(cause=cause, result="新线路装好，坏灯少了。", by=secretary, now=now)
    with pytest.raises(services.CauseEnded):
        planned(town, cause, now)


def test_the_street_may_choose_for_its_communities(town: Neighbourhood, now: datetime) -> None:
    cause = chosen(town, now, "duty_officer")
    assert causes_at(town.places["community"], now=now)[0].cause == cause
    assert causes_at(town.places["next_community"], now=now) == []
    with pytest.raises(CauseUnknown):
        cause_for(town.users["next_worker"], cause.pk, now=now)


def test_the_pages_lead_through_it(town: Neighbourhood) -> None:
    lamps(town, timezone.now())
    client, firm = Client(), Client()
    client.force_login(town.users["secretary"])
    firm.force_login(town.users["property_manager"])
    lamp, compound = town.categories["lamp"].pk, town.places["compound"].pk
    offered = client.get("/desk/causes/").content.decode()
    assert "梧桐苑" in offered and "没有可比的" in offered
    sent = {"category": lamp, "place": compound, "title": "路灯", "why": ""}
    assert client.post("/desk/causes/choose/", sent).status_code == 422
    done = client.post("/desk/causes/choose/", {**sent, "why": "老是坏"})
    page = done["Location"]
    party = town.parties["property_firm"].pk
    client.post(f"{page}plan/", {"what": "换线路", "party": party, "days": "5"})
    url = f"/desk/causes/measures/{Measure.objects.get().pk}/"
    assert url in firm.get("/desk/").content.decode()
    assert firm.post(url, {"do": "finish", "words": ""}).status_code == 422
    assert firm.post(url, {"do": "accept", "words": ""}).status_code == 302
    assert firm.post(url, {"do": "finish", "words": "换好了"}).status_code == 302
    assert client.post(f"{page}end/", {"words": "好多了"}).status_code == 302
    public = Client().get("/public/990105003007/month/").content.decode()
    assert "路灯" in public and "换线路" in public and "换好了" in public and "好多了" in public
    assert "secretary" not in public


def test_the_number_of_statements_does_not_grow(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for month in range(3):
        cause = chosen(town, now + 31 * month * DAYS)
        for number in range(4):
            planned(town, cause, now, f"第{number}件")
    with django_assert_max_num_queries(6):
        assert len(causes_at(town.places["community"], now=now)) == 3
    scope = town.users["secretary"].scope_for(CasePermission.CAUSE)
    with django_assert_max_num_queries(6):
        assert proposals(scope, now=now + DAYS)


def test_an_order_of_a_measure_is_no_order_of_a_case(town: Neighbourhood, now: datetime) -> None:
    """A measure and a case may have the same number; an act on one must not touch the other."""
    order = order_of(planned(town, chosen(town, now), now))
    case = Case.objects.earliest("pk")
    WorkOrder.objects.filter(pk=order.pk).update(subject_id=case.pk)
    order.refresh_from_db()
    manager = town.users["property_manager"]
    with pytest.raises(Conflict):
        finish_case(order=order, result="换了灯", by=manager, now=now)
    with pytest.raises(Conflict):
        return_case(order=order, reason="不归我们", by=manager, now=now)


def test_a_party_that_has_ended_is_asked_for_nothing(town: Neighbourhood, now: datetime) -> None:
    cause, firm = chosen(town, now), town.parties["property_firm"]
    Party.objects.filter(pk=firm.pk).update(ended_at=now)
    assert firm not in parties_for(cause)
    with pytest.raises(PartyElsewhere):
        planned(town, cause, now)
