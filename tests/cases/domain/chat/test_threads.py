"""The written chats, twelve of them never looked at while the rules were made."""

import json
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from liren.cases.domain.chat.acts import Act
from liren.cases.domain.chat.evaluation import score
from liren.cases.domain.chat.links import Opinion, clues_for
from liren.cases.domain.chat.messages import Chat
from liren.cases.domain.chat.parsing import parse
from liren.cases.domain.chat.threads import LeftOut, Thread, join

CHATS = sorted(Path(__file__).parents[2].joinpath("chats").glob("*.txt"))
NOW = "2026-11-26T09:00:00+08:00"


def expected(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


def joined(text: str, at: str = NOW) -> tuple[Chat, list[Thread], list[LeftOut]]:
    """Without any classifier: what the words alone give."""
    chat = parse(text, now=datetime.fromisoformat(at))
    return chat, *join(chat, [Opinion() for _ in chat.messages])


def scores(path: Path) -> tuple[float, float, float]:
    wanted = expected(path)
    chat, threads, _ = joined(path.read_text("utf-8"), wanted["at"])
    found = [[m.message.line for m in thread.members] for thread in threads]
    kinds = {m.line: m.kind.value for m in chat.messages}
    known = {int(line): kind for line, kind in wanted["kinds"].items()}
    lines = [thread["messages"] for thread in wanted["threads"]]
    got = score(found, lines, ignored=wanted["either"], kinds=(kinds, known))
    return got.pair_f1, got.b_cubed, got.kind_accuracy


# The bars stand below what is measured with the classifier; docs/adr has the figures. The second
# round was scored once, after the rules stood, and nothing was mended for it.
BARS = [(False, 1, 0.8, 0.85), (True, 1, 0.8, 0.85), (True, 2, 0.5, 0.65)]


@pytest.mark.parametrize(("is_held_back", "turn", "pairs", "cubed"), BARS)
def test_the_written_chats_are_joined(
    is_held_back: bool, turn: int, pairs: float, cubed: float
) -> None:
    group = {"held_back": is_held_back, "round": turn}
    of = [
        scores(path) for path in CHATS if ({"round": 1} | expected(path)).items() >= group.items()
    ]
    assert len(of) >= 5
    found = [mean(column) for column in zip(*of, strict=True)]
    assert found[0] > pairs and found[1] > cubed and found[2] > 0.97


def threads_of(text: str) -> list[list[str]]:
    _, threads, _ = joined(text)
    return [[m.message.text for m in thread.members] for thread in threads]


HEAD = "{} 2026/11/25 21:0{}:00\n{}\n"


def chat(*said: tuple[str, str]) -> str:
    return "".join(HEAD.format(name, at, words) for at, (name, words) in enumerate(said))


def test_the_same_author_goes_on() -> None:
    text = chat(("李姐", "单元门口的路灯坏了"), ("李姐", "12栋"))
    assert threads_of(text) == [["单元门口的路灯坏了", "12栋"]]


def test_a_plus_one_is_a_voice_and_an_answer_is_none() -> None:
    text = chat(("李姐", "路灯坏了三天了"), ("老周", "+1"), ("居委会小沈", "收到，明天来修路灯"))
    _, (thread,), _ = joined(text)
    assert thread.voices == ["李姐", "老周"]
    assert [m.act for m in thread.members] == [Act.MATTER, Act.AGREE, Act.ANSWER]


def test_what_the_office_reported_is_an_answer_and_no_other_subject() -> None:
    text = chat(("李姐", "3号楼电梯又坏了"), ("物业小陈", "已经报修了"))
    assert threads_of(text) == [["3号楼电梯又坏了", "已经报修了"]]


def test_who_is_asked_back_goes_on_with_the_same() -> None:
    text = chat(("陈晨", "地下室漏水"), ("老周", "在哪里？"), ("陈晨", "B2 的 120 车位"))
    assert threads_of(text) == [["地下室漏水", "在哪里？", "B2 的 120 车位"]]


def test_a_quote_lends_no_words_and_no_class_to_who_quotes() -> None:
    text = chat(
        ("李姐", "3号楼电梯又停了"),
        ("老周", "「李姐：3号楼电梯又停了」\n- - - - - -\n昨天也停过"),
        ("阿芳", "[引用] 李姐: 3号楼电梯又停了\n我妈爬了八层"),
    )
    assert threads_of(text) == [["3号楼电梯又停了", "昨天也停过", "我妈爬了八层"]]


def test_what_quotes_the_same_words_of_before_the_paste_is_joined() -> None:
    quote = "「老周：地下室的水泵响了一夜」\n- - - - - -\n"
    text = chat(
        ("李姐", f"{quote}吵得我家睡不着"),
        ("小胡", "今晚吃什么"),
        ("阿芳", f"{quote}隔壁单元都听见"),
    )
    assert threads_of(text) == [["吵得我家睡不着", "隔壁单元都听见"]]


def test_who_asks_the_office_does_not_mean_what_it_spoke_of_last() -> None:
    text = chat(
        ("李姐", "三单元楼道里又停了四辆电动车充电，太危险"),
        ("老周", "我家卫生间天花板漏水"),
        ("物业小陈", "@老周 马上联系楼上"),
        ("阿芳", "@物业小陈 充电的又插上了，根本没用"),
    )
    assert [len(thread) for thread in threads_of(text)] == [2, 2]


def test_long_characters_mean_the_same() -> None:
    text = chat(("陳太", "12座電梯困咗人"), ("梁生", "电梯又坏了？楼上老人等着"))
    assert len(threads_of(text)) == 1


def test_two_matters_that_interleave_stay_two() -> None:
    text = chat(
        ("李姐", "6号楼前的路灯又不亮了"),
        ("老周", "地漏返水了，臭得很"),
        ("阿芳", "路灯真的黑漆漆的"),
        ("小胡", "我家马桶也堵了"),
    )
    assert [len(thread) for thread in threads_of(text)] == [2, 2]


def test_a_reply_goes_where_its_quote_is() -> None:
    text = chat(
        ("李姐", "路灯坏了三天了"),
        ("老周", "电梯又停了"),
        ("阿芳", "「李姐：路灯坏了三天了」\n- - - - - -\n昨晚我也差点摔了"),
    )
    assert [len(thread) for thread in threads_of(text)] == [2, 1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("早上好各位", "greeting"),
        ("祝大家新春快乐，万事如意", "wish"),
        ("今晚接龙，橙子10斤39.9包邮", "advert"),
        ("专业上门通下水道，开锁换锁，价格公道", "advert"),
        ("哈哈哈哈", "joke"),
        ("中午吃了吗", "talk"),
        ("谢谢大家", "thanks"),
        ("[强][强]", "sticker"),
        ("[微信红包] 恭喜发财", "red_packet"),
    ],
)
def test_what_is_left_out_has_its_reason(words: str, reason: str) -> None:
    _, threads, left = joined(chat(("李姐", words)))
    assert (threads, [one.reason for one in left]) == ([], [reason])


