"""The desk's pages: the next step in one form, what was typed kept, scopes, paper."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from liren.accounts.models import User
from liren.deliberation.domain.phases import Phase, Step
from liren.deliberation.domain.templates import Kind
from liren.deliberation.models import Ballot, Measure, Statement, TalkRules, Topic
from liren.deliberation.services import talk as services
from liren.deliberation.services import votes
from liren.people.models import Person
from tests.factories import rows, talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


class Clock:
    """What time it is on the pages."""

    now = MONDAY_MORNING


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(timezone, "now", lambda: one.now)
    return one


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"deliberation:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_topic_is_taken_up_with_an_answer_and_an_end(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.raised(town, first), client_of(town.users["secretary"])
    assert "纳入议程" in text(client.get(url("desk_topic", topic.pk)))
    typed = {"words": "大家谈谈", "mode": "open", "template": "plain", "until": ""}
    bad = client.post(url("desk_do", topic.pk, "take_up"), typed)
    assert bad.status_code == 422 and "大家谈谈" in text(bad)
    typed["until"] = "2026-11-30T20:00"
    client.post(url("desk_do", topic.pk, "take_up"), typed)
    topic.refresh_from_db()
    assert (topic.phase, topic.answer) == (Phase.DISCUSSION, "大家谈谈")


def test_the_worker_sees_the_topic_and_no_step_that_is_not_theirs(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.raised(town, first)
    page = text(client_of(town.users["worker"]).get(url("desk_topic", topic.pk)))
    assert "纳入议程" not in page and "写清单" in page
    answer = client_of(town.users["worker"]).post(
        url("desk_do", topic.pk, "decline"), {"words": "不办"}
    )
    assert answer.status_code == 422 and Topic.objects.get(pk=topic.pk).phase == Phase.RAISED


def test_the_next_community_finds_nothing(town: Neighbourhood) -> None:
    measure = talk.some_measure(town)
    client = client_of(town.users["next_worker"])
    for page in (
        url("desk_topic", measure.topic_id),
        url("desk_measure", measure.pk),
        url("desk_sitting", talk.some_sitting(town).pk),
    ):
        assert client.get(page).status_code == 404
    assert measure.topic.title not in text(client.get(url("desk")))


def test_a_case_is_put_to_the_neighbours(town: Neighbourhood) -> None:
    case, client = rows.case(town), client_of(town.users["worker"])
    page = text(client.get(reverse("cases:desk_case", args=[case.pk])))
    assert f"{url('desk_new')}?case={case.pk}" in page
    form = text(client.get(f"{url('desk_new')}?case={case.pk}"))
    assert case.title in form
    typed = {
        "title": "路灯太暗", "words": "北门一带的路灯要不要加亮", "cases": [case.pk],
        "offered": [case.pk], "place": town.places["community"].pk,
    }  # fmt: skip
    client.post(url("desk_new"), typed)
    topic = Topic.objects.get()
    assert topic.is_from_office and topic.cases.get().case == case


def test_a_paper_names_its_person_and_two_type_it(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, page = talk.ticking(town, first), "desk_do"
    worker, secretary = client_of(town.users["worker"]), client_of(town.users["secretary"])
    person = Person.objects.get(user=first)
    typed: dict[str, Any] = {"number": "0007", "who": "没有这个人", "ticks": ["1"]}
    bad = worker.post(url(page, topic.pk, "paper"), typed)
    assert bad.status_code == 422 and "没有这个人" in text(bad)
    worker.post(url(page, topic.pk, "paper"), typed | {"who": person.name})
    assert Ballot.objects.get().paper == "0007"
    assert "0007" in text(worker.get(url("desk_topic", topic.pk)))
    secretary.post(url(page, topic.pk, "confirm"), {"number": "0007", "ticks": ["1"]})
    assert Ballot.objects.get().confirmed_by


def test_who_shares_a_name_is_asked_for_the_home(town: Neighbourhood) -> None:
    people = talk.neighbours(town, 2)
    for person in Person.objects.filter(user__in=people):
        talk.said_of(person, name="王芳")
    topic = talk.ticking(town, people[0])
    client = client_of(town.users["worker"])
    typed = {"number": "1", "who": "王芳", "ticks": ["1"]}
    assert "请加上门牌" in text(client.post(url("desk_do", topic.pk, "paper"), typed))
    home = Person.objects.get(user=people[1]).place.name
    client.post(url("desk_do", topic.pk, "paper"), typed | {"who": f"王芳 {home}"})
    assert Ballot.objects.get().person == Person.objects.get(user=people[1])


def test_a_meeting_is_written_down_and_posted(town: Neighbourhood, clock: Clock) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.discussed(town, first), client_of(town.users["worker"])
    talk.moved(topic, Step.MEET, town.users["secretary"], now=talk.AFTER)
    topic.refresh_from_db()
    row = talk.sitting(town, topic, Kind.MEETING, now=talk.AFTER)
    clock.now = row.starts_at + timedelta(hours=1)
    page = url("desk_sitting", row.pk)
    client.post(url("desk_write", row.pk, "present"), {"present-name": "代表一"})
    bad = client.post(
        url("desk_write", row.pk, "decision"),
        {"decision-text": "同意", "decision-yes": 5, "decision-no": 0, "decision-abstained": 0},
    )
    assert bad.status_code == 422 and "举手 5 人" in text(bad)
    client.post(
        url("desk_write", row.pk, "minute"),
        {"minute-item": 1, "minute-speaker": "居民代表", "minute-text": "赞成装"},
    )
    client.post(
        url("desk_write", row.pk, "decision"),
        {"decision-text": "同意", "decision-yes": 1, "decision-no": 0, "decision-abstained": 0},
    )
    photo = BytesIO()
    Image.new("RGB", (60, 40), (250, 250, 250)).save(photo, "JPEG")
    photo.seek(0)
    photo.name = "sheet.jpg"
    client.post(url("desk_write", row.pk, "photo"), {"photo-photo": photo})
    sheet = row.photos.get()
    shown = client.get(url("desk_sheet", row.pk, sheet.pk))
    assert shown["Content-Type"] == "image/jpeg"
    client.post(url("desk_post", row.pk))
    public = text(Client().get(url("minutes", topic.pk, row.pk)))
    assert "赞成装" in public and "代表一" not in public
    assert "赞成装" in text(client.get(page))


def test_a_file_that_is_no_photo_is_refused_in_words(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.discussed(town, first), client_of(town.users["worker"])
    talk.moved(topic, Step.MEET, town.users["secretary"], now=talk.AFTER)
    topic.refresh_from_db()
    row = talk.sitting(town, topic, Kind.MEETING, now=talk.AFTER)
    bad = BytesIO(b"not a picture")
    bad.name = "sheet.jpg"
    answer = client.post(url("desk_write", row.pk, "photo"), {"photo-photo": bad})
    assert answer.status_code == 422 and not row.photos.exists()


def test_invitation_and_ballots_are_printed(town: Neighbourhood) -> None:
    client = client_of(town.users["worker"])
    made = client.get(url("desk_invitation", talk.some_sitting(town).pk))
    paper = pypdfium2.PdfDocument(made.content)[0].get_textpage().get_text_range()
    assert "居委会二楼" in paper
    [first] = talk.neighbours(town, 1)
    topic = talk.ticking(town, first)
    made = client.get(f"{url('desk_ballots', topic.pk)}?first=3&count=2")
    pages = pypdfium2.PdfDocument(made.content)
    assert len(pages) == 2
    words = pages[0].get_textpage().get_text_range()
    assert "0003" in words and "充电桩" in words


def test_a_measure_is_worked_on_by_its_party(town: Neighbourhood, clock: Clock) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.running(town, first)
    clock.now = talk.AFTER + timedelta(days=8)
    client, page = client_of(town.users["property_manager"]), url("desk_measure", measure.pk)
    assert measure.what in text(client.get(page))
    do = url("desk_measure_do", measure.pk, "news")
    client.post(do, {"do": "accept", "news-words": ""})
    assert client.post(do, {"do": "finish", "news-words": ""}).status_code == 422
    client.post(do, {"do": "news", "news-words": "设备到了"})
    assert "设备到了" in text(Client().get(url("topic", measure.topic_id)))
    client.post(do, {"do": "finish", "news-words": "装好了"})
    assert Measure.objects.get(pk=measure.pk).done_at == clock.now
    inbox = text(client.get("/desk/"))
    assert page not in inbox


def test_the_order_in_the_inbox_leads_to_the_measure(town: Neighbourhood, clock: Clock) -> None:
    [first] = talk.neighbours(town, 1)
    measure = talk.running(town, first)
    clock.now = talk.AFTER + timedelta(days=8)
    inbox = text(client_of(town.users["property_manager"]).get("/desk/"))
    assert url("desk_measure", measure.pk) in inbox


def test_words_are_hidden_with_a_reason_and_defended(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.discussed(town, first)
    row = services.comment(topic=topic, text="买充电器找我", by=first, now=MONDAY_MORNING)
    worker, secretary = client_of(town.users["worker"]), client_of(town.users["secretary"])
    assert "买充电器找我" in text(worker.get(url("desk_moderation")))
    page = url("desk_hide", topic.pk, "comment", row.pk)
    assert worker.post(page, {"because": "advert", "words": ""}).status_code == 422
    worker.post(page, {"because": "advert", "words": "这里不登广告"})
    public = text(Client().get(url("topic", topic.pk)))
    assert "买充电器找我" not in public and "被隐藏" in public
    hiding = topic.hidings.get()
    author = client_of(first)
    assert "这里不登广告" in text(author.get(url("appeal", hiding.pk)))
    author.post(url("appeal", hiding.pk), {"words": "只是帮忙"})
    own = worker.post(url("desk_rule", hiding.pk), {"is_restored": "no", "words": "维持"})
    assert own.status_code == 422
    secretary.post(url("desk_rule", hiding.pk), {"is_restored": "yes", "words": "可以留"})
    assert "买充电器找我" in text(Client().get(url("topic", topic.pk)))


def test_the_community_settles_its_numbers(town: Neighbourhood) -> None:
    client = client_of(town.users["secretary"])
    page = text(client.get(url("desk_rules")))
    names = re.findall(r'name="((?:days|quorum)_\w+)" value="([^"]*)"', page)
    typed: dict[str, str] = dict(names) | {
        "support_homes": "5", "answer_days": "10", "discussion_days": "7",
        "publication_days": "3", "evaluation_days": "14", "fewest_evaluations": "2",
    }  # fmt: skip
    bad = client.post(url("desk_rules"), typed | {"quorum_branch": "viele"})
    assert bad.status_code == 422 and not TalkRules.objects.exists()
    client.post(url("desk_rules"), typed | {"quorum_branch": "2/3"})
    rules = TalkRules.objects.get()
    assert rules.support_homes == 5
    assert rules.sittings["branch"] == {"notice_days": 1, "quorum": "2/3"}


def test_a_party_is_asked_and_answers_from_its_inbox(town: Neighbourhood) -> None:
    need = talk.some_need(town)
    firm, worker = client_of(town.users["property_manager"]), client_of(town.users["worker"])
    assert firm.get(url("desk_asked", need.pk)).status_code == 404  # nobody has asked it
    page = url("desk_ask", need.topic_id, need.pk)
    assert worker.post(page, {"ask-party": ""}).status_code == 422
    worker.post(page, {"ask-party": town.parties["property_firm"].pk})
    assert url("desk_asked", need.pk) in text(firm.get("/desk/"))
    page = url("desk_asked", need.pk)
    assert need.text in text(firm.get(page))
    kept = firm.post(page, {"kind": "will", "text": "请找王芳 13800000001"})
    assert kept.status_code == 422 and "13800000001" in text(kept)
    firm.post(page, {"kind": "will", "text": "下个月装好"})
    assert "下个月装好" in text(firm.get(page))
    assert "下个月装好" in text(Client().get(url("topic", need.topic_id)))
    assert client_of(town.users["grid_worker"]).get(page).status_code == 404


def test_long_talks_are_shown_a_part_at_a_time(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, client = talk.discussed(town, first), client_of(town.users["worker"])
    Statement.objects.bulk_create(
        Statement(topic=topic, text=f"想法{n:03d}号", at=MONDAY_MORNING) for n in range(130)
    )
    page = url("desk_topic", topic.pk)
    assert "想法039号" in text(client.get(page)) and "想法040号" not in text(client.get(page))
    assert "想法040号" in text(client.get(page, {"statements": "2"}))
    assert client.get(page, {"statements": "x"}).status_code == 200


def test_what_the_vote_decides_is_not_offered_before_it_has(town: Neighbourhood) -> None:
    [first] = talk.neighbours(town, 1)
    topic, secretary = talk.discussed(town, first), town.users["secretary"]
    talk.moved(topic, Step.ASK_VOTE, secretary, now=talk.AFTER)
    votes.ask_vote(
        topic=topic, question="同意吗", basis="homes", item=None, by=secretary, now=talk.AFTER
    )
    client, page = client_of(secretary), url("desk_topic", topic.pk)
    assert "定下来了" not in text(client.get(page))
    Topic.objects.filter(pk=topic.pk).update(vote_outcome="passed")
    assert "定下来了" in text(client.get(page))


def test_every_page_of_a_paper_has_its_number_and_nobody_always_stands_first(
    town: Neighbourhood,
) -> None:
    [first] = talk.neighbours(town, 1)
    topic = talk.balloted(town, first, costs=[300 + n for n in range(24)])
    page = url("desk_ballots", topic.pk)
    made = client_of(town.users["worker"]).get(page, {"first": "7", "count": "2"})
    paper = pypdfium2.PdfDocument(made.content)
    pages = [one.get_textpage().get_text_range() for one in paper]
    numbers = [("0007" in page, "0008" in page) for page in pages]
    assert numbers == [(True, False), (True, False), (False, True), (False, True)]
    orders = [re.findall(r"项目 ?(\d+)", two[0] + two[1]) for two in (pages[:2], pages[2:])]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1])
    assert len(orders[0]) == 24
