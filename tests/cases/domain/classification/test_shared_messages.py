"""On real messages the figures stay above a floor that chance does not explain."""

import time
from pathlib import Path

import numpy as np
import pytest

from liren.cases.domain.classification.evaluation import evaluate
from liren.cases.domain.classification.labelled import read_labelled, without_copies
from liren.cases.domain.classification.learning import learn
from liren.cases.domain.classification.pieces import words_of
from liren.cases.domain.classification.resemblance import groups_of


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.once
def test_real_messages_are_judged_well(shared_data: Path) -> None:
    folder = shared_data / "messages"
    raw = read_labelled(folder / "labelled_raw.csv")
    rows = raw + read_labelled(folder / "labelled_tokens.csv")
    samples = without_copies(rows)
    groups = groups_of([words_of(sample.text) for sample in samples])
    # A fifth of the groups is held back; of those the raw rows, which come first, are judged.
    is_held_back = np.random.default_rng(1).permutation(groups.max() + 1)[groups] % 5 == 0
    classifier = learn(samples[at] for at in np.flatnonzero(~is_held_back))
    unseen = [samples[at] for at in np.flatnonzero(is_held_back[: len(raw)])]
    measured = evaluate(classifier, unseen, clock=time.process_time)
    assert measured.macro_f1 > 0.89
    assert measured.top2_accuracy > 0.97
    assert measured.auto_coverage > 0.7
    assert measured.auto_accuracy is not None
    assert measured.auto_accuracy > 0.95
