"""Nothing of a paste is lost: messages, notes of the client, and what is neither."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.chat.messages import Chat, Kind
from liren.cases.domain.chat.parsing import parse

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def read(text: str) -> Chat:
    return parse(text, now=NOW)


def said(text: str) -> list[tuple[str, str]]:
    return [(m.author, m.text) for m in read(text).messages if m.kind is not Kind.SYSTEM]


TWO = [("李姐", "路灯坏了"), ("老周", "我家也是\n第二行")]


@pytest.mark.parametrize(
    "text",
    [
        "李姐 2026/11/25 21:03:11\n路灯坏了\n老周 2026/11/25 21:04:00\n我家也是\n第二行",
        "李姐 21:03\n路灯坏了\n\n老周 21:04\n我家也是\n\n第二行\n",
        "李姐  昨天 21:03\n路灯坏了\n老周  昨天 21:04\n我家也是\n第二行",
        "李姐:\n路灯坏了\n\n老周:\n我家也是\n第二行",
        "李姐：\n路灯坏了\n老周：\n我家也是\n第二行",
        "[李姐] 2026/11/25 21:03:11\n路灯坏了\n[老周] 2026/11/25 21:04:11\n我家也是\n第二行",
        "2026-11-25 21:03:11 李姐(12345)\n路灯坏了\n2026-11-25 21:04:11 【管理员】老周(23456)\n"
        "我家也是\n第二行",
        "李姐 21:03:11\r\n路灯坏了\r\n老周 21:04:11\r\n我家也是\r\n第二行",
        "李姐@微信 11/25 21:03\n路灯坏了\n老周@企业微信 11/25 21:04\n我家也是\n第二行",
        "[25/11/2026, 21:03:11] 李姐: 路灯坏了\n[25/11/2026, 21:04:11] 老周: 我家也是\n第二行",
        "25/11/2026, 21:03 - 李姐: 路灯坏了\n25/11/2026, 21:04 - 老周: 我家也是\n第二行",
        "李姐(21:03): 路灯坏了\n老周(21:04): 我家也是\n第二行",
        "李姐\n11月25日 21:03\n路灯坏了\n老周\n11月25日 21:04\n我家也是\n第二行\n"
        "李姐\n11月25日 21:05\n",
        "李姐, [25.11.2026 21:03]\n路灯坏了\n老周, [25.11.2026 21:04]\n我家也是\n第二行",
        "群聊的聊天记录\n————— 2026-11-25 —————\n\n李姐  21:03\n\n路灯坏了\n\n老周  21:04\n\n"
        "我家也是\n第二行",
    ],
)  # fmt: skip
def test_every_client_gives_the_same_two_messages(text: str) -> None:
    assert [pair for pair in said(text) if pair[1]] == TWO


def test_names_and_words_on_one_line() -> None:
    assert said("李姐：路灯坏了\n老周：我家也是\n李姐：谁来修") == [
        ("李姐", "路灯坏了"), ("老周", "我家也是"), ("李姐", "谁来修"),
    ]  # fmt: skip


FIRST = "李姐 2026/11/25 21:03:11\n路灯坏了\n"


@pytest.mark.parametrize(
    "second",
    [
        "老周: 垃圾没人收\n小陈: 是的\n老周: 三天了",
        "老周\n21:10\n垃圾没人收\n小陈\n21:11\n是的\n老周\n21:12\n三天了",
        "老周 11/26 08:10\n垃圾没人收\n小陈 11/26 08:11\n是的\n老周 11/26 08:12\n三天了",
    ],
)
def test_what_a_second_client_copied_is_not_swallowed(second: str) -> None:
    spoken = [("李姐", "路灯坏了"), ("老周", "垃圾没人收"), ("小陈", "是的"), ("老周", "三天了")]
    assert said(FIRST + second) == spoken


def test_a_list_in_the_words_stays_what_one_person_said() -> None:
    """Nobody of them speaks twice, and none of them spoke before."""
    body = "接龙\n1号楼：五户\n2号楼：六户\n3号楼：七户"
    assert said(FIRST + f"老周 2026/11/25 21:04:11\n{body}")[-1] == ("老周", body)


def test_a_name_that_begins_like_a_weekday_is_a_name() -> None:
    text = "[26/11/2026, 8:01] 周周: 在哪里\n[26/11/2026, 8:02] 周丽: 门口"
    assert said(text) == [("周周", "在哪里"), ("周丽", "门口")]


def test_a_time_or_a_label_in_the_words_is_no_header() -> None:
    text = (
        "物业 2026/11/25 21:03:11\n各位业主：\n停水时间：明天 9:00\n地点：3号楼\n预计恢复 18:00\n"
        "李姐 2026/11/25 21:04:11\n知道了"
    )
    first, second = read(text).messages
    assert first.text.endswith("预计恢复 18:00") and first.lines == (1, 2, 3, 4, 5)
    assert second.author == "李姐"


@pytest.mark.parametrize(
    ("body", "quote", "text"),
    [
        ("「老周：路灯坏了」\n- - - - - - - - -\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("「老周：路灯坏了\n三天了」\n——————\n我家也是", ("老周", "路灯坏了\n三天了"), "我家也是"),
        (
            '这是一条引用/回复消息：\n"老周：\n路灯坏了"\n------\n我家也是',
            ("老周", "路灯坏了"),
            "我家也是",
        ),
        ("引用 老周：路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("[引用 老周：路灯坏了] 我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("我家也是\n引用 老周 的消息 : 路灯坏了", ("老周", "路灯坏了"), "我家也是"),
        ("回复 @老周：我家也是", ("老周", ""), "我家也是"),
        ("[引用] 老周: 路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("> 老周: 路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
    ],
)
def test_a_reply_names_what_it_answers(body: str, quote: tuple[str, str], text: str) -> None:
    chat = read(f"老周 2026/11/25 21:02:11\n路灯坏了\n李姐 2026/11/25 21:03:11\n{body}")
    message = chat.messages[-1]
    assert message.kind is Kind.REPLY and message.text == text
    assert message.quote and (message.quote.author, message.quote.text) == quote


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[图片]", Kind.PICTURE), ("[Photo]", Kind.PICTURE), ("<image omitted>", Kind.PICTURE),
        ("[表情]", Kind.STICKER), ("[动画表情]", Kind.STICKER), ("[捂脸][捂脸]", Kind.STICKER),
        ("👍👍", Kind.STICKER), ('[语音] 12"', Kind.VOICE), ("[语音]12秒", Kind.VOICE),
        ("[Voice] 0:12", Kind.VOICE), ("[视频]", Kind.VIDEO), ("[位置] 梧桐苑北门", Kind.LOCATION),
        ("[文件] 通知.pdf", Kind.FILE), ("[链接] 砍一刀", Kind.LINK),
        ("[微信红包] 恭喜", Kind.RED_PACKET),
        ("[语音通话] 通话时长 02:11", Kind.CALL), ("撤回了一条消息", Kind.RECALLED),
        ("[捂脸] 路灯又坏了", Kind.TEXT), ("", Kind.EMPTY),
    ],
)  # fmt: skip
def test_marks_are_known(body: str, kind: Kind) -> None:
    chat = read(f"李姐 2026/11/25 21:03:11\n{body}\n老周 2026/11/25 21:04:11\n好")
    assert chat.messages[0].kind is kind


def test_a_voice_keeps_what_was_written_out() -> None:
    chat = read('林阿婆 2026/11/25 21:03:11\n[语音] 31"\n转文字：坡道太陡了')
    assert (chat.messages[0].kind, chat.messages[0].text) == (Kind.VOICE, "坡道太陡了")


@pytest.mark.parametrize(
    "line",
    [
        '"晓晓"邀请"水晶"加入了群聊', "水晶加入了群聊", '"何伯"拍了拍"居委阿敏"说辛苦啦',
        "群主修改群名为“梧桐苑一家亲”", "————————————", "以下为新消息",
        "Anna joined the group chat",
        "昨天 21:30", "11月25日 上午9:05",
    ],
)  # fmt: skip
def test_notes_of_the_client_are_no_messages(line: str) -> None:
    chat = read(f"李姐 2026/11/25 21:03:11\n路灯坏了\n{line}\n老周 2026/11/25 21:04:11\n好")
    assert [m.kind for m in chat.messages] == [Kind.TEXT, Kind.SYSTEM, Kind.TEXT]


def test_words_that_only_sound_like_a_note_stay_words() -> None:
    chat = read("李姐 2026/11/25 21:03:11\n昨天有人加入了群聊，一直发广告，群主管管")
    assert chat.messages[0].kind is Kind.TEXT


def test_mentions_with_spaces_in_the_name() -> None:
    text = "7栋 李姐 2026/11/25 21:03:11\n吵\n老周 2026/11/25 21:04:11\n@7栋 李姐 我也听见"
    assert read(text).messages[1].mentions == ("7栋 李姐",)


def test_lines_without_any_header_are_messages_of_nobody() -> None:
    assert said("路灯坏了\n\n我家也是") == [("", "路灯坏了"), ("", "我家也是")]


def test_bytes_that_are_no_text_are_named() -> None:
    chat = read("\x00\x01\x02\x03\nPNG\ufffd\ufffd\ufffd\n李姐：路灯坏了\n老周：好")
    assert list(chat.not_understood) == [1, 2]


LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["李姐 21:03", "老周:", "昨天 21:03", "", "「a：b」", "- - - - -", "[图片]"]),
)


@given(st.lists(LINES, max_size=30))
def test_every_line_is_accounted_for_once(lines: list[str]) -> None:
    text = "\n".join(line.replace("\n", " ").replace("\r", " ") for line in lines)
    chat = read(text)
    told = [line for m in chat.messages for line in m.lines]
    told += [*chat.blank, *chat.beyond]
    every = text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\x85", "\n")
    every = every.replace("\u2028", "\n").replace("\u2029", "\n")
    count = every.count("\n") + bool(every and not every.endswith("\n"))
    assert sorted(told) == list(range(1, count + 1))


@pytest.mark.parametrize("text", ["", "\n", " ", "🙂", "路", "a" * 2_000_000, "：" * 50_000])
def test_odd_input_does_no_harm(text: str) -> None:
    assert len(read(text).messages) <= 1
