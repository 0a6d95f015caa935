"""How well messages were joined, against what a person would have joined."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Threads = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Scores:
    """Pairwise F1 and B-cubed over what belongs to matters, and how many kinds were right."""

    pair_precision: float
    pair_recall: float
    pair_f1: float
    b_cubed: float
    kind_accuracy: float
    matters_expected: int
    matters_found: int
    categories_right: float | None = None
    voices_right: float | None = None
    places_right: float | None = None


def score(
    found: Threads, expected: Threads, *, ignored: Iterable[int] = (),
    kinds: tuple[Mapping[int, str], Mapping[int, str]] = ({}, {}),
) -> Scores:  # fmt: skip
    """Compare by the lines at which messages begin; what stands in none is one of its own.

    `ignored` are messages of which a person could say either.
    """
    left = set(ignored)
    mine, theirs = _labels(found, left), _labels(expected, left)
    pairs_mine, pairs_theirs = _pairs(mine), _pairs(theirs)
    both = len(pairs_mine & pairs_theirs)
    precision = both / len(pairs_mine) if pairs_mine else float(not pairs_theirs)
    recall = both / len(pairs_theirs) if pairs_theirs else float(not pairs_mine)
    known, said = kinds[1], kinds[0]
    right = sum(said.get(line) == kind for line, kind in known.items())
    return Scores(
        pair_precision=round(precision, 4),
        pair_recall=round(recall, 4),
        pair_f1=round(_f1(precision, recall), 4),
        b_cubed=round(_b_cubed(mine, theirs), 4),
        kind_accuracy=round(right / len(known), 4) if known else 1.0,
        matters_expected=len(expected),
        matters_found=len(found),
    )


def match(found: Threads, expected: Threads) -> list[tuple[int, int]]:
    """Which found matter is which expected one: the most messages in common first."""
    common = Counter(
        {
            (at, to): len(set(mine) & set(theirs))
            for at, mine in enumerate(found)
            for to, theirs in enumerate(expected)
            if set(mine) & set(theirs)
        }
    )
    pairs, used = list[tuple[int, int]](), (set[int](), set[int]())
    for (at, to), _ in sorted(common.items(), key=lambda one: (-one[1], one[0])):
        if at not in used[0] and to not in used[1]:
            pairs.append((at, to))
            used[0].add(at)
            used[1].add(to)
    return sorted(pairs)


def _labels(threads: Threads, left: set[int]) -> dict[int, int]:
    return {line: at for at, lines in enumerate(threads) for line in lines if line not in left}


def _pairs(labels: Mapping[int, int]) -> set[tuple[int, int]]:
    threads: dict[int, list[int]] = {}
    for line, thread in labels.items():
        threads.setdefault(thread, []).append(line)
    return {pair for lines in threads.values() for pair in combinations(sorted(lines), 2)}


def _b_cubed(mine: Mapping[int, int], theirs: Mapping[int, int]) -> float:
    """The harmonic mean of B-cubed precision and recall; a message in no matter stands alone."""
    lines = sorted(set(mine) | set(theirs))
    if not lines:
        return 1.0
    own = {line: mine.get(line, -1 - line) for line in lines}
    true = {line: theirs.get(line, -1 - line) for line in lines}
    sizes_own, sizes_true = Counter(own.values()), Counter(true.values())
    shared = Counter(zip(own.values(), true.values(), strict=True))
    precision = sum(shared[own[x], true[x]] / sizes_own[own[x]] for x in lines) / len(lines)
    recall = sum(shared[own[x], true[x]] / sizes_true[true[x]] for x in lines) / len(lines)
    return _f1(precision, recall)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
