"""Learn the classes anew: from what ships, from labelled files, and from what people confirmed."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liren.cases.domain.classification import storage
from liren.cases.domain.classification.labelled import read_labelled, without_copies
from liren.cases.domain.classification.learning import Sample, learn
from liren.cases.models import Case, Category
from liren.cases.services.classes import active_tree, forget_classes, model_file
from liren.cases.services.trees import SHIPPED
from liren.cases.services.voices import comparable
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor

CONFIRMED = "person"
MOST_CONFIRMED = 10_000


class LabelsUnknown(Invalid):
    """A file speaks of classes that the tree does not have."""

    code = "cases.labels_unknown"
    sentence = sentence("The tree {tree} has no class called {labels}.")


def import_labels(*, path: Path, tree: str, by: Actor, now: datetime) -> dict[str, int]:
    """Keep the labelled messages of a file for learning; they stay in the data folder."""
    codes = _codes(tree)
    samples = without_copies(read_labelled(path))
    unknown = sorted({sample.label for sample in samples} - codes.keys())
    if unknown:
        raise LabelsUnknown(tree=tree, labels=", ".join(unknown[:5]), count=len(unknown))
    rows = [(codes[sample.label], sample.text) for sample in samples]
    digest = hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:32]
    _store(_labels_folder(tree) / f"{digest}.csv", rows)
    _note("cases.labels_imported", tree, {"rows": len(rows)}, by, now)
    return dict(Counter(code for code, _ in rows))


def learn_classes(*, by: Actor, now: datetime) -> dict[str, object]:
    """Learn from everything there is and use it from now on; says what was learnt from."""
    tree = active_tree()
    known = set(_codes(tree).values())
    sources = {
        "shipped": list(_shipped(tree)),
        "labelled": list(_labelled(tree)),
        "confirmed": list(_confirmed(tree)),
    }
    samples = [s for rows in sources.values() for s in rows if s.label in known]
    classifier = learn(samples)
    path = model_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    storage.save(classifier, path)
    forget_classes()
    told = {name: len(rows) for name, rows in sources.items()}
    _note("cases.classes_learnt", tree, dict(told), by, now)
    return {"tree": tree, "classes": len(classifier.labels), "margin": classifier.margin, **told}


@transaction.atomic
def _note(action: str, tree: str, data: dict[str, object], by: Actor, now: datetime) -> None:
    audit.record_all([audit.Line(action, f"cases.tree:{tree}", data)], by=by, at=now)


def is_worth_learning() -> bool:
    """Whether people confirmed anything since the last time, or nothing was learnt yet."""
    path = model_file()
    if not path.exists():
        return Category.objects.filter(tree=active_tree()).exists()
    learnt_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return Case.objects.filter(
        category_by=CONFIRMED, category__tree=active_tree(), received_at__gte=learnt_at
    ).exists()


def _codes(tree: str) -> dict[str, str]:
    """Codes by code, by name, and by the path of names, as files may say either."""
    rows = list(Category.objects.filter(tree=tree).order_by("-position", "-id"))
    codes = {row.name: row.code for row in rows}
    return codes | {row.code: row.code for row in rows}


def _labels_folder(tree: str) -> Path:
    return Path(settings.MEDIA_ROOT).parent / "models" / "labels" / tree


def _store(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "text"])
        writer.writerows(rows)
    partial.chmod(0o600)
    partial.replace(path)


def _read(path: Path) -> Iterator[Sample]:
    csv.field_size_limit(64 * 1024 * 1024)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Sample(row["text"], row["code"])


def _shipped(tree: str) -> Iterator[Sample]:
    """The examples and key words that ship belong to the tree that ships."""
    if tree != "default":
        return
    yield from _read(SHIPPED / "seed_examples.csv")
    # A class of twelve examples is told apart twice as well with the words that name it.
    for category in Category.objects.filter(tree=tree).exclude(keywords=[]):
        yield Sample(" ".join([category.name, *category.keywords]), category.code)


def _labelled(tree: str) -> Iterator[Sample]:
    for path in sorted(_labels_folder(tree).glob("*.csv")):
        yield from _read(path)


def _confirmed(tree: str) -> Iterator[Sample]:
    """The newest cases whose class a person chose or confirmed, with the first voice's words."""
    cases = Case.objects.filter(category_by=CONFIRMED, category__tree=tree).order_by("-id")
    rows = cases.values_list("title", "category__code", "reports__text", "id")
    seen: set[int] = set()
    for title, code, text, case in rows[: 2 * MOST_CONFIRMED].iterator():
        if case not in seen and len(seen) < MOST_CONFIRMED:
            seen.add(case)
            yield Sample(comparable(title, text or ""), code)
