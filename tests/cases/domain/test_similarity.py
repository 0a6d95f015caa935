"""Likeness: near-duplicates are found, and the weighing gives its reasons."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain import similarity
from liren.cases.domain.similarity import Likeness, Voice

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
COMMUNITY = "00000001000000020000000300000004"
BUILDING = COMMUNITY + "000000050000000600000007"
OTHER_BUILDING = COMMUNITY + "000000050000000600000008"
LAMP = "三号楼二单元楼道的路灯坏了三天，晚上漆黑一片，老人下楼差点摔跤"
LAMP_TOO = "3号楼2单元楼道路灯坏了，晚上漆黑一片，老人差点摔跤，请来修"
LIFT = "电梯里的按键不灵，运行时有异响，昨天关了十分钟的人"


def voice(text: str, path: str = BUILDING, category: int | None = None, days: float = 0) -> Voice:
    at = MONDAY + timedelta(days=days)
    return Voice(
        pairs=similarity.pairs_of(text), place_path=path, at=at, category=category, reporter=None
    )


def bands(text: str) -> similarity.Bands:
    return similarity.bands_of(similarity.pairs_of(text))


def shared_bands(left: str, right: str) -> int:
    return len(set(bands(left)) & set(bands(right)))


def test_bands_never_change_because_rows_hold_them() -> None:
    assert bands("路灯坏了")[:2] == (2248772368333982021, -4161293617232047362)


@given(st.text(max_size=200))
def test_bands_fit_the_column(text: str) -> None:
    values = bands(text)
    assert len(values) in (0, similarity.BANDS)
    assert all(-(2**63) <= band < 2**63 for band in values)


@given(st.text(max_size=100))
def test_a_text_is_like_itself(text: str) -> None:
    assert bands(text) == bands(text)
    assert similarity.overlap(similarity.pairs_of(text), similarity.pairs_of(text)) in (0.0, 1.0)


@given(st.text(max_size=100), st.text(max_size=100))
def test_overlap_is_mutual(left: str, right: str) -> None:
    one, other = similarity.pairs_of(left), similarity.pairs_of(right)
    assert similarity.overlap(one, other) == similarity.overlap(other, one)
    assert 0.0 <= similarity.overlap(one, other) <= 1.0


def test_the_same_lamp_in_other_words_shares_bands() -> None:
    assert shared_bands(LAMP, LAMP_TOO) >= 2
    assert shared_bands(LAMP, LIFT) == 0


def test_greetings_do_not_make_two_messages_alike() -> None:
    polite = "尊敬的领导您好，希望有关部门尽快处理，谢谢"
    assert bands(polite) == ()


def test_the_same_matter_scores_high_with_its_reasons() -> None:
    like = similarity.likeness(voice(LAMP, category=1), voice(LAMP_TOO, category=1, days=1))
    assert like.score > 0.8
    assert like.reasons == ("words", "class", "place", "time")


def test_the_same_words_a_year_later_at_the_other_end_count_less() -> None:
    now = similarity.likeness(voice(LAMP), voice(LAMP))
    later = similarity.likeness(voice(LAMP), voice(LAMP, path=COMMUNITY, days=365))
    assert later.score < now.score


def test_class_and_place_alone_are_no_sign() -> None:
    like = similarity.likeness(voice(LAMP, category=1), voice(LIFT, category=1))
    assert like == Likeness(0.0, ())


def test_the_same_reporter_is_a_reason_to_look() -> None:
    left, right = (
        Voice(pairs=similarity.pairs_of(LAMP), place_path=BUILDING, at=MONDAY, reporter=b"one")
        for _ in range(2)
    )
    assert "reporter" in similarity.likeness(left, right).reasons


@pytest.mark.parametrize(
    ("left", "right", "nearness"),
    [(BUILDING, BUILDING + "00000009", 1.0), (BUILDING, OTHER_BUILDING, 0.7),
     (COMMUNITY, COMMUNITY, 0.2), (BUILDING, "00000009", 0.0)],
)  # fmt: skip
def test_nearness(left: str, right: str, nearness: float) -> None:
    assert similarity.nearness(left, right) == nearness


def test_at_most_five_and_only_the_sure_ones() -> None:
    found = [(case, Likeness(case / 10, ())) for case in range(10)]
    assert [case for case, _ in similarity.best(found)] == [9, 8, 7, 6, 5]
