"""Which open cases a message may belong to: found by bands and place, then weighed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from liren.cases.domain.similarity import Bands, Voice, best, likeness, pairs_of
from liren.cases.domain.workflow import OPEN
from liren.cases.models import Case, Report
from liren.cases.services.sketches import Sketched, cases_met
from liren.core.scope import SEGMENT, community_of

WITHIN = timedelta(days=30)
CLOSED_LATELY = timedelta(days=14)
MOST_COMPARED = 12
MOST_AT_PLACE = 300
MOST_VOICES = 200
BUILDING_LENGTH = 7 * SEGMENT

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
    voices = _voices({case for cases in met for case in cases}, now)
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
    here = Case.objects.filter(place_path__in=spots, stage__in=OPEN, reported_at__gte=since)
    rows = here.order_by("-id").values_list("pk", "place_path", "category_id")[:MOST_AT_PLACE]
    for case, path, category in rows:
        for position in spots[path]:
            if category == sought[position].voice.category and case not in met[position]:
                met[position].append(case)


def _voices(cases: Collection[int], now: datetime) -> dict[int, list[Voice]]:
    """What was said in the cases that are open, or were closed lately."""
    alive = Q(case__stage__in=OPEN) | Q(case__closed_at__gte=now - CLOSED_LATELY)
    reports = Report.objects.filter(alive, case_id__in=cases, case__merged_into=None)
    rows = reports.order_by("-id").values_list(
        "case_id", "case__title", "text", "case__place_path", "reported_at",
        "case__category_id", "contact_index",
    )[: MOST_VOICES + MOST_COMPARED * len(cases)]  # fmt: skip
    found: dict[int, list[Voice]] = defaultdict(list)
    for case, title, text, path, at, category, contact in rows:
        if len(found[case]) < MOST_COMPARED:
            said = Voice(
                pairs=pairs_of(comparable(title, text)), place_path=path, at=at,
                category=category, reporter=bytes(contact) if contact else None,
            )  # fmt: skip
            found[case].append(said)
    return found


def comparable(title: str, text: str) -> str:
    """The words that are compared; a title that only repeats the text counts once."""
    start = title.removesuffix("…")
    return text if start in text else f"{title}\n{text}"
