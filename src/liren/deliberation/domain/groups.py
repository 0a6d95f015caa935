"""Opinion groups, as Polis forms them: a map of two axes, a hundred small clusters, a few groups.

After Small, Björkegren, Erkkilä, Shaw and Megill, "Polis: scaling deliberation by mapping high
dimensional opinion spaces", Recerca 26(2), 2021. The steps:

1. *Votes* are −1, 0, 1. A statement that was taken out counts as passed by everybody, as in Polis.
2. *Axes*: the two first principal components of the votes of all participants, an unseen statement
   standing at the statement's mean. Shapes: participants × statements → statements × 2.
3. *Places*: only of participants with 7 votes, or with all there are. A projection is stretched by
   √(statements / votes), because who saw little would otherwise always stand in the middle.
4. *Small clusters*: k-means, 100 of them, begun at the places that lie furthest apart.
5. *Groups*: for 2 to 5, weighted k-means over the small clusters from many beginnings; then that
   number whose mean silhouette over the small clusters is the largest (Rousseeuw 1987).

No chance is used, and participants are sorted first, so the same votes give the same groups. Where
several divisions are as good as equal (0.45 % of the sum of squares, ADR 16), the one whose
smallest group is the largest is taken: nobody is pushed into a corner without need. Under 30
participants there are no groups, because a few are too easily known. See ADR 16 for figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

from .opinions import UNSEEN, Opinions

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

FEWEST_PEOPLE = 30
FEWEST_VOTES = 7
SMALL_CLUSTERS = 100
MOST_GROUPS = 5
CLUSTERS_A_GROUP = 12  # one group more for each dozen of small clusters
BEGINNINGS = 12  # every pair of so many far places
AS_GOOD_AS = 1.0045
ROUNDS = 100


class NoGroups(StrEnum):
    """Why there are none."""

    TOO_FEW_PEOPLE = "too_few_people"
    ALL_ALIKE = "all_alike"


@dataclass(frozen=True)
class Grouping:
    """The groups, the largest first; or why there are none."""

    groups: Mapping[int, int]  # participant → group
    places: Mapping[int, tuple[float, float]]  # participant → place on the map
    sizes: tuple[int, ...] = ()
    silhouette: float = 0.0  # −1 to 1: how much nearer to the own group than to the next one
    explained: tuple[float, float] = (0.0, 0.0)  # share of the variance on each axis
    none_because: NoGroups | None = None

    @property
    def k(self) -> int:
        """How many groups there are."""
        return len(self.sizes)


def find_groups(opinions: Opinions) -> Grouping:
    """Form the groups of all who have voted enough."""
    seen = opinions.table != UNSEEN
    present = seen.sum(axis=1) >= min(FEWEST_VOTES, seen.shape[1])
    if present.sum() < FEWEST_PEOPLE:
        return Grouping({}, {}, none_because=NoGroups.TOO_FEW_PEOPLE)
    places, explained = _places(opinions, seen, present)
    people = [p for p, is_present in zip(opinions.participants, present, strict=True) if is_present]
    on_map = {person: (float(x), float(y)) for person, (x, y) in zip(people, places, strict=True)}
    cluster_of, centres = small_clusters(places)
    if len(centres) < 2:
        return Grouping({}, on_map, explained=explained, none_because=NoGroups.ALL_ALIKE)
    weights = np.bincount(cluster_of).astype(np.float64)
    group_of, silhouette = _best_division(centres, weights)
    labels = _largest_first(group_of[cluster_of])
    return Grouping(
        groups=dict(zip(people, labels.tolist(), strict=True)),
        places=on_map,
        sizes=tuple(np.bincount(labels).tolist()),
        silhouette=silhouette,
        explained=explained,
    )


def _places(
    opinions: Opinions, seen: npt.NDArray[np.bool_], present: npt.NDArray[np.bool_]
) -> tuple[Array, tuple[float, float]]:
    """Project those present on the two first components; all participants make the axes."""
    out = opinions.taken_out
    votes = np.where(seen, opinions.table, 0).astype(np.float64)
    mean = votes.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred = np.where(seen, votes - mean, 0.0)
    variances, components = np.linalg.eigh(centred.T @ centred)
    axes = components[:, ::-1][:, :2]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])] < 0, -1.0, 1.0)
    if axes.shape[1] < 2:  # a single statement has one axis only
        axes = np.column_stack([axes, np.zeros(len(axes))])
    statements = seen.shape[1] + out
    stretch = np.sqrt(statements / (seen[present].sum(axis=1) + out))
    total = max(float(variances.sum()), np.finfo(float).tiny)
    shares = [float(v) / total for v in [*variances[::-1], 0.0][:2]]
    return (centred[present] @ axes) * stretch[:, None], (shares[0], shares[1])


def small_clusters(places: Array) -> tuple[Labels, Array]:
    """Return each place's small cluster, and the centres (at most 100, none empty)."""
    distinct = len(np.unique(places.round(9), axis=0))
    begin = places[_far_apart(places, min(SMALL_CLUSTERS, distinct))]
    labels, _ = _k_means(places, np.ones(len(places)), begin[None])
    used, cluster_of = np.unique(labels[0], return_inverse=True)
    centres = np.stack([places[cluster_of == at].mean(axis=0) for at in range(len(used))])
    return cluster_of, centres


