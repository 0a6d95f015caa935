"""Words: cleaned, titled, cut for search."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain import words


def test_invisible_characters_go_and_emoji_stay() -> None:
    dirty = "\ufeff路\u200b灯\u202e坏\x00了👨\u200d👩\u200d👧 ❤\ufe0f"
    assert words.clean(dirty) == "路灯坏了👨\u200d👩\u200d👧 ❤\ufe0f"


def test_lines_are_tidied() -> None:
    assert words.clean("  路灯\r\n\r\n\r\n\r\n坏了\t \u3000很黑\r") == "路灯\n\n坏了 很黑"


def test_only_spaces_is_empty() -> None:
    assert words.clean(" \u3000\n\t\u200b ") == ""


def test_script_tags_are_words_like_any_other() -> None:
    assert words.clean("<script>alert(1)</script>") == "<script>alert(1)</script>"


def test_too_long_says_how_long_and_cuts_nothing() -> None:
    with pytest.raises(words.TextTooLong) as refused:
        words.clean("灯" * 5_001)
    assert refused.value.data == {"limit": 5_000, "length": 5_001}
    assert len(words.clean("灯" * 5_000)) == 5_000


def test_ten_megabytes_are_refused_at_once() -> None:
    with pytest.raises(words.TextTooLong):
        words.clean("e\u0301" * 5_000_000)


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = words.clean(text)
    assert words.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [c for c in once if unicodedata.category(c) == "Cc" and c != "\n"]


@given(st.text(min_size=1, max_size=300).map(words.clean).filter(bool))
def test_a_title_is_one_short_line(text: str) -> None:
    title = words.title_of(text)
    assert 0 < len(title) <= words.TITLE
    assert "\n" not in title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯坏了。晚上很黑，老人不敢出门。", "路灯坏了，晚上很黑，老人不敢出门"),
        ("您好，3号楼2单元的路灯坏了三天了。请派人来修。", "3号楼2单元的路灯坏了三天了"),
        (
            "我们小区北门外的搅拌站每天夜里两点还在施工，噪音很大，全楼的老人和孩子都整夜睡不着觉。",
            "我们小区北门外的搅拌站每天夜里两点还在施工，噪音很大…",
        ),
        ("你好", "你好"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert words.title_of(text) == title


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("三", "3"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("三十五", "35"),
     ("一〇三", "103"), ("一百零三", "103"), ("两", "2")],
)  # fmt: skip
def test_numerals(numeral: str, number: str) -> None:
    assert words.number_of(numeral) == number


def test_one_spelling_for_buildings() -> None:
    spellings = ("3号楼", "三号楼", "３栋", "三幢", "3#", "3#楼", "3 号楼")
    assert {words.fold(spelling) for spelling in spellings} == {"3号楼"}


def test_tokens_are_pairs_and_the_last_character() -> None:
    assert words.tokens("路灯坏，A3栋") == "路灯 灯坏 坏 a3 号楼 楼"


@given(st.text(max_size=200))
def test_queries_hold_no_syntax_of_the_person(text: str) -> None:
    for cut, _ in words.phrases(text):
        assert all(token and not set(token) & set(string.punctuation + " ") for token in cut)


@given(st.text(alphabet="路灯坏3号楼ab ，", min_size=1, max_size=30))
def test_a_text_holds_the_phrases_of_any_of_its_words(text: str) -> None:
    held = f" {words.tokens(text)} "
    for word in text.split():
        for cut, goes_on in words.phrases(word):
            assert f" {' '.join(cut)}{'' if goes_on else ' '}" in held
