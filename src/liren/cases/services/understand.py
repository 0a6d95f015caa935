"""What is it about, where is it, and is it known already? Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from liren.cases.domain.place_names import NOTHING, Found
from liren.cases.domain.similarity import Bands, Voice, bands_of, pairs_of
from liren.cases.domain.words import title_of
from liren.cases.models import Case, Category
from liren.cases.services import classes, likely, names
from liren.cases.services.voices import comparable
from liren.places.models import Kind, Place
from liren.places.selectors import of_paths

# Whoever scanned the code of a lift, or chose a home, said where it is; words do not overrule it.
AREAS = frozenset({Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND})


@dataclass(frozen=True, kw_only=True)
class Words:
    """What came in, as far as it is to be understood."""

    text: str
    place: Place
    at: datetime
    title: str = ""
    place_note: str = ""
    category: Category | None = None
    reporter_index: bytes | None = None
    drafted: bool = False  # class and place were shown to somebody: neither is judged anew


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What was made of it; `likely_same` holds (case id, score, reasons), the surest first."""

    title: str
    place: Place
    place_by: str  # given, words
    address: str
    category: Category | None
    category_by: str  # "", machine, person
    suggestions: list[dict[str, object]]
    bands: Bands
    candidates: list[Place] = field(default_factory=list)
    likely_same: list[likely.Likely] = field(default_factory=list)
    same_in_batch: list[likely.Likely] = field(default_factory=list)


@dataclass(frozen=True)
class SimilarCase:
    """A case that the message may be about, for the page before sending."""

    case: Case
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Where:
    place: Place
    by: str
    address: str
    candidates: list[Place]


def understand_all(items: Sequence[Words], *, now: datetime) -> list[Understood]:
    """Understand many messages in a handful of statements."""
    titles = [item.title or title_of(item.text) for item in items]
    texts = [_whole(item) for item in items]
    where = _places(items, now)
    guesses = classes.guess_all(texts, now=now)
    chosen = [
        item.category or (None if item.drafted else guess.category)
        for item, guess in zip(items, guesses, strict=True)
    ]
    voices = [_voice(*one) for one in zip(items, texts, where, chosen, strict=True)]
    sought = [likely.Sought(voice, bands_of(voice.pairs)) for voice in voices]
    known = likely.likely_same(sought, now=now)
    repeated = likely.same_in_batch(sought)
    return [
        Understood(
            title=titles[at],
            place=where[at].place,
            place_by=where[at].by,
            address=where[at].address,
            candidates=where[at].candidates,
            category=chosen[at],
            category_by="person" if item.category else "machine" if chosen[at] else "",
            suggestions=guesses[at].suggestions,
            bands=sought[at].bands,
            likely_same=known[at],
            same_in_batch=repeated[at],
        )
        for at, item in enumerate(items)
    ]


def similar_cases(*, text: str, place: Place, now: datetime) -> list[SimilarCase]:
    """The cases that a message may be about, before it is sent."""
    (understood,) = understand_all([Words(text=text, place=place, at=now)], now=now)
    scores = {case: (score, reasons) for case, score, reasons in understood.likely_same}
    cases = Case.objects.select_related("category", "place").in_bulk(list(scores))
    return [SimilarCase(cases[pk], *told) for pk, told in scores.items() if pk in cases]


def _whole(item: Words) -> str:
    return comparable(item.title, item.text) if item.title else item.text


def _voice(item: Words, text: str, where: _Where, category: Category | None) -> Voice:
    return Voice(
        pairs=pairs_of(text),
        place_path=where.place.path,
        at=item.at,
        category=category.pk if category else None,
        reporter=item.reporter_index,
    )


def _places(items: Sequence[Words], now: datetime) -> list[_Where]:
    found = [_look_for(item, now) for item in items]
    wanted = {path for one in found for path in (one.path, *one.candidates) if path}
    rows = of_paths(wanted) if wanted else {}
    return [_where(item, one, rows, now) for item, one in zip(items, found, strict=True)]


def _look_for(item: Words, now: datetime) -> Found:
    root = names.root_of(item.place.path)
    if not root or item.drafted or item.place.kind not in AREAS:
        return NOTHING
    text = "\n".join(filter(None, (item.place_note, item.title, item.text)))
    return names.places_below(root, now=now).names.find(text, near=item.place.path)


def _where(item: Words, found: Found, rows: dict[str, Place], now: datetime) -> _Where:
    place, by = item.place, "given"
    candidates = [rows[path] for path in found.candidates if path in rows]
    if found.path in rows and found.path != place.path:
        if found.path.startswith(place.path):
            place, by = rows[found.path], "words"
        elif place.path.startswith(found.path):
            candidates = candidates or []
        else:
            candidates = [rows[found.path], *candidates]
    return _Where(place, by, _address(place, now), candidates)


def _address(place: Place, now: datetime) -> str:
    root = names.root_of(place.path)
    found = names.places_below(root, now=now).address(place.path) if root else ""
    return found or place.name