def _best_division(centres: Array, weights: Array) -> tuple[Labels, float]:
    """The division whose silhouette is the largest; of equals the one with fewer groups."""
    most = min(MOST_GROUPS, 2 + len(centres) // CLUSTERS_A_GROUP, len(centres))
    found = [_division(centres, weights, k) for k in range(2, most + 1)]
    scores = [silhouette_of(centres, labels) for labels in found]
    best = int(np.argmax(np.round(scores, 9)))
    return found[best], scores[best]


def _division(centres: Array, weights: Array, k: int) -> Labels:
    """The best division into k groups; of those as good as it, the most even."""
    labels, sums = _k_means(centres, weights, _beginnings(centres, k))
    good = np.flatnonzero(sums <= sums.min() * AS_GOOD_AS)
    smallest = [np.bincount(labels[at], weights, k).min() for at in good]
    order = np.lexsort((good, np.round(sums[good], 9), -np.array(smallest)))
    best: Labels = labels[good[order[0]]]
    return best


def _beginnings(centres: Array, k: int) -> Array:
    """Beginnings × k × 2: each pair of far places, with those far from both of them."""
    far = _far_apart(centres, min(BEGINNINGS, len(centres)))
    return np.stack([centres[_far_apart(centres, k, begun=pair)] for pair in combinations(far, 2)])


def _far_apart(places: Array, count: int, *, begun: tuple[int, ...] = ()) -> list[int]:
    """Places one after the other, each the furthest from those before (Gonzalez 1985)."""
    from_mean = ((places - places.mean(axis=0)) ** 2).sum(axis=1)
    chosen = list(begun) or [int(from_mean.argmax())]
    nearest = np.min([((places - places[at]) ** 2).sum(axis=1) for at in chosen], axis=0)
    while len(chosen) < count:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((places - places[chosen[-1]]) ** 2).sum(axis=1))
    return chosen


def _k_means(places: Array, weights: Array, begin: Array) -> tuple[Labels, Array]:
    """Weighted k-means from all beginnings at once (Lloyd 1982).

    `begin` is beginnings × k × 2. Returns labels (beginnings × places) and the weighted sums of
    squared distances. A centre that loses all its places stays where it is.
    """
    starts, k, _ = begin.shape
    centres, labels = begin.reshape(starts * k, 2).copy(), np.full((len(places), starts), -1)
    offsets, repeated = np.arange(starts) * k, np.repeat(weights, starts)
    weighed = [np.repeat(weights * places[:, axis], starts) for axis in range(2)]
    for _round in range(ROUNDS):
        distances = (centres**2).sum(axis=1) - 2 * (places @ centres.T)
        found = distances.reshape(-1, starts, k).argmin(axis=2)
        if np.array_equal(found, labels):
            break
        labels, at = found, (found + offsets).ravel()
        held = np.bincount(at, repeated, starts * k)
        for axis, coordinates in enumerate(weighed):
            sums = np.bincount(at, coordinates, starts * k)
            np.divide(sums, held, out=centres[:, axis], where=held > 0)
    # Where the place itself stands makes no difference to the nearest, only to the sum.
    nearest = distances.reshape(-1, starts, k).min(axis=2) + (places**2).sum(axis=1)[:, None]
    return labels.T, weights @ np.maximum(nearest, 0)


def silhouette_of(places: Array, labels: Labels) -> float:
    """Return the mean silhouette: (b − a) / max(a, b), 0 for one that stands alone."""
    distances = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    members = (labels[:, None] == np.arange(labels.max() + 1)).astype(np.float64)
    counts, rows = members.sum(axis=0), np.arange(len(places))
    sums, own = distances @ members, counts[labels] - 1
    inside = sums[rows, labels] / np.maximum(own, 1)
    others = sums / np.maximum(counts, 1)
    others[rows, labels] = np.inf
    others[:, counts == 0] = np.inf
    outside = others.min(axis=1)
    larger = np.maximum(inside, outside)
    scores = np.where((own > 0) & np.isfinite(larger) & (larger > 0), outside - inside, 0.0)
    return float((scores / np.where(larger > 0, larger, 1.0)).mean())


def _largest_first(labels: Labels) -> Labels:
    """Number the groups by size; equals by who comes first."""
    used, first, counts = np.unique(labels, return_index=True, return_counts=True)
    new = np.empty(int(used.max()) + 1, dtype=np.intp)
    new[used[np.lexsort((first, -counts))]] = np.arange(len(used))
    return new[labels]