def test_a_greeting_before_a_matter_hides_nothing() -> None:
    _, threads, left = joined("Anna: Hello everyone, lift broken")
    assert len(threads) == 1
    assert not left


def test_a_picture_waits_for_its_words() -> None:
    text = chat(("李姐", "[图片]"), ("李姐", "路灯坏了三天了"))
    _, (thread,), left = joined(text)
    assert len(thread.members) == 2 and not left


def test_every_message_is_in_one_place_and_each_joining_has_reasons() -> None:
    for path in CHATS:
        read, threads, left = joined(path.read_text("utf-8"), expected(path)["at"])
        placed = [m.message.number for t in threads for m in t.members]
        placed += [one.message.number for one in left]
        notes = [m.number for m in read.messages if m.kind.value in ("system", "recalled")]
        assert sorted(placed + notes) == [m.number for m in read.messages], path.name
        assert all(m.clues for t in threads for m in t.members[1:] if m.act is not Act.MATTER)


def test_the_same_lines_give_the_same_threads() -> None:
    text = CHATS[0].read_text("utf-8")
    assert joined(text) == joined(text)


def test_work_does_not_grow_with_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: a message is compared with the matters that are alive."""
    compared = 0

    def counted(*args: Any, **rest: Any) -> Any:
        nonlocal compared
        compared += 1
        return clues_for(*args, **rest)

    said = "".join(f"住户{n} 2026/11/25 20:{n % 60:02d}:00\n{n}号楼路灯坏了\n" for n in range(900))
    monkeypatch.setattr("liren.cases.domain.chat.threads.clues_for", counted)
    joined(said)
    assert 0 < compared < 900 * 40
