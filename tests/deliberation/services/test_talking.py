"""What is said: judged by all, hidden with a reason, defended, drawn when the talk has ended."""

from datetime import timedelta

import pytest

from liren.deliberation.domain.phases import ActNotOpen, Step
from liren.deliberation.models import Judgement, OpinionMap, Statement
from liren.deliberation.selectors import talk as reads
from liren.deliberation.services import moderating, telling
from liren.deliberation.services import talk as services
from liren.deliberation.services.access import NotAResident
from liren.notices.models import Delivery
from liren.people.models import Person
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

SAID = (
    "装在北门",
    "装在南门",
    "先装五个试试",
    "要有雨棚",
    "费用要公开",
    "离楼远一点",
    "大家都要安全",
)


def test_whoever_says_something_agrees_with_it_and_thinks_again_until_the_end(
    town: Neighbourhood,
) -> None:
    first, second = talk.neighbours(town, 2)
    topic = talk.discussed(town, first)
    row = services.say(topic=topic, text="装在北门", by=first, now=MONDAY_MORNING)
    assert Judgement.objects.get(statement=row).answer == 1
    for answer in (1, -1):
        services.judge(
            topic=topic, statement_id=row.pk, answer=answer, by=second, now=MONDAY_MORNING
        )
    assert Judgement.objects.filter(statement=row).count() == 2
    with pytest.raises(services.SaidAlready):
        services.say(topic=topic, text="装在北门", by=second, now=MONDAY_MORNING)


