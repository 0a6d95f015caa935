"""What is learnt from what ships, without any database: classes, and what is talk in a chat."""

import csv
import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache

from liren.cases.domain.classification import storage
from liren.cases.domain.classification.classifier import Classifier
from liren.cases.domain.classification.learning import Sample, learn
from liren.cases.models import Category
from liren.cases.services.classes import Guess, guess_one, known_tree, models_folder
from liren.cases.services.trees import SHIPPED, read_tree_file

Guesser = Callable[[Sequence[str]], list[Guess]]
MATTER, TALK = "matter", "talk"


def shipped_guesser() -> Guesser:
    """Judge texts by the tree and the examples that ship; learnt once, then kept with the data."""
    rows = read_tree_file(SHIPPED / "default.csv").rows
    classes = [
        Category(code=row.code, name=row.name, name_en=row.name_en, keywords=list(row.keywords))
        for row in rows
    ]
    named = [Sample(" ".join([c.name, *c.keywords]), c.code) for c in classes if c.keywords]
    tree = known_tree(classes, (len(classes), None))
    model = _learnt("classes", [*_examples("seed_examples.csv"), *named])
    return lambda texts: [guess_one(text, tree, model) for text in texts]


def matter_shares(texts: Sequence[str]) -> list[float]:
    """How far each text sounds like something to be done, rather than like talk; 0 to 1."""
    model = _matter_or_talk()
    return [
        next((s.certainty for s in model.judge(text).suggestions if s.label == MATTER), 0.0)
        for text in texts
    ]


@lru_cache(maxsize=1)
def _matter_or_talk() -> Classifier:
    matters = [Sample(one.text, MATTER) for one in _examples("seed_examples.csv")]
    talk = [Sample(one.text, TALK) for one in _examples("talk_examples.csv")]
    return _learnt("talk", [*matters, *talk])


def _examples(name: str) -> list[Sample]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return [Sample(row["text"], row.get("code") or TALK) for row in csv.DictReader(file)]


def _learnt(name: str, samples: Sequence[Sample]) -> Classifier:
    """Read what was learnt of just these samples, or learn it."""
    digest = hashlib.sha256(repr(sorted(samples)).encode()).hexdigest()[:16]
    kept = models_folder() / f"shipped-{name}-{digest}.npz"
    try:
        return storage.load(kept)
    except (FileNotFoundError, storage.UnreadableModel):
        learnt = learn(samples)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        storage.save(learnt, kept)
    except OSError:
        pass  # a folder that cannot be written costs the next call a few seconds, nothing else
    return learnt
