"""Learn a classifier from labelled texts: weights, and on held-back parts how far to trust them.

The weights are those of linear support vector machines, one class against the rest, whose
features were first stretched by how differently the class uses them (naive Bayes log-count
ratios; S. Wang and C. Manning, "Baselines and Bigrams", ACL 2012). Folded back into one weight
a piece and class, judging costs no more than a plain linear model.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from liren.core.errors import LirenError, sentence

from .calibration import fit_margin, fit_sharpness
from .classifier import Classifier
from .pieces import words_of
from .vocabulary import Floats, gather, stack

# The newest: older ones add little, and comparing all with all grows with the square.
MOST_SAMPLES = 12_000
MOST_PIECES = 60_000
# 32 MB of weights, however many classes a tree has.
MOST_WEIGHTS = 8_000_000
# Up to so many texts, a piece that occurs once is still worth knowing.
FEW_SAMPLES = 500
PARTS = 5
SEED = 20_200_508

# Chosen by cross-validation, see docs/adr/0004-classifier.md.
_COST = 0.1
_STRETCH = 0.3
_SMOOTHING = 0.1
_TOLERANCE = 0.01

Targets = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True, order=True)
class Sample:
    """A text (title and detail on separate lines) and its class, any code of a category tree."""

    text: str
    label: str


class TooLittleToLearn(LirenError):
    """With fewer than two classes there is nothing to tell apart."""

    code: ClassVar[str] = "cases.too_little_to_learn"
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = sentence(
        "There are too few labelled messages to learn from: at least two classes are needed."
    )


def learn(samples: Iterable[Sample]) -> Classifier:
    """Make a classifier; of very many samples the last `MOST_SAMPLES` are used.

    The same samples give the same classifier, in whatever order they come.
    """
    from .resemblance import groups_of  # with scipy, which is large: read when somebody learns

    usable = [sample for sample in samples if sample.text.strip() and sample.label]
    chosen = sorted(usable[-MOST_SAMPLES:])
    labels, found = np.unique([sample.label for sample in chosen], return_inverse=True)
    if len(labels) < 2:
        raise TooLittleToLearn(classes=len(labels))
    target: Targets = found.astype(np.int64)
    texts = [words_of(sample.text) for sample in chosen]
    vocabulary = gather(
        texts,
        fewest=1 if len(texts) < FEW_SAMPLES else 2,
        most=min(MOST_PIECES, MOST_WEIGHTS // len(labels)),
    )
    matrix = stack([vocabulary.vector(words) for words in texts], len(vocabulary))
    held_back = _held_back_scores(matrix, target, groups_of(texts), len(labels))
    weights, bias = _fit(matrix, target, len(labels))
    return Classifier(
        labels=tuple(labels.tolist()),
        vocabulary=vocabulary,
        weights=weights,
        bias=bias,
        sharpness=fit_sharpness(held_back, target),
        margin=fit_margin(held_back, target),
    )


def _held_back_scores(matrix: Any, target: Targets, groups: Targets, classes: int) -> Scores:
    """Score every text by weights that saw neither it nor anything much like it."""
    scores = np.empty((len(target), classes))
    for rest, part in _parts(target, groups):
        weights, bias = _fit(matrix[rest], target[rest], classes)
        scores[part] = matrix[part] @ weights + bias
    return scores


def _parts(target: Targets, groups: Targets) -> Iterator[tuple[Targets, Targets]]:
    """Deal the groups out like cards, class by class, so that each part has of each class."""
    _, firsts, sizes = np.unique(groups, return_index=True, return_counts=True)
    shuffled = np.random.default_rng(SEED).permutation(len(firsts))
    # Big groups first: they are few, and so spread evenly.
    order = shuffled[np.lexsort((-sizes[shuffled], target[firsts][shuffled]))]
    part_of_group = np.empty(len(firsts), dtype=np.int64)
    part_of_group[order] = np.arange(len(order)) % PARTS
    part = part_of_group[groups]
    for number in range(PARTS):
        inside = np.flatnonzero(part == number)
        rest = np.flatnonzero(part != number)
        if len(inside) and len(rest):
            yield rest, inside


def _fit(matrix: Any, target: Targets, classes: int) -> tuple[Floats, Floats]:
    weights = np.zeros((matrix.shape[1], classes), dtype=np.float32)
    # A class that is absent here is as unlikely as a plain "no".
    bias = np.full(classes, -1.0, dtype=np.float32)
    for number in range(classes):
        wanted = target == number
        if 0 < wanted.sum() < len(target):
            weights[:, number], bias[number] = _fit_one(matrix, wanted)
    return weights, bias


def _fit_one(matrix: Any, wanted: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Tell one class from the rest."""
    stretch = _stretch(matrix, wanted)
    stretched = matrix.copy()
    stretched.data *= stretch[matrix.indices]
    # Only learning needs it, and it takes a second to load: pages and jobs start without it.
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_COST, class_weight="balanced", tol=_TOLERANCE, random_state=SEED)
    machine.fit(stretched, wanted)
    return cast(Floats, machine.coef_[0] * stretch), float(machine.intercept_[0])


def _stretch(matrix: Any, wanted: NDArray[np.bool_]) -> Floats:
    """Give each piece a common share, and more the more the class and the rest differ in it."""
    used = np.asarray(matrix[wanted].sum(axis=0)).ravel() + _SMOOTHING
    else_used = np.asarray(matrix[~wanted].sum(axis=0)).ravel() + _SMOOTHING
    ratio = np.abs(np.log((used / used.sum()) / (else_used / else_used.sum())))
    return cast(Floats, _STRETCH + (1 - _STRETCH) * ratio / (ratio.mean() or 1.0))
