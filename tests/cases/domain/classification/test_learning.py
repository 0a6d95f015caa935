"""What is learnt: from little, from odd labels, in any order, and with an honest margin."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.cases.domain.classification import learning
from liren.cases.domain.classification.calibration import fit_margin, fit_sharpness
from liren.cases.domain.classification.classifier import Classifier, certainties
from liren.cases.domain.classification.learning import Sample, TooLittleToLearn, learn
from liren.cases.domain.classification.pieces import words_of
from liren.cases.domain.classification.resemblance import groups_of


def test_the_order_of_the_samples_does_not_matter(
    samples: list[Sample], classifier: Classifier
) -> None:
    shuffled = learn(random.Random(4).sample(samples, len(samples)))
    text = "楼道里堆着垃圾，停车也不方便"
    assert shuffled.judge(text) == classifier.judge(text)
    assert np.array_equal(shuffled.weights, classifier.weights)


def test_a_class_with_one_sample_is_learnt_too(samples: list[Sample]) -> None:
    learnt = learn([*samples, Sample("电梯困人了，快来救人", "0304.电梯")])
    assert learnt.judge("电梯困人").label == "0304.电梯"


def test_two_samples_of_two_classes_are_enough() -> None:
    assert learn([Sample("路灯坏了", "a"), Sample("漏水了", "b")]).judge("路灯").label == "a"


@pytest.mark.parametrize(
    "samples",
    [
        [],
        [Sample("路灯坏了", "a")],
        [Sample("路灯坏了", "a"), Sample("路灯不亮", "a")],
        [Sample("路灯坏了", "a"), Sample("  ", "b"), Sample("漏水", "")],
    ],
)
def test_one_class_is_nothing_to_tell_apart(samples: list[Sample]) -> None:
    with pytest.raises(TooLittleToLearn):
        learn(samples)


def test_the_same_text_under_two_classes_is_not_decided() -> None:
    torn = [Sample("路灯坏了没人修", label) for label in "ab" for _ in range(80)]
    assert not learn(torn).judge("路灯坏了没人修").automatic


def test_texts_of_which_nothing_can_be_counted_do_no_harm() -> None:
    odd = [Sample("😀", "a"), Sample("！！", "b"), Sample("路灯坏了", "a"), Sample("漏水", "b")]
    assert learn(odd).judge("漏水").label == "b"


def test_of_very_many_samples_the_last_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_SAMPLES", 4)
    old = [Sample("喷泉坏了", "fountain")] * 5
    new = [Sample("路灯坏了", "lamp"), Sample("楼上漏水", "leak")] * 2
    assert learn([*old, *new]).labels == ("lamp", "leak")


def test_many_classes_know_fewer_pieces(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MOST_WEIGHTS", 500)
    assert learn(samples).weights.size <= 500


def test_near_copies_share_a_group() -> None:
    texts = [
        "南门路灯坏了三天没人修理",
        "请问：南门路灯坏了三天没人修理！！",
        "地下车库漏水严重",
        "地下车库严重漏水",
        "噪音",
    ]
    groups = groups_of([words_of(text) for text in texts])
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert len(set(groups.tolist())) == 3


def _scores(right: int, wrong: int, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Wrong ones have a smaller lead than right ones."""
    scores = np.full((right + wrong, classes), -1.0)
    scores[:right, 0] = np.linspace(1, 2, right)
    scores[right:, 1] = np.linspace(-0.5, -0.4, wrong)
    return scores, np.zeros(right + wrong, dtype=np.int64)


def test_the_margin_lets_the_right_ones_through() -> None:
    scores, target = _scores(right=400, wrong=100)
    ranked = np.sort(scores, axis=1)
    is_automatic = ranked[:, -1] - ranked[:, -2] >= fit_margin(scores, target)
    assert is_automatic[:400].all()
    assert is_automatic[400:].sum() < 10


@pytest.mark.parametrize(("flawless", "promised"), [(30, False), (101, False), (102, True)])
def test_little_experience_promises_nothing(flawless: int, promised: bool) -> None:
    scores, target = _scores(right=flawless, wrong=0)
    assert (fit_margin(scores, target) < math.inf) is promised


@given(
    right=st.integers(0, 60),
    wrong=st.integers(0, 60),
    classes=st.integers(2, 5),
)
@settings(deadline=None)
def test_calibration_is_finite(right: int, wrong: int, classes: int) -> None:
    scores, target = _scores(right=right + 1, wrong=wrong, classes=classes)
    sharpness = fit_sharpness(scores, target)
    assert 0 < sharpness < math.inf
    assert np.allclose(certainties(scores, sharpness).sum(axis=1), 1)
