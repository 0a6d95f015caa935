"""Check 5: two hundred texts with planted personal data, and two hundred more that came later."""

import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.core.redaction.measure import (
    UnreadableTexts,
    figures,
    measured,
    outcome,
    read_planted,
)
from liren.core.redaction.public_check import judged, suspicions
from liren.core.redaction.public_words import covers, public_words
from tests.factories import plant

TEXTS = Path(__file__).with_name("texts")
FILES = ("known.txt", "held_out_first.txt", "held_out.txt", "third.txt", "fourth.txt")
# Of all 401 texts. One stretch in two hundred may go for nothing, one text in ten may wait, and of
# these one in six for nothing.
MOST_REMOVED, MOST_WAITING, MOST_WAITING_FOR_NOTHING = 2, 40, 6


def test_there_are_as_many_texts_as_we_say() -> None:
    counts = [len(read_planted((TEXTS / name).read_text("utf-8"))) for name in FILES]
    assert counts == [140, 60, 60, 81, 60]


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_was_planted_is_published(name: str) -> None:
    outcomes = measured(read_planted((TEXTS / name).read_text("utf-8")))
    leaks = [f"{one.published} ({', '.join(one.leaked)})" for one in outcomes if one.is_leak]
    assert not leaks, "\n".join(leaks)


def test_little_is_removed_for_nothing_and_few_wait() -> None:
    outcomes = [
        one for name in FILES for one in measured(read_planted((TEXTS / name).read_text("utf-8")))
    ]
    counted = figures(outcomes)
    assert counted["planted"] > 280
    assert counted["false_removals"] <= MOST_REMOVED, [
        one.removed for one in outcomes if one.removed
    ]
    assert counted["waiting"] <= MOST_WAITING
    assert counted["waiting_for_nothing"] <= MOST_WAITING_FOR_NOTHING


@pytest.mark.parametrize(
    ("make", "frames"), [(plant.number, plant.NUMBERS), (plant.home, plant.HOMES)]
)
def test_numbers_and_homes_are_found_however_they_are_written(
    make: Callable[[Random], str], frames: Sequence[str]
) -> None:
    outcomes = measured(plant.texts(make, frames, each=60, seed=7))
    assert [one.published for one in outcomes if one.is_leak] == []


def test_of_a_thousand_names_in_ordinary_sentences_hardly_any_is_published() -> None:
    """Names are the one thing that no rule finds for certain: 于洋 is a sea, 黄洋 a place."""
    outcomes = measured(plant.texts(plant.name, plant.NAMES, each=60, seed=20261127))
    assert len(outcomes) == 1200
    leaks = [one.published for one in outcomes if one.is_leak]
    assert len(leaks) <= 12, leaks


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("工具房密码是 8 4 2 6", "number"),
        ("请打 wechat A7", "account"),
        ("昨天郑小满的腿被咬了", "name"),
        ("Li Wei said the door is blocked", "english_name"),
        ("五零七九这个数是谁写的", "written_number"),
        ("路" * 6000, "too_long"),
    ],
)
def test_the_second_look_stops_at_what_the_rules_do_not_know(said: str, why: str) -> None:
    assert why in {one.why for one in judged(said).suspicions}


def test_the_second_look_is_not_the_first_one_again() -> None:
    """If the rules had slept, it would by itself have stopped three of four texts."""
    planted = [
        one for n in FILES for one in read_planted((TEXTS / n).read_text("utf-8")) if one.spans
    ]
    stopped = [one for one in planted if {s.why for s in suspicions(one.text)} - {"covered_twice"}]
    assert len(stopped) >= len(planted) * 3 / 4


def test_what_is_covered_is_apart_and_in_order() -> None:
    text = "我叫王小明，电话13812345678，住3-502"
    spans = covers(text)
    assert [text[start:end] for start, end in spans] == ["王小明", "13812345678", "3-502"]


def test_a_stretch_is_named_once() -> None:
    found = suspicions("翟凤英老人家里没有电梯，昨天郑小满来过")
    assert [(one.start, one.end, one.why) for one in found] == [(0, 3, "name"), (14, 17, "name")]


def test_half_a_name_counts_as_a_leak() -> None:
    (planted,) = read_planted("昨天⟦司空见惯明⟧来过")
    found = outcome(planted)
    assert found.leaked
    assert found.is_leak == (not found.is_waiting)


@pytest.mark.parametrize(
    "written",
    [
        "路灯坏了，找⟦张先生⟧\n# note\n\n好",
        json.dumps([{"text": "路灯坏了，找张先生", "spans": [[6, 9]]}, {"text": "好"}]),
        '{"text": "路灯坏了，找张先生", "personal": ["张先生"]}\n{"text": "好"}',
        json.dumps([{"text": "路灯坏了，找张先生", "spans": [{"start": 6, "end": 9}]}, "好"]),
        json.dumps([{"text": "路灯坏了，找张先生", "planted": [{"text": "张先生"}]}, "好"]),
    ],
)
def test_marked_texts_are_read_in_several_forms(written: str) -> None:
    first, second = read_planted(written)
    assert first.text[slice(*first.spans[0])] == "张先生"
    assert second.spans == ()


def test_the_command_prints_what_it_counted() -> None:
    told = StringIO()
    call_command("evaluate_redaction", TEXTS / "held_out.txt", "--json", stdout=told)
    counted = json.loads(told.getvalue())
    assert counted["texts"] == len(counted["rows"]) == 60
    assert counted["leaks"] == 0
    assert all(row["published"] is None for row in counted["rows"] if row["waiting"])


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("[{}]", "utf-8")
    with pytest.raises(CommandError, match=r"broken\.json"):
        call_command("evaluate_redaction", broken)
    assert UnreadableTexts.status == 422


@settings(max_examples=60)
@given(st.text("138 -一二三零o3号楼单元502室王小明先生微信QQ：，元年月。Aa.@", max_size=120))
def test_nothing_is_left_to_cover_in_what_is_published(said: str) -> None:
    found = judged(said)
    assert public_words(found.words) == found.words
    if found.is_clear:
        assert not covers(found.words)
