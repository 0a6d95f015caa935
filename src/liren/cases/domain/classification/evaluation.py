"""Measure a classifier on labelled texts it has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sklearn.metrics import f1_score

from .classifier import Classifier, Judgement
from .learning import Sample

# Enough for a steady mean, and bounded.
_TIMED = 500


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How often the classes were right, how much went by itself, and how fast."""

    macro_f1: float
    weighted_f1: float
    top2_accuracy: float
    auto_coverage: float
    auto_accuracy: float | None
    ms_per_message: float
    per_second_batch: float
    messages: int


def evaluate(
    classifier: Classifier, samples: Sequence[Sample], *, clock: Callable[[], float]
) -> Evaluation:
    """Judge the samples; a text of which nothing is known counts as wrong. `clock`: seconds."""
    labels = [sample.label for sample in samples]
    texts = [sample.text for sample in samples]
    start = clock()
    for text in texts[:_TIMED]:
        classifier.judge(text)
    one_by_one = clock() - start
    start = clock()
    judgements = classifier.judge_many(texts)
    batch = clock() - start
    automatic = [
        judgement.label == label
        for judgement, label in zip(judgements, labels, strict=True)
        if judgement.automatic
    ]
    return Evaluation(
        macro_f1=_f1(labels, judgements, "macro"),
        weighted_f1=_f1(labels, judgements, "weighted"),
        top2_accuracy=_share(
            [
                label in [suggestion.label for suggestion in judgement.suggestions[:2]]
                for judgement, label in zip(judgements, labels, strict=True)
            ]
        ),
        auto_coverage=len(automatic) / len(samples),
        auto_accuracy=_share(automatic) if automatic else None,
        ms_per_message=1000 * one_by_one / len(texts[:_TIMED]),
        per_second_batch=len(texts) / max(batch, 1e-9),
        messages=len(samples),
    )


def _f1(labels: list[str], judgements: list[Judgement], average: str) -> float:
    judged = [judgement.label or "" for judgement in judgements]
    known = sorted(set(labels))
    return float(f1_score(labels, judged, labels=known, average=average, zero_division=0.0))


def _share(answers: list[bool]) -> float:
    return sum(answers) / len(answers)