def test_staff_enter_what_was_said_and_judge_for_nobody(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, worker = talk.discussed(town, first), town.users["worker"]
    row = services.enter_statement(
        topic=topic, text="电话里说要便宜", source="telephone", person=None, by=worker,
        now=MONDAY_MORNING,
    )  # fmt: skip
    assert (row.person, row.entered_by) == (None, worker.audit_name)
    assert not Judgement.objects.exists()
    for name in ("worker", "secretary", "duty_officer", "administrator"):
        with pytest.raises(NotAResident):
            services.judge(
                topic=topic, statement_id=row.pk, answer=1, by=town.users[name],
                now=MONDAY_MORNING,
            )  # fmt: skip


def test_the_picture_is_drawn_when_the_talk_has_ended_and_not_before(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 36)
    topic = talk.discussed(town, people[0])
    talk.say_all(topic, people, SAID)
    assert reads.map_of(topic) is None
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    data = OpinionMap.objects.get(topic=topic).data
    assert data["people"] == 36
    assert sum(group["size"] for group in data["groups"]) == 36
    shared = Statement.objects.get(text=SAID[-1]).pk
    assert shared in [saying["statement"] for saying in data["unites"]]


@pytest.mark.parametrize("count", [1, 29])
def test_no_groups_are_drawn_of_too_few(town: Neighbourhood, count: int) -> None:
    """With one voter, or twenty-nine, only counts are told; nothing breaks."""
    people = talk.neighbours(town, count)
    topic = talk.discussed(town, people[0])
    said = SAID if count >= len(SAID) else SAID[:1]
    talk.say_all(topic, people, said)
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    data = OpinionMap.objects.get(topic=topic).data
    assert (data["people"], data["groups"]) == (count, [])


def test_a_talk_of_nobody_ends_too(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    assert OpinionMap.objects.get(topic=topic).data["people"] == 0


def test_the_log_does_not_say_who_thinks_what(town: Neighbourhood) -> None:
    from liren.core.models import AuditEvent

    first, second = talk.neighbours(town, 2)
    topic = talk.discussed(town, first)
    row = services.say(topic=topic, text="装在北门", by=first, now=MONDAY_MORNING)
    before = AuditEvent.objects.count()
    services.judge(topic=topic, statement_id=row.pk, answer=-1, by=second, now=MONDAY_MORNING)
    assert AuditEvent.objects.count() == before


def test_hidden_words_can_be_defended_and_another_one_rules(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic, worker = talk.discussed(town, first), town.users["worker"]
    row = services.comment(topic=topic, text="买充电器找我", by=first, now=MONDAY_MORNING)
    new = moderating.NewHiding(
        thing="comment", thing_id=row.pk, because="advert", words="这里不登广告"
    )
    now = MONDAY_MORNING
    hiding = moderating.hide_words(topic=topic, new=new, by=worker, now=now)
    assert not reads.comments(topic).exists()
    with pytest.raises(moderating.HiddenAlready):
        moderating.hide_words(topic=topic, new=new, by=worker, now=now)
    with pytest.raises(moderating.NotYours):
        moderating.appeal(hiding=hiding, words="不是我的", by=second, now=now)
    moderating.appeal(hiding=hiding, words="只是帮忙", by=first, now=now)
    with pytest.raises(moderating.OwnHiding):
        moderating.rule_on_appeal(
            hiding=hiding, is_restored=False, words="维持", by=worker, now=now
        )
    moderating.rule_on_appeal(
        hiding=hiding, is_restored=True, words="可以留", by=town.users["secretary"], now=now
    )
    assert reads.comments(topic).exists()
    with pytest.raises(moderating.AppealedAlready):
        moderating.appeal(hiding=hiding, words="再说", by=first, now=now)


def test_the_author_is_told_once_why(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    row = services.comment(topic=topic, text="买充电器找我", by=first, now=MONDAY_MORNING)
    new = moderating.NewHiding(
        thing="comment", thing_id=row.pk, because="advert", words="这里不登广告"
    )
    hiding = moderating.hide_words(
        topic=topic, new=new, by=town.users["worker"], now=MONDAY_MORNING
    )
    assert telling.tell_author(hiding.pk, now=MONDAY_MORNING)
    assert not telling.tell_author(hiding.pk, now=MONDAY_MORNING)
    [told] = Delivery.objects.filter(subject_type="deliberation.hiding")
    assert told.user == first and "这里不登广告" in told.text


def test_a_hidden_statement_counts_no_more_in_the_picture(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 8)
    topic = talk.discussed(town, people[0])
    talk.say_all(topic, people, SAID)
    bad = Statement.objects.get(text=SAID[0])
    new = moderating.NewHiding(
        thing="statement", thing_id=bad.pk, because="elsewhere", words="和议题无关"
    )
    moderating.hide_words(topic=topic, new=new, by=town.users["worker"], now=MONDAY_MORNING)
    with pytest.raises(services.StatementUnknown):
        services.judge(topic=topic, statement_id=bad.pk, answer=1, by=people[1], now=MONDAY_MORNING)
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER)
    assert str(bad.pk) not in OpinionMap.objects.get(topic=topic).data["counts"]


def test_nobody_talks_in_a_topic_that_has_ended(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.raised(town, first), town.users["secretary"]
    talk.moved(topic, Step.DECLINE, secretary, now=MONDAY_MORNING)
    for by in (first, secretary):
        with pytest.raises(ActNotOpen):
            services.comment(topic=topic, text="还有话说", by=by, now=MONDAY_MORNING)


def test_one_person_leaves_room_for_others(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    for number in range(services.MOST_OF_ONE):
        services.comment(topic=topic, text=f"第{number}句", by=first, now=MONDAY_MORNING)
    with pytest.raises(services.SaidEnough):
        services.comment(topic=topic, text="再来一句", by=first, now=MONDAY_MORNING)


def test_the_order_of_statements_is_ones_own_and_stays(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 9)
    topic = talk.discussed(town, people[0])
    talk.say_all(topic, people[:7], SAID)
    readers = [Person.objects.get(user=user) for user in people[7:]]
    firsts = {reads.turn_of(topic, reader).statement for reader in readers}
    again = {reads.turn_of(topic, reader).statement for reader in readers}
    assert firsts == again


def test_followers_without_an_account_are_told_by_telephone(town: Neighbourhood) -> None:
    from liren.core.permissions import SYSTEM
    from liren.people.services import NewPerson, add_person

    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    home = Person.objects.get(user=first).place
    caller = add_person(
        NewPerson(name="来电人", place=home, phone="13800002222"), by=SYSTEM, now=MONDAY_MORNING
    )
    services.enter_statement(
        topic=topic, text="声音小一点", source="telephone", person=caller,
        by=town.users["worker"], now=MONDAY_MORNING,
    )  # fmt: skip
    talk.moved(topic, Step.PLAN, town.users["secretary"], now=talk.AFTER + timedelta(hours=1))
    told = Delivery.objects.filter(user=None, subject_id=topic.pk)
    assert told.count() == 1
