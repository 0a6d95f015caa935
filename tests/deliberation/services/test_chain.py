"""The whole chain: raised, talked over, decided, carried out, evaluated, revised."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.core.permissions import PermissionMissing
from liren.deliberation.domain.phases import ActNotOpen, Mode, Phase, Step, StepNotOpen
from liren.deliberation.domain.templates import (
    Kind,
    OutOfOrder,
    QuorumMissed,
    SittingsMissing,
    Template,
)
from liren.deliberation.models import Measure, Topic
from liren.deliberation.services import evaluations, measures, moving, sittings, sweeps, topics
from liren.deliberation.services.access import NotAResident
from liren.deliberation.services.words import WordsMissing, WordsTellTooMuch
from liren.notices.models import Delivery
from liren.people.models import Person
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

DAY = timedelta(days=1)


def test_a_topic_is_raised_with_a_few_words_and_asks_for_an_answer(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.raised(town, first)
    assert topic.phase == Phase.RAISED
    assert topic.title == "小区充电桩太少，晚上总要排队"
    assert topic.supports.count() == 1
    order = WorkOrder.objects.get(subject_type="deliberation.topic", subject_id=topic.pk)
    assert order.party == town.parties["committee"]
    assert order.due_at == topic.answer_by


def test_who_does_not_live_there_raises_nothing(town: Neighbourhood) -> None:
    for name in ("resident", "worker", "secretary", "audit_officer"):
        with pytest.raises(NotAResident):
            talk.raised(town, town.users[name])


def test_words_that_point_to_a_person_are_refused_and_said_which(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    with pytest.raises(WordsTellTooMuch) as told:
        talk.raised(town, first, "楼上13800000000天天吵")
    assert "13800000000" not in str(told.value)
    with pytest.raises(WordsMissing):
        talk.raised(town, first, "   ")


def test_enough_homes_bring_it_onto_the_agenda_and_people_of_one_home_count_once(
    town: Neighbourhood,
) -> None:
    people = talk.neighbours(town, 11, homes=10)
    topic = talk.raised(town, people[0])
    topics.support_topic(topic=topic, by=people[10], now=MONDAY_MORNING)  # of the first home
    for person in people[1:9]:
        topics.support_topic(topic=topic, by=person, now=MONDAY_MORNING)
    topic.refresh_from_db()
    assert topic.phase == Phase.RAISED
    topics.support_topic(topic=topic, by=people[9], now=MONDAY_MORNING)
    topic.refresh_from_db()
    assert topic.phase == Phase.DISCUSSION
    assert topic.open_until == MONDAY_MORNING + 14 * DAY
    with pytest.raises(ActNotOpen):
        topics.support_topic(topic=topic, by=people[1], now=MONDAY_MORNING)


def test_nobody_supports_twice(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic = talk.raised(town, first)
    topics.support_topic(topic=topic, by=second, now=MONDAY_MORNING)
    with pytest.raises(topics.SupportedAlready):
        topics.support_topic(topic=topic, by=second, now=MONDAY_MORNING)


def test_a_no_says_because_and_settles_the_order(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.raised(town, first)
    secretary = town.users["secretary"]
    with pytest.raises(WordsMissing):
        talk.moved(topic, Step.DECLINE, secretary, now=MONDAY_MORNING, words=" ")
    talk.moved(topic, Step.DECLINE, secretary, now=MONDAY_MORNING, words="线路容量不够")
    topic.refresh_from_db()
    assert (topic.phase, topic.answer) == (Phase.DECLINED, "线路容量不够")
    assert order_reads.open_order("deliberation.topic", topic.pk) is None
    with pytest.raises(StepNotOpen):
        talk.moved(topic, Step.DISCUSS, secretary, now=MONDAY_MORNING, until=talk.UNTIL)


def test_the_database_refuses_a_no_without_a_reason(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.raised(town, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(phase="declined", ended_at=MONDAY_MORNING)


def test_only_who_leads_moves_a_topic_and_never_before_the_announced_end(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    with pytest.raises(PermissionMissing):
        talk.moved(topic, Step.PLAN, town.users["worker"], now=talk.AFTER)
    with pytest.raises(moving.NotYet):
        talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.UNTIL - DAY)
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    topic.refresh_from_db()
    assert topic.phase == Phase.MEASURES


def test_more_time_can_be_given_and_never_less(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    secretary, now = town.users["secretary"], MONDAY_MORNING
    longer = talk.UNTIL + 2 * DAY
    moving.extend_phase(topic=topic, until=longer, words="再等等", by=secretary, now=now)
    with pytest.raises(moving.EndMissing):
        moving.extend_phase(topic=topic, until=talk.UNTIL, words="快点", by=secretary, now=now)


def test_four_deliberations_sit_one_after_the_other_and_each_has_to_agree(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first, template=Template.FOUR_STEPS)
    secretary, now = town.users["secretary"], talk.AFTER
    talk.moved(topic, Step.MEET, secretary, now=now)
    topic.refresh_from_db()
    with pytest.raises(OutOfOrder):
        talk.sitting(town, topic, Kind.MEMBERS, now=now)
    talk.held(town, topic, Kind.BRANCH, now=now, yes=1)
    with pytest.raises(OutOfOrder):  # the branch did not agree
        talk.sitting(town, topic, Kind.COMMITTEES, now=now)
    for kind in (Kind.BRANCH, Kind.COMMITTEES, Kind.MEMBERS):
        talk.held(town, topic, kind, now=now)
    with pytest.raises(SittingsMissing):
        talk.moved(topic, Step.PLAN, secretary, now=now)
    talk.held(town, topic, Kind.RESIDENTS, now=now)
    talk.moved(topic, Step.PLAN, secretary, now=now)


def test_a_meeting_is_told_before_and_too_few_decide_nothing(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first, template=Template.FOUR_STEPS)
    worker, now = town.users["worker"], talk.AFTER
    talk.moved(topic, Step.MEET, town.users["secretary"], now=now)
    topic.refresh_from_db()
    new = sittings.NewSitting(
        kind=Kind.BRANCH, starts_at=now + timedelta(hours=3), where="会议室",
        agenda=["议题"], invited=8, invited_words="党支部成员",
    )  # fmt: skip
    with pytest.raises(sittings.NoticeTooShort):
        sittings.call_sitting(topic=topic, new=new, by=worker, now=now)
    row = talk.sitting(town, topic, Kind.BRANCH, now=now)
    with pytest.raises(sittings.NotOver):
        sittings.note_present(sitting=row, name="代表", role="", by=worker, now=now)
    then = row.starts_at + timedelta(hours=1)
    sittings.note_present(sitting=row, name="代表", role="", by=worker, now=then)
    decision = sittings.NewDecision(text="同意", yes=1)
    with pytest.raises(QuorumMissed):
        sittings.write_decision(sitting=row, new=decision, by=worker, now=then)
    sittings.post_minutes(sitting=row, by=worker, now=then)  # that too few came is told, too
    with pytest.raises(sittings.Posted):
        sittings.note_present(sitting=row, name="代表二", role="", by=worker, now=then)


def test_a_plan_becomes_work_orders_when_it_is_published(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.planned(town, first)
    subject = {"subject_type": "deliberation.measure"}
    assert not WorkOrder.objects.filter(**subject).exists()
    talk.moved(topic, Step.PUBLISH, town.users["secretary"], now=talk.AFTER)
    order = WorkOrder.objects.get(**subject)
    assert order.party == town.parties["property_firm"]
    assert order in order_reads.inbox(town.users["property_manager"])
    with pytest.raises(moving.NotYet):
        talk.moved(topic, Step.BEGIN, town.users["secretary"], now=talk.AFTER + DAY)
    assert sweeps.follow_the_clock(now=talk.AFTER + 6 * DAY) == 1
    assert sweeps.follow_the_clock(now=talk.AFTER + 6 * DAY) == 0


def test_an_empty_plan_is_not_published(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    with pytest.raises(moving.PlanEmpty):
        talk.moved(topic, Step.PUBLISH, town.users["secretary"], now=talk.AFTER)


def test_followers_hear_of_every_change(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.running(town, first)
    firm, now = town.users["property_manager"], talk.AFTER + 8 * DAY
    before = Delivery.objects.filter(user=first).count()
    assert before >= 4  # talked over, decided, published, begun
    measures.tell_news(measure=measure, text="设备到了", by=firm, now=now)
    last = Delivery.objects.filter(user=first).latest("pk")
    assert "设备到了" in last.text


def test_what_is_called_off_or_given_more_time_is_told_too(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.discussed(town, first), town.users["secretary"]
    longer = talk.UNTIL + 2 * DAY
    moving.extend_phase(topic=topic, until=longer, words="再等等", by=secretary, now=MONDAY_MORNING)
    assert "更多" in _last_told(first) or "延长" in _last_told(first)
    now = longer + timedelta(hours=1)
    talk.moved(topic, Step.MEET, secretary, now=now)
    topic.refresh_from_db()
    row = talk.sitting(town, topic, Kind.MEETING, now=now)
    sittings.call_off_sitting(sitting=row, words="会议室停电", by=secretary, now=now)
    assert "会议室停电" in _last_told(first)


def _last_told(user: User) -> str:
    return Delivery.objects.filter(user=user).latest("pk").text


def test_what_is_decided_answers_a_topic_that_had_no_answer(town: Neighbourhood) -> None:
    """Homes bring it onto the agenda before the committee has said anything."""
    people = talk.neighbours(town, 10)
    topic = talk.raised(town, people[0])
    for other in people[1:]:
        topics.support_topic(topic=topic, by=other, now=MONDAY_MORNING)
    topic.refresh_from_db()
    assert topic.phase == Phase.DISCUSSION and topic.answered_at is None
    assert topic.open_until
    subject = {"subject_type": "deliberation.topic", "closed_at": None}
    assert WorkOrder.objects.filter(**subject).exists()
    secretary, now = town.users["secretary"], topic.open_until
    talk.moved(topic, Step.DECLINE, secretary, now=now, words="电容量不够，明年再看")
    topic.refresh_from_db()
    assert topic.answer == topic.decision == "电容量不够，明年再看"
    assert not WorkOrder.objects.filter(**subject).exists()


def test_what_homes_brought_up_is_given_its_way_when_it_comes_before_a_meeting(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.discussed(town, first), town.users["secretary"]
    talk.moved(topic, Step.MEET, secretary, now=talk.AFTER, template=Template.FOUR_STEPS)
    topic.refresh_from_db()
    assert topic.template == Template.FOUR_STEPS
    other = talk.discussed(town, first, template=Template.THREE_MEETINGS)
    talk.moved(other, Step.MEET, secretary, now=talk.AFTER, template=Template.PLAIN)
    other.refresh_from_db()
    assert other.template == Template.THREE_MEETINGS  # chosen before, and stays


def test_only_the_party_in_charge_says_how_it_stands(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.running(town, first)
    for name in ("secretary", "worker", "officer", "resident"):
        with pytest.raises(measures.NotInCharge):
            measures.tell_news(
                measure=measure, text="好了", by=town.users[name], now=talk.AFTER + 8 * DAY
            )


def test_a_party_gives_it_back_and_another_one_is_asked(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    measure, now = talk.running(town, first), talk.AFTER + 8 * DAY
    firm, worker = town.users["property_manager"], town.users["worker"]
    measures.return_measure(measure=measure, reason="不归我们管", by=firm, now=now)
    with pytest.raises(measures.MeasureSettled):
        measures.tell_news(measure=measure, text="好了", by=firm, now=now)
    city = town.parties["city_management"]
    measures.give_to(measure=measure, party=city, by=worker, now=now)
    measure.refresh_from_db()
    measures.tell_news(measure=measure, text="接了", by=town.users["officer"], now=now)


def test_thirty_days_without_news_raise_a_reminder_once(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.running(town, first)
    late = talk.AFTER + 31 * DAY
    assert sweeps.remind_silent(now=talk.AFTER + 29 * DAY) == 0
    assert sweeps.remind_silent(now=late) == 1
    assert sweeps.remind_silent(now=late) == 0
    told = Delivery.objects.filter(subject_type__startswith="deliberation.measure.silent")
    assert {row.user for row in told} >= {town.users["secretary"], town.users["property_manager"]}
    assert measure.topic.steps.filter(what="measure_silent").exists()


def test_no_measure_closes_without_its_neighbours(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 3)
    measure = talk.evaluated(town, people[0])
    topic, over = measure.topic, talk.AFTER + 60 * DAY
    with pytest.raises(moving.EvaluationDecides):
        talk.moved(topic, Step.CLOSE, town.users["secretary"], now=over)
    talk.judged(measure, people[:2], ["settled", "settled"])
    assert evaluations.settle_evaluation(topic=topic, now=over) == Phase.EVALUATION  # three needed
    topic.refresh_from_db()
    assert topic.steps.filter(what="asked_again").count() == 1
    evaluations.evaluate(measure=measure, answer="not", words="", by=people[2], now=over)
    sweeps.follow_the_clock(now=over + 15 * DAY)
    topic.refresh_from_db()
    assert topic.phase == Phase.CLOSED
    assert Measure.objects.get(pk=measure.pk).verdict == "favourable"


def test_an_unfavourable_evaluation_opens_a_revision(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 3)
    measure = talk.evaluated(town, people[0])
    topic, over = measure.topic, talk.AFTER + 60 * DAY
    talk.judged(measure, people, ["settled", "partly", "not"])
    sweeps.follow_the_clock(now=over)
    topic.refresh_from_db()
    assert (topic.phase, topic.revision) == (Phase.REVISION, 1)
    talk.plan(town, topic, now=over)
    talk.moved(topic, Step.PUBLISH, town.users["secretary"], now=over)
    assert topic.measures.filter(revision=1, begun_at__isnull=False).count() == 1


def test_a_home_speaks_once_of_a_measure_and_may_think_again(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2, homes=1)
    measure = talk.evaluated(town, first)
    talk.judged(measure, [first, second], ["not", "settled"])
    [row] = measure.evaluations.all()
    assert row.answer == "settled"
    person = Person.objects.get(user=first)
    with pytest.raises(evaluations.HomeSpoke):
        evaluations.enter_evaluation(
            measure=measure, person=person, answer="not", words="",
            by=town.users["worker"], now=talk.AFTER + 22 * DAY,
        )  # fmt: skip


def test_a_response_topic_has_needs_and_no_statements(town: Neighbourhood) -> None:
    from liren.deliberation.services import needs
    from liren.deliberation.services import talk as services

    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first, mode=Mode.RESPONSE)
    need = needs.state_need(topic=topic, text="要遮雨棚", by=first, now=MONDAY_MORNING)
    with pytest.raises(ActNotOpen):
        services.say(topic=topic, text="要遮雨棚", by=first, now=MONDAY_MORNING)
    answer = {"kind": "will", "text": "下个月装", "by": town.users["worker"], "now": MONDAY_MORNING}
    firm = town.parties["property_firm"]
    needs.answer_need(need=need, party=firm, **answer)  # type: ignore[arg-type]  # said once
    with pytest.raises(needs.AnsweredAlready):
        needs.answer_need(need=need, party=firm, **answer)  # type: ignore[arg-type]  # said once
