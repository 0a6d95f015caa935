"""Nothing of a paste is lost: messages, notes of the client, and what is neither."""

from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.cases.domain.chat.links import Opinion
from liren.cases.domain.chat.messages import NOTES, Chat, Kind, Quote
from liren.cases.domain.chat.parsing import parse
from liren.cases.domain.chat.parts import apart
from liren.cases.domain.chat.threads import join

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
        ("李姐 引用 老周 的消息：\n路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("老周：路灯坏了\n------\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("「老周：路灯坏了」我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("Replying to 老周: 路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
        ("回复 老周 的消息：路灯坏了\n我家也是", ("老周", "路灯坏了"), "我家也是"),
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


@pytest.mark.parametrize(
    "form", ["{}\n我家也是", "转自 老周 ➤ {}\n我家也是", "我家也是\n老周说: {}"]
)
def test_words_of_before_are_a_quote_in_whatever_form(form: str) -> None:
    words = "6号楼前面的路灯坏了三天"
    body = form.format(words).replace("转自 老周 ➤ ", "")
    chat = read(f"老周 2026/11/25 21:02:11\n{words}\n李姐 2026/11/25 21:03:11\n{body}")
    message = chat.messages[-1]
    assert message.quote == Quote("老周", words) and message.text == "我家也是"


# What one client after another copies; in each, two people say a sentence.
BLOCKS = (
    ("甲一 2026/11/25 21:03:11\n路灯坏了三天\n甲二 2026/11/25 21:03:20\n[图片]", "甲一 甲二"),
    ("乙一:\n垃圾桶满得盖不上\n乙二:\n臭得窗都不敢开", "乙一 乙二"),
    ("丙一(物业部) 11-26 20:15\n师傅在路上了\n丙二 11-26 20:16\n谢谢", "丙一(物业部) 丙二"),
    (
        "丁一@某公司 11/27 08:01:02\n电梯停了\n丁二@某公司 11/27 08:01:09\n真的",
        "丁一@某公司 丁二@某公司",
    ),
    (
        "2026-11-27 08:30:01 戊一(228871034)\n下水道堵了\n2026-11-27 08:31:44 戊二(33019284)\n早",
        "戊一 戊二",
    ),
    (
        "己一(228871035) 2026/11/27 9:01:02\n水来了\n己二(228871036) 2026/11/27 9：02：02\n好",
        "己一 己二",
    ),
    (
        "[26/11/2026, 8:01:02 PM] Grace Lin: the lamp is out\n[26/11/2026, 8:02:02 PM] Tom: yes",
        "Grace Lin Tom",
    ),
    ("2026/11/27 上午8:02 - 陳太: 電梯困人\n2026/11/27 上午8:03 - 保安: 收到", "陳太 保安"),
    (
        '2026-11-27 07:40:12,庚一,文本,"门禁坏了, 进不去"\n2026-11-27 07:41:12,庚二,图片,',
        "庚一 庚二",
    ),
    (
        "辛一\t2026-11-27 07:40:12\t文本\t狗叫了一夜\n辛二\t2026-11-27 07:41:12\t文本\t听见了",
        "辛一 辛二",
    ),
    ("壬一: 东门的道闸又抬不起来\n壬二: 堵了快二十分钟了", "壬一 壬二"),
    ("癸一\n11月27日 上午9:12\n井盖翘起来了\n癸二\n11月27日 上午9:15\n收到", "癸一 癸二"),
    ("子一 Yesterday 9:01 PM\nthe lift shakes\n子二 Today 8:15 AM\nsame here", "子一 子二"),
    ("丑一  昨天 21:30\n\n楼道灯不亮\n\n丑二  星期三 8:01\n\n是的", "丑一 丑二"),
    ("————— 2026-11-27 —————\n\n寅一  09:01\n\n水管漏了\n\n寅二  09:02\n\n我家也漏", "寅一 寅二"),
)


@pytest.mark.parametrize("first", range(len(BLOCKS)))
@pytest.mark.parametrize("second", range(len(BLOCKS)))
def test_after_any_client_any_other_is_read(first: int, second: int) -> None:
    if first != second:
        pair = BLOCKS[first], BLOCKS[second]
        assert spoken_in("\n".join(text for text, _ in pair)) == " ".join(who for _, who in pair)


def test_one_line_of_another_client_by_somebody_known_is_a_message() -> None:
    text = (
        "李姐 2026/11/25 21:03:11\n路灯坏了三天\n老周: 我家门口也是\n"
        "老周 2026/11/25 21:05:11\n还没来修"
    )
    assert [author for author, _ in said(text)] == ["李姐", "老周", "老周"]


def test_what_is_quoted_below_an_answer_stays_a_quote() -> None:
    text = (
        "老周 2026/11/25 21:03:11\n路灯坏了三天\n李姐 2026/11/25 21:05:11\n"
        "我家门口也是\n老周: 路灯坏了三天"
    )
    assert said(text) == [("老周", "路灯坏了三天"), ("李姐", "我家门口也是")]


@settings(deadline=None)
@given(st.permutations(BLOCKS))
def test_all_clients_in_any_order(blocks: list[tuple[str, str]]) -> None:
    text = "\n".join(text for text, _ in blocks)
    assert spoken_in(text) == " ".join(who for _, who in blocks)


def spoken_in(text: str) -> str:
    return " ".join(m.author for m in read(text).messages if m.kind is not Kind.SYSTEM)


def test_a_table_says_who_and_when() -> None:
    text = (
        "时间,发送者,类型,内容\n"
        '2026-11-27 08:12:55,丁阿婆,文本,"卡刷不开, 进不去\n3号楼"\n'
        '2026-11-27 08:50:00,,系统,"""小雨""邀请""阿杰""加入了群聊"\n'
        "2026-11-27 09:06:00,小雨,图片,\n"
    )
    head, words, note, picture = read(text).messages
    assert (head.kind, note.kind, picture.kind) == (Kind.SYSTEM, Kind.SYSTEM, Kind.PICTURE)
    assert words.author == "丁阿婆" and words.lines == (2, 3)


def test_one_person_is_known_by_each_way_the_name_is_written() -> None:
    text = (
        "老蔡:\n桶满了\n老蔡:\n两天了\n老蔡@某公司 11/27 08:01:02\n还是满的\n"
        "老蔡(50110922) 2026/11/27 9:01:02\n收走了"
    )
    assert {m.author for m in read(text).messages} == {"老蔡@某公司"}


def test_two_of_one_name_in_two_homes_are_two() -> None:
    text = (
        "王芳(3栋) 11/27 08:01\n漏水\n王芳(5栋) 11/27 08:02\n我家也是\n"
        "老周 11/27 08:03\n@王芳(5栋) 哪里"
    )
    chat = read(text)
    assert [m.author for m in chat.messages] == ["王芳(3栋)", "王芳(5栋)", "老周"]
    assert chat.messages[2].mentions == ("王芳(5栋)",)


def test_bytes_that_are_no_text_are_named() -> None:
    chat = read("\x00\x01\x02\x03\nPNG\ufffd\ufffd\ufffd\n李姐：路灯坏了\n老周：好")
    assert chat.not_understood == [1, 2]
    assert [m.kind for m in chat.messages[:2]] == [Kind.UNREADABLE] * 2


PIECES = [
    "李姐 21:03",
    "老周:",
    "昨天 21:03",
    "",
    "「a：b」",
    "- - - - -",
    "[图片]",
    "[引用] 老周: 灯",
    "引用 李姐 的消息：",
    "2026-11-27 07:40:12,庚一,文本,",
    "2026/11/27 上午8:02 - 陳太: ",
    "时间,发送者,内容",
    "，，，：",
    "@李姐 ",
    "> 老周: ",
    "1、路灯坏了\n2、电梯坏了",
    "另外",
    "\x00\x01",
    "\ufffd",
    "撤回了一条消息",
    "🙂",
    "李姐@某公司 11/27 08:01:02",
]
LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(PIECES),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
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


@given(st.lists(LINES, max_size=30))
def test_whatever_is_pasted_is_joined_and_nothing_is_lost(lines: list[str]) -> None:
    chat = read("\n".join(lines))
    split = apart(chat)
    threads, left = join(split, [Opinion() for _ in split.messages])
    told = {m.message.number for thread in threads for m in thread.members}
    told |= {one.message.number for one in left}
    notes = NOTES - {Kind.UNREADABLE}
    assert told == {m.number for m in split.messages if m.kind not in notes}
    letters = sorted(x for m in chat.messages for x in m.text if x.isalpha())
    if len(split.messages) == len(chat.messages):
        assert sorted(x for m in split.messages for x in m.text if x.isalpha()) == letters


UNKIND = [
    "，" * 500 + ":",
    "好的" * 400 + "x",
    "嗯" * 900 + "x",
    "1" * 4000,
    "一" * 4000,
    "引用 " * 300 + "：a",
    "「" * 900,
    "2026-11-25 21:03:11 " * 40,
    "[21:03" * 150,
    "11月 " * 300 + ":",
    "a：" * 450,
    "@李" * 400,
    "\t" * 900 + "：",
]


@pytest.mark.parametrize("line", UNKIND)
def test_no_line_makes_it_stand_still(line: str) -> None:
    start = perf_counter()
    chat = apart(read(f"李姐：{line}\n{line}\n老周：好"))
    join(chat, [Opinion() for _ in chat.messages])
    assert perf_counter() - start < 5  # milliseconds, unless a pattern tries every way there is


def test_the_time_grows_with_the_lines_and_not_faster() -> None:
    text = "\n".join(text for text, _ in BLOCKS)
    assert seconds(text, 160) < 40 * max(seconds(text, 10), 0.02)  # sixteen times the lines


def seconds(text: str, times: int) -> float:
    start = perf_counter()
    chat = read("\n".join([text] * times))
    join(chat, [Opinion() for _ in chat.messages])
    return perf_counter() - start


@pytest.mark.parametrize("text", ["", "\n", " ", "🙂", "路", "a" * 2_000_000, "：" * 50_000])
def test_odd_input_does_no_harm(text: str) -> None:
    assert len(read(text).messages) <= 1
