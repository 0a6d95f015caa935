"""回应: what neighbours need, answered by the office or by the party that is asked itself."""

from datetime import timedelta

import pytest

from liren.core.errors import NotAllowed
from liren.deliberation.domain.phases import ActNotOpen, Mode, Step
from liren.deliberation.models import Need, Topic
from liren.deliberation.services import moderating, moving
from liren.deliberation.services import needs as services
from liren.deliberation.services.measures import PartyElsewhere
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING


@pytest.fixture
def need(town: Neighbourhood) -> Need:
    return talk.some_need(town)


def asked(town: Neighbourhood, need: Need) -> WorkOrder:
    firm, worker = town.parties["property_firm"], town.users["worker"]
    return services.ask_party(need=need, party=firm, by=worker, now=NOW)


def answer(town: Neighbourhood, need: Need, by: str) -> None:
    services.answer_need(
        need=need, party=town.parties["property_firm"], kind="will", text="下个月装",
        by=town.users[by], now=NOW,
    )  # fmt: skip


def test_a_party_that_is_asked_answers_from_its_inbox(town: Neighbourhood, need: Need) -> None:
    firm = town.users["property_manager"]
    with pytest.raises(NotAllowed):  # nobody has asked it
        answer(town, need, "property_manager")
    order = asked(town, need)
    assert order in order_reads.inbox(firm)
    with pytest.raises(services.AskedAlready):
        asked(town, need)
    answer(town, need, "property_manager")
    order.refresh_from_db()
    assert (order.status, order.result) == ("done", "下个月装")
    with pytest.raises(services.AnsweredAlready):
        asked(town, need)


def test_the_office_writes_down_what_a_party_said_and_its_order_is_settled(
    town: Neighbourhood, need: Need
) -> None:
    order = asked(town, need)
    answer(town, need, "worker")
    order.refresh_from_db()
    assert order.status == "done"


def test_another_party_does_not_answer_for_the_one_that_was_asked(
    town: Neighbourhood, need: Need
) -> None:
    asked(town, need)
    for name in ("officer", "resident"):
        with pytest.raises(NotAllowed):
            answer(town, need, name)


def test_only_parties_of_the_place_are_asked(town: Neighbourhood, need: Need) -> None:
    elsewhere = town.parties["property_firm"]
    elsewhere.put_at(town.places["next_community"])
    elsewhere.save()
    with pytest.raises(PartyElsewhere):
        asked(town, need)


def test_every_need_is_answered_before_a_plan_follows(town: Neighbourhood, need: Need) -> None:
    topic, secretary = need.topic, town.users["secretary"]
    with pytest.raises(moving.NeedsOpen):
        talk.moved(topic, Step.PLAN, secretary, now=talk.AFTER)
    order = asked(town, need)
    services.answer_need(
        need=need, party=town.parties["committee"], kind="partly", text="先装两个",
        by=town.users["worker"], now=NOW,
    )  # fmt: skip
    talk.moved(topic, Step.PLAN, secretary, now=talk.AFTER)
    order.refresh_from_db()
    assert order.status == "cancelled"  # its time is over, so nobody waits for it
    with pytest.raises(ActNotOpen):
        asked(town, need)


def test_nobody_is_asked_about_words_that_were_hidden(town: Neighbourhood, need: Need) -> None:
    order = asked(town, need)
    new = moderating.NewHiding(thing="need", thing_id=need.pk, because="advert", words="是广告")
    moderating.hide_words(topic=need.topic, new=new, by=town.users["worker"], now=NOW)
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_needs_go_on_being_answered_before_a_meeting(town: Neighbourhood, need: Need) -> None:
    talk.moved(need.topic, Step.MEET, town.users["secretary"], now=talk.AFTER)
    asked(town, need)
    later = Topic.objects.get(pk=need.topic_id)
    assert later.phase == "meeting" and later.mode == Mode.RESPONSE
    answer(town, need, "property_manager")


def test_a_neighbour_needs_something_until_the_announced_end(
    town: Neighbourhood, need: Need
) -> None:
    from liren.deliberation.services.access import TimeOver

    [second] = talk.neighbours(town, 1)
    with pytest.raises(TimeOver):
        services.state_need(
            topic=need.topic, text="要一盏灯", by=second, now=talk.UNTIL + timedelta(minutes=1)
        )
    services.enter_need(  # who rang in time is not lost
        topic=need.topic, text="要一盏灯", source="telephone", person=None,
        by=town.users["worker"], now=talk.UNTIL + timedelta(minutes=1),
    )  # fmt: skip
