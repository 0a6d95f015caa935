"""Group texts that nearly repeat each other, so that no copy vouches for the other."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

ALIKE = 0.75
_ROWS_AT_ONCE = 500


def groups_of(texts: list[list[str]]) -> NDArray[np.int64]:
    """Number the texts by group: two whose word vectors have a cosine of `ALIKE` share one."""
    vectors = _word_vectors(texts)
    links = sparse.vstack(
        [
            _links(vectors[start : start + _ROWS_AT_ONCE], vectors)
            for start in range(0, len(texts), _ROWS_AT_ONCE)
        ]
    )
    _, groups = connected_components(links, directed=False)
    return np.asarray(groups, dtype=np.int64)


def _links(some: Any, vectors: Any) -> Any:
    return (some @ vectors.T >= ALIKE).tocsr()


def _word_vectors(texts: list[list[str]]) -> Any:
    """Weigh words of two characters or more by rarity; a word of one text links nothing."""
    held = Counter(word for words in texts for word in set(words) if len(word) > 1)
    known = {word: at for at, word in enumerate(w for w, texts in held.items() if texts > 1)}
    rarity = {word: np.log((1 + len(texts)) / (1 + held[word])) + 1 for word in known}
    rows, columns, values = [], [], []
    for row, words in enumerate(texts):
        for word, times in Counter(words).items():
            if word in known:
                rows.append(row)
                columns.append(known[word])
                values.append(times * rarity[word])
    shape = (len(texts), len(known))
    vectors = sparse.csr_matrix((np.array(values, float), (rows, columns)), shape=shape)
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1)).A1
    return sparse.diags(1 / np.maximum(lengths, 1e-12)) @ vectors
