"""The class of a message: by what was learnt, and before anything was learnt by key words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from liren.cases.domain.classification import storage
from liren.cases.domain.classification.classifier import Classifier
from liren.cases.models import Category

LOOK_AGAIN = timedelta(seconds=30)
SUGGESTED = 2
# Key words alone never decide; what they suggest is marked as a weak opinion.
# Where the machine has seen too little of a class, the words that name it say more.
HUMAN_BELOW = 0.4
MOST_BY_KEYWORDS = 0.6


@dataclass(frozen=True)
class Guess:
    """The class if it is sure enough, and else what to suggest."""

    category: Category | None
    suggestions: list[dict[str, object]]


@dataclass(frozen=True)
class KnownTree:
    """A tree as guesses need it."""

    version: tuple[int, int | None]
    by_code: dict[str, Category]
    keywords: list[tuple[str, str]]  # key word and code


_trees: dict[str, tuple[datetime, KnownTree]] = {}
_models: dict[Path, tuple[int, Classifier | None]] = {}


def active_tree() -> str:
    """The tree that new messages are classed by."""
    return str(getattr(settings, "LIREN_TREE", "default"))


def models_folder() -> Path:
    """Where what was learnt is kept: with the data, never with the code."""
    return Path(settings.MEDIA_ROOT).parent / "models"


def model_file() -> Path:
    """The file of the learnt classes of the active tree."""
    name = "classes" if active_tree() == "default" else f"classes-{active_tree()}"
    return models_folder() / f"{name}.npz"


def guess_all(texts: Sequence[str], *, now: datetime) -> list[Guess]:
    """Judge texts (title and detail on separate lines)."""
    tree = _tree(active_tree(), now)
    model = _model(model_file())
    return [guess_one(text, tree, model) for text in texts]


def guess_one(text: str, tree: KnownTree, model: Classifier | None) -> Guess:
    """Judge one text by a tree and what was learnt of it."""
    if model is None:
        return Guess(None, _by_keywords(text, tree))
    judged = model.judge(text)
    known = [(tree.by_code[s.label], s.certainty) for s in judged.suggestions
             if s.label in tree.by_code]  # fmt: skip
    sure = bool(known) and judged.automatic and known[0][0].code == judged.label
    if not known or (not sure and known[0][1] < HUMAN_BELOW):
        by_words = _by_keywords(text, tree)
        if by_words or not known:
            return Guess(None, by_words)
    suggestions = [_suggestion(category, certainty) for category, certainty in known[:SUGGESTED]]
    suggestions[0]["reasons"] = list(judged.reasons)
    return Guess(known[0][0] if sure else None, suggestions)


def _suggestion(category: Category, certainty: float) -> dict[str, object]:
    return {
        "id": category.pk,
        "code": category.code,
        "name": category.name,
        "certainty": round(certainty, 3),
    }


def _by_keywords(text: str, tree: KnownTree) -> list[dict[str, object]]:
    """Longer words say more; the best two, with the words that spoke for them."""
    lowered = text.lower()
    found: dict[str, list[str]] = {}
    for keyword, code in tree.keywords:
        if keyword in lowered:
            found.setdefault(code, []).append(keyword)
    weights = {code: sum(len(word) for word in words) for code, words in found.items()}
    best = sorted(weights, key=lambda code: (-weights[code], code))[:SUGGESTED]
    total = sum(weights.values())
    suggestions = [
        _suggestion(tree.by_code[code], MOST_BY_KEYWORDS * weights[code] / total) for code in best
    ]
    for suggestion, code in zip(suggestions, best, strict=True):
        suggestion["reasons"] = found[code]
    return suggestions


def _tree(name: str, now: datetime) -> KnownTree:
    kept = _trees.get(name)
    if kept and abs(now - kept[0]) < LOOK_AGAIN:
        return kept[1]
    rows = Category.objects.filter(tree=name)
    counted = rows.aggregate(count=Count("id"), last=Max("id"))
    version = (counted["count"], counted["last"])
    tree = kept[1] if kept and kept[1].version == version else known_tree(list(rows), version)
    _trees[name] = (now, tree)
    return tree


def known_tree(rows: Sequence[Category], version: tuple[int, int | None]) -> KnownTree:
    """A tree from its classes, stored or not."""
    keywords = [(str(word).lower(), row.code) for row in rows for word in row.keywords]
    return KnownTree(version, {row.code: row for row in rows}, keywords)


def forget_classes() -> None:
    """Read tree and learnt classes anew at the next message."""
    _trees.clear()
    _models.clear()


def _model(path: Path) -> Classifier | None:
    """What was learnt, read when the file is new; a damaged file is as none, and doctor says so."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    kept = _models.get(path)
    if kept is None or kept[0] != changed:
        try:
            kept = (changed, storage.load(path))
        except (storage.UnreadableModel, FileNotFoundError):
            kept = (changed, None)
        _models[path] = kept
    return kept[1]
