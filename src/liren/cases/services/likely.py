"""Which open cases a message may belong to: found by bands and place, then weighed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, DateTimeField

from liren.cases.domain.similarity import Bands, Voice, best, likeness
from liren.cases.domain.workflow import OPEN
from liren.cases.models import Case
from liren.cases.services.sketches import Sketched, cases_met
from liren.cases.services.voices import voices_of
from liren.core.prepared import Prepared, Slot, Slots
from liren.core.scope import SEGMENT, community_of

WITHIN = timedelta(days=30)
MOST_COMPARED = 12
MOST_AT_PLACE = 300
BUILDING_LENGTH = 7 * SEGMENT

AT_PLACE = Prepared(
    lambda: (
        Case.objects.filter(place_path__in=Slots("spots", CharField()), stage__in=OPEN)
        .filter(reported_at__gte=Slot("since", DateTimeField()))
        .order_by("-id")
        .values_list("pk", "place_path", "category_id")[:MOST_AT_PLACE]
    )
)

Likely = tuple[int, float, tuple[str, ...]]


@dataclass(frozen=True)
class Sought:
    """One new message as it is compared."""

    voice: Voice
    bands: Bands


def likely_same(sought: Sequence[Sought], *, now: datetime) -> list[list[Likely]]:
    """For each message the cases it may be about, the surest first; three statements in all."""
    met = _by_bands(sought)
    _add_by_place(sought, met)
    voices = voices_of({case for cases in met for case in cases}, now=now)
    return [
        _weighed(item.voice, ((case, voices[case]) for case in cases if case in voices))
        for item, cases in zip(sought, met, strict=True)
    ]


def same_in_batch(sought: Sequence[Sought]) -> list[list[Likely]]:
    """For each message the earlier ones of the same batch that it may repeat, by their position."""
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    found: list[list[Likely]] = []
    for position, item in enumerate(sought):
        community = community_of(item.voice.place_path)
        keys = [(community, band) for band in item.bands]
        met = Counter(earlier for key in keys for earlier in seen[key])
        compared = [(at, [sought[at].voice]) for at, _ in met.most_common(MOST_COMPARED)]
        found.append(_weighed(item.voice, compared))
        for key in keys:
            seen[key].append(position)
    return found


def _weighed(voice: Voice, others: Iterable[tuple[int, list[Voice]]]) -> list[Likely]:
    weighed = [
        (case, max((likeness(voice, other) for other in said), key=lambda like: like.score))
        for case, said in others
    ]
    return [(case, like.score, like.reasons) for case, like in best(weighed)]


def _by_bands(sought: Sequence[Sought]) -> list[list[int]]:
    messages = [
        Sketched(
            item.bands, community_of(item.voice.place_path),
            since=item.voice.at - WITHIN, until=item.voice.at + WITHIN,
        )
        for item in sought
    ]  # fmt: skip
    return cases_met(messages, most=MOST_COMPARED)


def _add_by_place(sought: Sequence[Sought], met: list[list[int]]) -> None:
    """Short messages share few characters: what was said at the same spot is compared too."""
    spots: dict[str, list[int]] = defaultdict(list)
    for position, item in enumerate(sought):
        path = item.voice.place_path
        if len(path) >= BUILDING_LENGTH and item.voice.category is not None:
            for spot in {path, path[:BUILDING_LENGTH]}:
                spots[spot].append(position)
    if not spots:
        return
    since = min(item.voice.at for item in sought) - WITHIN
    for case, path, category in AT_PLACE.all(spots=list(spots), since=since):
        for position in spots[path]:
            if category == sought[position].voice.category and case not in met[position]:
                met[position].append(case)
