"""The opinions of a talk as a picture with words: spots of people, their groups, what they say.

Nobody stands on it alone: people whose opinions lie near each other are one spot, as large as
they are many. It is drawn once, when the talk has ended.
"""

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from .groups import FEWEST_PEOPLE, Grouping, find_groups, small_clusters
from .opinions import AGREE, DISAGREE, PASS, Opinions
from .sayings import Saying, sayings_of

WIDTH, HEIGHT, EDGE = 1000, 640, 90
LARGEST, SMALLEST = 46.0, 9.0
LETTERS = "ABCDE"


def drawn(opinions: Opinions) -> dict[str, Any]:
    """Everything the page needs, as plain values: counts, and the map where there is one."""
    answers = opinions.table
    counts = {
        str(statement): [int((answers[:, at] == value).sum()) for value in (AGREE, PASS, DISAGREE)]
        for at, statement in enumerate(opinions.statements)
    }
    found: dict[str, Any] = {"people": len(opinions.participants), "counts": counts, "groups": []}
    if len(opinions.participants) < FEWEST_PEOPLE or not opinions.statements:
        return found
    grouping = find_groups(opinions)
    if not grouping.k:
        return found
    said = sayings_of(opinions, grouping)
    spots = _spots(grouping)
    found["spots"] = spots
    found["groups"] = [
        {
            "letter": LETTERS[group],
            "size": size,
            "sayings": [_plain(saying) for saying in said.groups[group]],
            **_middle(spots, group),
        }
        for group, size in enumerate(grouping.sizes)
    ]
    found["unites"] = [_plain(saying) for saying in said.consensus]
    return found


def _plain(saying: Saying) -> dict[str, Any]:
    return {
        **asdict(saying),
        "share": round(saying.share, 3),
        "strength": round(saying.strength, 3),
    }


def _spots(grouping: Grouping) -> list[list[float]]:
    """x, y, radius, group of every spot, inside the frame."""
    people = list(grouping.groups)
    places = np.array([grouping.places[person] for person in people])
    labels, centres = small_clusters(places)
    low, high = centres.min(axis=0), centres.max(axis=0)
    spread = np.where(high > low, high - low, 1.0)
    room = np.array([WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE])
    at = EDGE + (centres - low) / spread * room
    sizes = Counter(labels.tolist())
    most = max(sizes.values())
    groups: dict[int, Counter[int]] = {}
    for person, label in zip(people, labels.tolist(), strict=True):
        groups.setdefault(label, Counter())[grouping.groups[person]] += 1
    return [
        [
            round(float(at[label][0]), 1),
            round(float(at[label][1]), 1),
            round(max(SMALLEST, LARGEST * (size / most) ** 0.5), 1),
            groups[label].most_common(1)[0][0],
        ]
        for label, size in sorted(sizes.items())
    ]


def _middle(spots: list[list[float]], group: int) -> dict[str, float]:
    """Where the group's letter stands."""
    own = [(x, y) for x, y, _r, g in spots if g == group]
    if not own:
        return {"x": WIDTH / 2, "y": HEIGHT / 2}
    return {
        "x": round(sum(x for x, _ in own) / len(own), 1),
        "y": round(sum(y for _, y in own) / len(own), 1),
    }
