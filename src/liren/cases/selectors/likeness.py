"""What other modules ask of words: which are about the same matter."""

from collections.abc import Mapping

from liren.cases.domain.similarity import SOME_OVERLAP, overlap, pairs_of


def alike(text: str, others: Mapping[int, str], *, most: int = 3) -> list[int]:
    """Which of some texts are about the same matter as it seems, the most alike first."""
    own = pairs_of(text)
    shared = {key: overlap(own, pairs_of(other)) for key, other in others.items()}
    near = [key for key, share in shared.items() if share >= SOME_OVERLAP]
    return sorted(near, key=lambda key: (-shared[key], key))[:most]
