"""The pages of neighbours: without a script, with what was typed kept, and a fixed cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liren.accounts.models import User
from liren.deliberation.domain.phases import Step
from liren.deliberation.models import Ballot, Comment, Judgement, Statement, Support, Topic
from liren.deliberation.services import talk as services
from liren.deliberation.services import topics
from tests.factories import talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands on the day of the scenes."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_MORNING)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"deliberation:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_everybody_reads_and_an_empty_neighbourhood_says_what_to_do(town: Neighbourhood) -> None:
    page = text(Client().get(url("index")))
    assert "还没有在商量的事" in page and url("raise") in page


def test_a_few_words_become_a_topic(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    client = client_of(first)
    assert "textarea" in text(client.get(url("raise")))
    answer = client.post(url("raise"), {"words": talk.WORDS}, follow=True)
    topic = Topic.objects.get()
    assert answer.redirect_chain[-1][0] == url("topic", topic.pk)
    assert topic.title in text(client.get(url("index")))


def test_what_sounds_alike_is_shown_first_and_joined_with_one_tap(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic, client = talk.raised(town, first), client_of(second)
    said = "充电桩太少了，晚上要排队等"
    page = text(client.post(url("raise"), {"words": said}))
    assert topic.title in page and url("support", topic.pk) in page and said in page
    assert Topic.objects.count() == 1
    client.post(url("support", topic.pk))
    assert Support.objects.filter(topic=topic).count() == 2
    client.post(url("raise"), {"words": said, "different": "1"})
    assert Topic.objects.count() == 2


def test_whose_home_is_not_known_reads_why_before_writing(town: Neighbourhood) -> None:
    page = text(client_of(town.users["resident"]).get(url("raise")))
    assert "还不知道您住哪一户" in page and "<textarea" not in page


def test_words_with_a_number_are_kept_and_the_fault_is_named(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.discussed(town, first), client_of(first)
    for name in ("say", "comment"):
        answer = client.post(url(name, topic.pk), {"text": "找我 13800000000 团购"})
        page = text(answer)
        assert answer.status_code == 422
        assert "找我 13800000000 团购" in page and "＊＊" in page
    assert not Comment.objects.exists() and not Statement.objects.exists()


def test_one_statement_after_the_other_without_a_script(town: Neighbourhood) -> None:
    first, second = talk.neighbours(town, 2)
    topic, client = talk.discussed(town, first), client_of(second)
    for words in ("装在北门", "要有雨棚"):
        services.say(topic=topic, text=words, by=first, now=MONDAY_MORNING)
    for done in range(2):
        page = text(client.get(url("statements", topic.pk)))
        assert f"已表态 {done} / 2 条" in page
        statement = page.split('name="statement" value="')[1].split('"')[0]
        client.post(url("statements", topic.pk), {"statement": statement, "answer": "agree"})
    assert "您已经对全部观点表态" in text(client.get(url("statements", topic.pk)))
    assert Judgement.objects.filter(person__user=second).count() == 2


def test_a_ballot_is_looked_at_once_more_before_it_is_given(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.ticking(town, first), client_of(first)
    page = url("tick", topic.pk)
    assert "最多勾 2 项" in text(client.get(page))
    bad = client.post(page, {"ticks": ["1", "2", "3"]})
    assert bad.status_code == 422 and "勾了 3 项" in text(bad)
    assert "这样投，对吗？" in text(client.post(page, {"ticks": ["1", "2"]}))
    assert not Ballot.objects.exists()
    assert "checked" in text(client.post(page, {"ticks": ["1", "2"], "again": "1"}))
    client.post(page, {"ticks": ["1", "2"], "is_sure": "1"})
    assert Ballot.objects.count() == 1
    twice = client.post(page, {"ticks": ["3"], "is_sure": "1"}, follow=True)
    assert "已经线上投过票" in text(twice) and Ballot.objects.count() == 1


def test_a_home_says_whether_it_helped(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.evaluated(town, first)
    client, page = client_of(first), url("evaluate", measure.topic_id)
    assert measure.what in text(client.get(page))
    client.post(page, {f"answer_{measure.pk}": "partly", f"words_{measure.pk}": "还差一个"})
    assert measure.evaluations.get().words == "还差一个"


def test_following_begins_and_ends_with_one_tap(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, reader = talk.raised(town, first), client_of(town.users["resident"])
    reader.post(url("follow", topic.pk))
    assert topic.followers.count() == 2
    reader.post(url("follow", topic.pk), {"stop": "1"})
    assert topic.followers.count() == 1


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    page = text(Client().get(url("statements", topic.pk)))
    assert "/sign-in/?next=" in page
    assert Client().post(url("support", topic.pk))["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", ["index", "desk"])
def test_lists_cost_the_same_for_three_topics_and_for_thirty(
    name: str, town: Neighbourhood
) -> None:
    people = talk.neighbours(town, 4)
    reader = client_of(town.users["secretary"])
    reader.get(url(name))

    def add(count: int) -> None:
        for number in range(count):
            topic = talk.raised(town, people[0], f"第{Topic.objects.count()}件：路灯不亮{number}")
            topics.support_topic(topic=topic, by=people[1], now=MONDAY_MORNING)
            if number % 3 == 0:
                talk.moved(
                    topic, Step.DISCUSS, town.users["secretary"], now=MONDAY_MORNING,
                    until=talk.UNTIL,
                )  # fmt: skip

    add(3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        reader.get(url(name))
    add(27)
    with CaptureQueriesContext(connection) as many:
        reader.get(url(name))
    assert len(many) == len(few)


def test_a_topic_with_hundreds_of_voices_costs_as_much_as_one_with_few(
    town: Neighbourhood,
) -> None:
    people = talk.neighbours(town, 3)
    topic, reader = talk.discussed(town, people[0]), client_of(people[1])
    page = url("topic", topic.pk)
    services.comment(topic=topic, text="第一句", by=people[0], now=MONDAY_MORNING)
    reader.get(page)
    with CaptureQueriesContext(connection) as few:
        reader.get(page)
    Comment.objects.bulk_create(
        Comment(topic=topic, text=f"第{n}句", at=MONDAY_MORNING, phase="discussion")
        for n in range(400)
    )
    with CaptureQueriesContext(connection) as many:
        reader.get(page)
    assert len(many) == len(few)


def test_after_the_announced_end_nobody_is_asked_to_take_part(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = talk.neighbours(town, 2)
    topic, client = talk.discussed(town, first), client_of(second)
    row = services.say(topic=topic, text="装在北门", by=first, now=MONDAY_MORNING)
    assert "说说您的想法" in text(client.get(url("topic", topic.pk)))
    monkeypatch.setattr(timezone, "now", lambda: talk.AFTER)
    page = text(client.get(url("topic", topic.pk)))
    assert "说说您的想法" not in page and "参与时间已到" in page
    late = client.post(url("statements", topic.pk), {"statement": row.pk, "answer": "agree"})
    assert late.status_code in (302, 409, 422)
    assert not Judgement.objects.filter(person__user=second).exists()


def test_many_comments_come_a_part_at_a_time_the_latest_at_hand(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    Comment.objects.bulk_create(
        Comment(topic=topic, text=f"留言{n:02d}号", at=MONDAY_MORNING, phase="discussion")
        for n in range(60)
    )
    page = text(Client().get(url("topic", topic.pk)))
    assert "留言59号" in page and "留言19号" not in page
    assert "留言19号" in text(Client().get(url("topic", topic.pk), {"comments": "3"}))
