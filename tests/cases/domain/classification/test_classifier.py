"""What a classifier says of a text, sure or not, and that no text breaks it."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liren.cases.domain.classification.classifier import MOST_SUGGESTIONS, Classifier, Judgement
from liren.cases.domain.classification.learning import Sample, learn
from liren.cases.domain.classification.pieces import words_of

ANY_TEXT = st.text(max_size=200) | st.text("路灯垃圾噪音漏水停车坏了 \n[]A3区😀\x00", max_size=80)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("我们楼前的路灯又不亮了", "street_lamp"),
        ("垃圾好几天没人收了", "rubbish"),
        ("半夜施工噪音很大，没法睡觉", "noise"),
        ("屋顶漏水，滴到床上了", "leak"),
        ("消防通道被汽车堵了，乱停车没人管", "parking"),
    ],
)
def test_finds_the_class(classifier: Classifier, text: str, label: str) -> None:
    assert classifier.judge(text).label == label


def test_says_which_words_spoke(classifier: Classifier) -> None:
    assert classifier.judge("我们楼前的路灯又不亮了").reasons[0] == "路灯"


def test_gives_no_word_as_a_reason_that_is_not_in_the_text(classifier: Classifier) -> None:
    text = "垃圾桶旁边的路灯坏了"
    assert all(reason in text for reason in classifier.judge(text).reasons)


def test_names_the_word_that_the_cut_took_apart() -> None:
    assert words_of("路灯不亮") == ["路", "灯不亮"]
    learnt = learn([Sample("路灯坏了", "street_lamp"), Sample("漏水了", "leak")])
    assert learnt.judge("路灯不亮").reasons == ("路灯",)


def test_stays_a_suggestion_while_it_has_read_little(classifier: Classifier) -> None:
    assert classifier.margin == math.inf
    assert not classifier.judge("路灯坏了").automatic


def test_decides_when_it_has_read_enough(sure_classifier: Classifier) -> None:
    judgement = sure_classifier.judge("新楼昨天晚上开始，路灯全灭了，老人下楼散步很危险")
    assert judgement.automatic
    assert judgement.label == "street_lamp"


@pytest.mark.parametrize("text", ["停车棚的路灯", "请安排来看看", "你好，请问电话多少"])
def test_one_word_alone_never_decides(sure_classifier: Classifier, text: str) -> None:
    judgement = sure_classifier.judge(text)
    assert len(judgement.reasons) < 2
    assert not judgement.automatic


def test_a_lead_below_the_margin_is_a_suggestion(sure_classifier: Classifier) -> None:
    text = "新楼昨天晚上开始，路灯全灭了，老人下楼散步很危险"
    assert not replace(sure_classifier, margin=100.0).judge(text).automatic


@pytest.mark.parametrize("text", ["", "   \n\t", "😀😀😀", "\x00\x07", "qwzxv", "[手机号]"])
def test_says_nothing_of_what_it_does_not_know(classifier: Classifier, text: str) -> None:
    assert classifier.judge(text) == Judgement()


@given(text=ANY_TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_gets_an_orderly_judgement(classifier: Classifier, text: str) -> None:
    judgement = classifier.judge(text)
    certainties = [suggestion.certainty for suggestion in judgement.suggestions]
    assert certainties == sorted(certainties, reverse=True)
    assert all(0 <= certainty <= 1 for certainty in certainties)
    assert sum(certainties) <= 1 + 1e-9
    assert len(certainties) <= MOST_SUGGESTIONS
    assert len({suggestion.label for suggestion in judgement.suggestions}) == len(certainties)


def test_many_are_judged_as_each_alone(classifier: Classifier) -> None:
    texts = ["路灯坏了", "", "楼上漏水", "😀"]
    assert classifier.judge_many(texts) == [classifier.judge(text) for text in texts]


@pytest.mark.parametrize("start", ["路灯坏了", " " * 2_000_000, "\ufdfa" * 10_000])
def test_reads_no_more_than_a_page_of_a_huge_text(classifier: Classifier, start: str) -> None:
    text = start + "楼下的垃圾没人收" * 100_000
    assert classifier.judge(text) == classifier.judge(text + "电梯坏了" * 1_000_000)


def test_numbers_and_lettered_places_say_nothing(classifier: Classifier) -> None:
    assert classifier.judge("A3区12栋漏水") == classifier.judge("B7区3栋漏水")
