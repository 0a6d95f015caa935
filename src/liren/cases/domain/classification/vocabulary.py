"""The pieces a classifier knows, and texts as weighted vectors over them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .pieces import BLOCKS, pieces_of

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

_TINY = np.float32(1e-12)


@dataclass(frozen=True)
class Vector:
    """The known pieces of one text and what each weighs; every block has length one."""

    places: Integers
    values: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The known pieces of each block, and how rare each is (inverse document frequency)."""

    blocks: tuple[dict[str, int], ...]
    rarity: Floats

    @classmethod
    def of(cls, terms: Sequence[Sequence[str]], rarity: Floats) -> "Vocabulary":
        """Number the terms through all blocks, in the order given."""
        starts = [0]
        for block in terms:
            starts.append(starts[-1] + len(block))
        return cls(
            tuple(
                dict(zip(block, range(start, end), strict=True))
                for block, (start, end) in zip(terms, pairwise(starts), strict=True)
            ),
            rarity,
        )

    def __len__(self) -> int:
        return len(self.rarity)

    def vector(self, words: list[str]) -> Vector:
        """Weigh the known pieces: sublinear in how often, by rarity, each block to length one."""
        places, values = [], []
        for known, counts in zip(self.blocks, pieces_of(words), strict=True):
            at = np.fromiter(map(known.get, counts, repeat(-1)), np.int32, len(counts))
            times = np.fromiter(counts.values(), np.float32, len(counts))
            is_known = at >= 0
            at, times = at[is_known], times[is_known]
            weighed = (1 + np.log(times)) * self.rarity[at]
            places.append(at)
            values.append(weighed / max(np.sqrt(weighed @ weighed), _TINY))
        return Vector(np.concatenate(places), np.concatenate(values))


def stack(vectors: Sequence[Vector], width: int) -> Any:
    """Put the vectors under each other as one sparse matrix."""
    # Only learning needs scipy: a web worker that merely judges is spared the import.
    from scipy import sparse

    ends = np.cumsum([0, *(len(vector.places) for vector in vectors)])
    places = np.concatenate([vector.places for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return sparse.csr_matrix((values, places, ends), shape=(len(vectors), width))


def gather(texts: Sequence[list[str]], *, fewest: int, most: int) -> Vocabulary:
    """Choose the pieces that at least `fewest` texts hold, the commonest `most` if too many."""
    counted: list[Counter[str]] = [Counter() for _ in BLOCKS]
    for words in texts:
        for block, counts in zip(counted, pieces_of(words), strict=True):
            block.update(counts.keys())
    floor = _floor(counted, fewest=fewest, most=most)
    terms = [sorted(term for term, texts in block.items() if texts >= floor) for block in counted]
    held = chain.from_iterable(
        map(block.__getitem__, known) for block, known in zip(counted, terms, strict=True)
    )
    rarity = np.log((1 + len(texts)) / (1 + np.fromiter(held, dtype=np.float64))) + 1
    return Vocabulary.of(terms, cast(Floats, rarity.astype(np.float32)))


def _floor(counted: Sequence[Counter[str]], *, fewest: int, most: int) -> int:
    """Raise the least number of texts until no more than `most` pieces are left."""
    sizes = Counter(chain.from_iterable(block.values() for block in counted))
    kept = sum(pieces for texts, pieces in sizes.items() if texts >= fewest)
    while kept > most:
        kept -= sizes[fewest]
        fewest += 1
    return fewest
