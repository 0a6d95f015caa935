"""A pasted chat on its way to cases: drafted, confirmed, known again, moved, dropped, forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Category, ChatMark, ChatPaste, Report
from liren.cases.services import classes
from liren.cases.services.chat_pastes import NothingPasted, PasteTooLong, take_paste
from liren.cases.services.chat_rows import Row, drafted_class, open_drafts
from liren.cases.services.chat_settling import (
    NEW,
    OUT,
    DraftSettled,
    DraftUnknown,
    NobodySpoke,
    Settled,
    confirm_all,
    confirm_draft,
    drop_draft,
    drop_paste,
    forget_old_pastes,
    move_messages,
    reopen_draft,
)
from liren.core.models import AuditEvent
from liren.core.permissions import PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

CHAT = """\
李姐 昨天 21:03
3号楼2单元门口的路灯坏了三天了
老周 昨天 21:04
我家也是，黑漆漆的
阿芳 昨天 21:05
早上好
小胡 昨天 21:06
北门的地漏返水了，臭得很
居委会小沈 昨天 21:07
@李姐 收到，明天修路灯
"""
LATER = CHAT.replace("昨天", "星期日") + "阿珠 星期一 08:10\n路灯还是不亮，我妈差点摔了\n"


def paste(town: Neighbourhood, now: datetime, text: str = CHAT) -> ChatPaste:
    return take_paste(text=text, place=town.places["community"], by=town.users["worker"], now=now)


def draft_about(found: ChatPaste, word: str) -> Row:
    return next(row for row in found.drafts if word in row["title"])


def test_two_matters_are_drafted_and_nothing_is_taken_in(
    town: Neighbourhood, now: datetime
) -> None:
    Category.objects.filter(code="0101").update(keywords=["路灯"])
    found = paste(town, now)
    lamp, drain = found.drafts
    assert "路灯" in lamp["title"] and "返水" in drain["title"]
    assert lamp["place"] == town.places["unit"].pk and lamp["place_by"] == "words"
    assert lamp["suggestions"][0]["code"] == "0101"
    assert (len(lamp["members"]), len(drain["members"])) == (3, 1)
    assert [left["reason"] for left in found.left_out] == ["greeting"]
    assert not Case.objects.exists()


def test_several_voices_become_one_case(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    key = draft_about(found, "路灯")["key"]
    receipt = confirm_draft(paste=found, key=key, settled=Settled(), by=worker, now=now)
    case = Case.objects.get()
    said = list(case.reports.order_by("pk").values_list("reporter_name", "text", "channel"))
    assert receipt.case == case and case.voices == 2 and case.channel == "chat"
    assert said == [
        ("李姐", "3号楼2单元门口的路灯坏了三天了", "chat"),
        ("老周", "我家也是，黑漆漆的", "chat"),
    ]
    assert case.place == town.places["unit"] and case.stage == Stage.REPORTED
    assert f"{case.reported_at.astimezone(now.tzinfo):%m-%d %H:%M}" == "11-15 21:03"


def test_yesterday_is_a_day_of_the_place(town: Neighbourhood, now: datetime) -> None:
    """The clock of the server runs in UTC; the group does not."""
    found = paste(town, now.astimezone(UTC))
    assert found.messages[0]["at"] == "2026-11-15T21:03:00+08:00"


def test_what_the_worker_chose_is_what_is_taken(town: Neighbourhood, now: datetime) -> None:
    found, lamp = paste(town, now), town.categories["lamp"]
    key = draft_about(found, "返水")["key"]
    wanted = Settled(title="北门返水", category=lamp, place=town.places["gate"])
    confirm_draft(paste=found, key=key, settled=wanted, by=town.users["worker"], now=now)
    case = Case.objects.get()
    assert (case.title, case.category, case.category_by) == ("北门返水", lamp, "person")
    assert case.place == town.places["gate"]


TWO_VOICES = """\
李姐 昨天 21:03
楼道里黑漆漆的，三天了
老周 昨天 21:04
3号楼2单元路灯坏了，黑漆漆的
"""


def _suggesting(code: str, *words: str) -> None:
    Category.objects.update(keywords=[])
    Category.objects.filter(code=code).update(keywords=list(words))
    classes.forget_classes()


def test_a_case_has_the_class_and_the_place_that_its_draft_showed(
    town: Neighbourhood, now: datetime
) -> None:
    """The first voice alone names neither; together they do."""
    _suggesting("0101", "路灯")
    found, worker = paste(town, now, TWO_VOICES), town.users["worker"]
    (row,) = found.drafts
    assert drafted_class(row) == town.categories["lamp"].pk
    assert row["place"] == town.places["unit"].pk
    confirm_all(paste=found, by=worker, now=now)
    case = Case.objects.get()
    assert case.category == town.categories["lamp"] and case.category_by == "machine"
    assert case.place == town.places["unit"]


def test_a_class_that_the_worker_took_away_stays_away(town: Neighbourhood, now: datetime) -> None:
    _suggesting("0101", "路灯")
    found = paste(town, now, TWO_VOICES)
    empty = Settled(as_drafted=False)
    confirm_draft(paste=found, key=1, settled=empty, by=town.users["worker"], now=now)
    case = Case.objects.get()
    assert case.category is None and case.category_by == ""


def test_a_draft_is_judged_anew_when_its_messages_change(
    town: Neighbourhood, now: datetime
) -> None:
    _suggesting("0101", "路灯")
    found, worker = paste(town, now), town.users["worker"]
    lamp, drain = draft_about(found, "路灯"), draft_about(found, "返水")
    assert drafted_class(lamp) and not drafted_class(drain)
    numbers = [m["n"] for m in lamp["members"]]
    found = move_messages(paste=found, numbers=numbers, to=NEW, by=worker, now=now)
    moved = draft_about(found, "路灯")
    assert drafted_class(moved) == town.categories["lamp"].pk
    assert moved["place"] == town.places["unit"].pk and moved["place_by"] == "words"


def test_two_things_in_one_message_become_two_drafts(town: Neighbourhood, now: datetime) -> None:
    text = "李姐 昨天 21:03\n1、3号楼路灯坏了\n2、北门的地漏返水，臭得很\n"
    found = paste(town, now, text)
    assert [row["title"] for row in found.drafts] == ["3号楼路灯坏了", "北门的地漏返水，臭得很"]
    confirm_all(paste=found, by=town.users["worker"], now=now)
    assert list(Report.objects.order_by("pk").values_list("text", flat=True)) == [
        "3号楼路灯坏了",
        "北门的地漏返水，臭得很",
    ]


def test_a_line_that_is_no_text_is_shown_among_what_is_left_out(
    town: Neighbourhood, now: datetime
) -> None:
    found = paste(town, now, CHAT + "\x01\x02\x03\ufffd\n")
    (left,) = [one for one in found.left_out if one["reason"] == "unreadable"]
    assert found.messages[left["n"]]["text"] == "\ufffd" * 4


def test_the_same_chat_pasted_twice_offers_nothing_new(town: Neighbourhood, now: datetime) -> None:
    confirm_all(paste=paste(town, now), by=town.users["worker"], now=now)
    again = paste(town, now + timedelta(hours=2))
    assert not open_drafts(again) and [row["status"] for row in again.drafts] == ["known"] * 2
    assert {row["case"] for row in again.drafts} == set(Case.objects.values_list("pk", flat=True))
    assert again.status == ChatPaste.Status.DONE and again.messages == []
    assert (Case.objects.count(), Report.objects.count()) == (2, 3)


def test_a_longer_paste_adds_only_the_new_voice(town: Neighbourhood, now: datetime) -> None:
    """The times are written otherwise a day later, and mean the same minutes."""
    worker = town.users["worker"]
    confirm_all(paste=paste(town, now), by=worker, now=now)
    tomorrow = now + timedelta(days=1)
    again = paste(town, tomorrow, LATER)
    (row,) = open_drafts(again)
    lamp = Case.objects.get(title__contains="路灯")
    assert row["joins"] == lamp.pk
    confirm_all(paste=again, by=worker, now=tomorrow)
    lamp.refresh_from_db()
    assert lamp.voices == 3 and Case.objects.count() == 2
    assert lamp.reports.latest("pk").text == "路灯还是不亮，我妈差点摔了"


def test_two_colleagues_confirm_the_same_chat_once(town: Neighbourhood, now: datetime) -> None:
    first, second = paste(town, now), paste(town, now)
    for each in first, second:
        confirm_all(paste=each, by=town.users["worker"], now=now)
    assert (Case.objects.count(), Report.objects.count()) == (2, 3)


def test_a_settled_draft_is_not_settled_again(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    key = found.drafts[0]["key"]
    confirm_draft(paste=found, key=key, settled=Settled(), by=worker, now=now)
    with pytest.raises(DraftSettled):
        confirm_draft(paste=found, key=key, settled=Settled(), by=worker, now=now)
    with pytest.raises(DraftUnknown):
        confirm_draft(paste=found, key=99, settled=Settled(), by=worker, now=now)


def test_words_are_forgotten_draft_by_draft(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    drop_draft(paste=found, key=draft_about(found, "路灯")["key"], by=worker, now=now)
    found.refresh_from_db()
    assert "李姐" not in str(found.messages) and "小胡" in str(found.messages)
    confirm_all(paste=found, by=worker, now=now)
    found.refresh_from_db()
    assert (found.status, found.messages, found.left_out) == (ChatPaste.Status.DONE, [], [])


def test_the_log_holds_no_words_of_the_chat(town: Neighbourhood, now: datetime) -> None:
    found = paste(town, now)
    confirm_all(paste=found, by=town.users["worker"], now=now)
    drop_paste(paste=paste(town, now, LATER), by=town.users["worker"], now=now)
    lines = " ".join(f"{e.action} {e.data}" for e in AuditEvent.objects.all())
    assert "cases.chat_pasted" in lines and "cases.chat_draft_taken" in lines
    assert not any(word in lines for word in ("李姐", "路灯", "老周"))
    assert all(mark.mark != b"" for mark in ChatMark.objects.all())


def test_what_was_dropped_is_known_and_can_be_offered_again(
    town: Neighbourhood, now: datetime
) -> None:
    worker = town.users["worker"]
    drop_paste(paste=paste(town, now), by=worker, now=now)
    again = paste(town, now)
    assert not open_drafts(again) and again.status == ChatPaste.Status.OPEN
    again = reopen_draft(paste=again, key=again.drafts[0]["key"], by=worker, now=now)
    confirm_all(paste=again, by=worker, now=now)
    assert Case.objects.get().voices == 2


def test_a_message_is_moved_split_off_and_put_aside(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    lamp, drain = (row["key"] for row in found.drafts)
    numbers = {row["author"]: row["n"] for row in found.messages}
    found = move_messages(paste=found, numbers=[numbers["老周"]], to=str(drain), by=worker, now=now)
    assert [len(row["members"]) for row in found.drafts] == [2, 2]
    found = move_messages(paste=found, numbers=[numbers["老周"]], to=NEW, by=worker, now=now)
    assert [len(row["members"]) for row in found.drafts] == [2, 1, 1]
    assert found.drafts[2]["title"] == "我家也是，黑漆漆的"
    found = move_messages(paste=found, numbers=[numbers["老周"]], to=OUT, by=worker, now=now)
    assert [row["key"] for row in found.drafts] == [lamp, drain]
    assert {"n": numbers["老周"], "reason": "person"} in found.left_out


def test_a_draft_of_answers_alone_is_no_case(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    answer = next(row["n"] for row in found.messages if row["author"] == "居委会小沈")
    found = move_messages(paste=found, numbers=[answer], to=NEW, by=worker, now=now)
    with pytest.raises(NobodySpoke):
        confirm_draft(
            paste=found, key=found.drafts[-1]["key"], settled=Settled(), by=worker, now=now
        )


def test_a_paste_is_gone_after_some_days(town: Neighbourhood, now: datetime) -> None:
    paste(town, now)
    assert forget_old_pastes(now=now + timedelta(days=2)) == 0
    assert forget_old_pastes(now=now + timedelta(days=4)) == 1
    assert not ChatPaste.objects.exists()


def test_only_whoever_may_enter_reports_pastes_and_settles(
    town: Neighbourhood, now: datetime
) -> None:
    community, stranger = town.places["community"], town.users["next_worker"]
    with pytest.raises(PermissionMissing):
        take_paste(text=CHAT, place=community, by=stranger, now=now)
    found = paste(town, now)
    key = found.drafts[0]["key"]
    with pytest.raises(PermissionMissing):
        confirm_draft(paste=found, key=key, settled=Settled(), by=stranger, now=now)
    with pytest.raises(PermissionMissing):
        drop_draft(paste=found, key=key, by=stranger, now=now)
    with pytest.raises(PermissionMissing):
        drop_paste(paste=found, by=stranger, now=now)
    with pytest.raises(PermissionMissing):
        move_messages(paste=found, numbers=[0], to=OUT, by=stranger, now=now)


def test_nothing_and_too_much_are_refused(town: Neighbourhood, now: datetime) -> None:
    for text in ("", "  \n\n", "————————\n"):
        with pytest.raises(NothingPasted):
            paste(town, now, text)
    with pytest.raises(PasteTooLong):
        paste(town, now, "好\n" * 4000)


def test_a_place_outside_is_refused_at_confirming(town: Neighbourhood, now: datetime) -> None:
    found, worker = paste(town, now), town.users["worker"]
    wanted = replace(Settled(), place=town.places["next_community"])
    with pytest.raises(PermissionMissing):
        confirm_draft(paste=found, key=found.drafts[0]["key"], settled=wanted, by=worker, now=now)
    found.refresh_from_db()
    assert len(open_drafts(found)) == 2 and not Case.objects.exists()
