"""The desk's page of group chats: paste, look through, confirm; and what is copied back."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from liren.cases.models import Case, ChatKey, ChatPaste
from liren.cases.services.chat_keys import make_chat_key
from liren.cases.services.chat_pastes import take_paste
from liren.cases.services.chat_settling import confirm_all
from tests.factories.neighbourhood import Neighbourhood

CHAT = (
    "李姐 21:03\n3号楼2单元门口的路灯坏了三天了，找王师傅 13800000001\n老周 21:04\n我家也是\n"
    "阿芳 21:05\n早上好\n小胡 21:06\n北门的地漏返水了，臭得很\n"
)
HERE = "/desk/chats/"


@pytest.fixture
def desk(town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users["worker"])
    return client


def pasted(desk: Client, town: Neighbourhood) -> ChatPaste:
    answer = desk.post(HERE, {"text": CHAT, "place": town.places["community"].pk})
    assert answer.status_code == 302, answer.content.decode()
    return ChatPaste.objects.latest("pk")


def page(desk: Client, paste: ChatPaste) -> str:
    answer = desk.get(f"{HERE}{paste.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_worker_pastes_and_confirms(desk: Client, town: Neighbourhood) -> None:
    paste = pasted(desk, town)
    shown = page(desk, paste)
    for word in ("路灯", "返水", "李姐、老周", "打招呼", "邻居们好", "Hello neighbours"):
        assert word in shown, word
    lamp = paste.drafts[0]
    values = {
        f"draft{lamp['key']}-title": "路灯坏了",
        f"draft{lamp['key']}-place": town.places["building"].pk,
        f"draft{lamp['key']}-category": town.categories["lamp"].pk,
    }
    answer = desk.post(f"{HERE}{paste.pk}/{lamp['key']}/confirm/", values, follow=True)
    assert "已收下：路灯坏了" in answer.content.decode()
    assert Case.objects.get().voices == 2
    desk.post(f"{HERE}{paste.pk}/confirm/")
    assert Case.objects.count() == 2
    assert "都处理好了" in page(desk, paste)


def test_a_title_left_empty_comes_back_with_what_was_typed(
    desk: Client, town: Neighbourhood
) -> None:
    paste = pasted(desk, town)
    key = paste.drafts[0]["key"]
    answer = desk.post(f"{HERE}{paste.pk}/{key}/confirm/", {f"draft{key}-title": ""})
    assert answer.status_code == 422 and not Case.objects.exists()


def test_messages_are_moved_and_drafts_dropped(desk: Client, town: Neighbourhood) -> None:
    paste = pasted(desk, town)
    odd = {"message": ["9" * 5000, "x", "", "-1"], "to": "new"}
    assert desk.post(f"{HERE}{paste.pk}/move/", odd).status_code < 500
    desk.post(f"{HERE}{paste.pk}/move/", {"message": ["1"], "to": "new"})
    paste.refresh_from_db()
    assert len(paste.drafts) == 3
    desk.post(f"{HERE}{paste.pk}/drop/", {"key": paste.drafts[2]["key"]})
    paste.refresh_from_db()
    assert paste.drafts[2]["status"] == "dropped"
    desk.post(f"{HERE}{paste.pk}/drop/")
    paste.refresh_from_db()
    assert (paste.status, paste.messages) == ("done", [])


def test_pasted_again_it_says_that_it_is_known(desk: Client, town: Neighbourhood) -> None:
    desk.post(f"{HERE}{pasted(desk, town).pk}/confirm/")
    again = pasted(desk, town)
    assert "以前处理过" in page(desk, again) and Case.objects.count() == 2
    desk.post(f"{HERE}{again.pk}/drop/")


def test_what_is_no_chat_is_told_beside_the_box(desk: Client, town: Neighbourhood) -> None:
    answer = desk.post(HERE, {"text": "————————", "place": town.places["community"].pk})
    assert answer.status_code == 422 and "里面没有消息" in answer.content.decode()


@pytest.mark.parametrize("user", ["next_worker", "next_grid_worker"])
def test_who_works_elsewhere_finds_nothing(desk: Client, town: Neighbourhood, user: str) -> None:
    paste, other = pasted(desk, town), Client()
    other.force_login(town.users[user])
    key = paste.drafts[0]["key"]
    assert other.get(f"{HERE}{paste.pk}/").status_code == 404
    for act in (f"{key}/confirm/", "confirm/", "drop/", "move/", "again/", "sort/"):
        assert other.post(f"{HERE}{paste.pk}/{act}").status_code == 404, act
    assert "李姐" not in other.get(HERE).content.decode()


def test_a_building_head_sees_own_pastes_only(desk: Client, town: Neighbourhood) -> None:
    """They may report for others, and may not read who reported."""
    worker, head = town.users["worker"], town.users["building_head"]
    place, now = town.places["building"], timezone.now()
    foreign = take_paste(text=CHAT, place=place, by=worker, now=now)
    own = take_paste(text=CHAT, place=place, by=head, now=now)
    client = Client()
    client.force_login(head)
    assert client.get(f"{HERE}{foreign.pk}/").status_code == 404
    assert client.get(f"{HERE}{own.pk}/").status_code == 200


def test_the_answer_for_the_group_names_nobody(
    desk: Client, town: Neighbourhood, now: datetime
) -> None:
    community = town.places["community"]
    paste = take_paste(text=CHAT, place=community, by=town.users["worker"], now=now)
    case = confirm_all(paste=paste, by=town.users["worker"], now=now)[0].case
    shown = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    texts = re.findall(r'<textarea[^>]*id="group_[^>]*>(.*?)</textarea>', shown, re.DOTALL)
    assert len(texts) == 2 and "路灯" in texts[0] and "桐花社区居委会" in texts[0]
    assert "About" in texts[1]
    assert not any(word in "".join(texts) for word in ("13800000001", "李姐", "502"))


def test_the_group_is_answered_only_where_the_group_asked(
    desk: Client, town: Neighbourhood
) -> None:
    from tests.factories import rows

    shown = desk.get(f"/desk/cases/{rows.case(town).pk}/").content.decode()
    assert 'id="group_' not in shown


def test_an_administrator_makes_and_ends_a_key(town: Neighbourhood) -> None:
    client = Client()
    client.force_login(town.users["administrator"])
    place = town.places["community"].pk
    answer = client.post("/desk/setup/chats/", {"name": "企业微信", "place": place})
    key = ChatKey.objects.get()
    assert answer["Cache-Control"] == "no-store" and key.public_id in answer.content.decode()
    assert "chat-secret" not in client.get("/desk/setup/chats/").content.decode()
    client.post(f"/desk/setup/chats/{key.pk}/end/")
    key.refresh_from_db()
    assert key.ended_at is not None


def test_a_key_of_elsewhere_is_not_found(town: Neighbourhood, now: datetime) -> None:
    key, _ = make_chat_key(
        place=town.places["community"], name="x", by=town.users["administrator"], now=now
    )
    client = Client()
    client.force_login(town.users["worker"])
    assert client.post(f"/desk/setup/chats/{key.pk}/end/").status_code == 403
