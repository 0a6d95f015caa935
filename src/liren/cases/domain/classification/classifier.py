"""Judge a text: the likeliest classes, whether that is sure enough to stand alone, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pieces import all_words_of, words_of
from .vocabulary import Floats, Vector, Vocabulary

MOST_SUGGESTIONS = 3
MOST_REASONS = 5
# One word alone never decides: "the telephone by the lamp" is not about the lamp.
FEWEST_REASONS = 2


@dataclass(frozen=True)
class Suggestion:
    """A class and how certain it is, from 0 to 1; certainties of one text sum to at most 1."""

    label: str
    certainty: float


@dataclass(frozen=True)
class Judgement:
    """What a text is taken to be about.

    `suggestions` come likeliest first; none when the text holds nothing that is known.
    `automatic` says that the first may be used unasked. `reasons` are the words of the text
    that spoke most for the first class rather than the second.
    """

    suggestions: tuple[Suggestion, ...] = ()
    automatic: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The likeliest class, if anything is known of the text."""
        return self.suggestions[0].label if self.suggestions else None


@dataclass(frozen=True)
class Classifier:
    """One weight for each piece and class; `learning.learn` makes it.

    `sharpness` turns scores into certainties; `margin` is the least lead in scores that decides.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    bias: Floats
    sharpness: float
    margin: float

    def judge(self, text: str) -> Judgement:
        """Judge one text: title and detail, in that order, on separate lines."""
        words = words_of(text)
        vector = self.vocabulary.vector(words)
        if not len(vector.places):
            return Judgement()
        scores = self._scores(vector)
        likely = certainties(scores, self.sharpness)
        order = np.argsort(-scores, kind="stable")[:MOST_SUGGESTIONS]
        first, second = int(order[0]), int(order[1])
        reasons = self._reasons(words, vector, first, second)
        is_sure = bool(scores[first] - scores[second] >= self.margin)
        return Judgement(
            suggestions=tuple(Suggestion(self.labels[at], float(likely[at])) for at in order),
            automatic=is_sure and len(reasons) >= FEWEST_REASONS,
            # The cut may be "路 | 灯不亮" where the runs of characters saw 路灯.
            reasons=reasons or self._reasons(all_words_of(words), vector, first, second),
        )

    def judge_many(self, texts: Iterable[str]) -> list[Judgement]:
        """Judge the texts in their order."""
        return [self.judge(text) for text in texts]

    def _scores(self, vector: Vector) -> NDArray[np.float64]:
        scores = vector.values @ self.weights[vector.places] + self.bias
        return np.asarray(scores, dtype=np.float64)

    def _reasons(
        self, words: list[str], vector: Vector, first: int, second: int
    ) -> tuple[str, ...]:
        """Sum what all blocks say of each word of two characters or more."""
        lead = self.weights[:, first][vector.places] - self.weights[:, second][vector.places]
        spoke = dict(zip(vector.places.tolist(), (lead * vector.values).tolist(), strict=True))
        voices = {word: 0.0 for word in words if len(word) > 1}
        for block in self.vocabulary.blocks:
            for word in voices:
                voices[word] += spoke.get(block.get(word, -1), 0.0)
        strongest = sorted(voices, key=lambda word: (-voices[word], word))[:MOST_REASONS]
        return tuple(word for word in strongest if voices[word] > 0)


def certainties(scores: NDArray[np.float64], sharpness: float) -> NDArray[np.float64]:
    """Turn scores into shares that sum to one (softmax), over the last axis."""
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)
