"""Keep a classifier in one file: numbers in NumPy's zip format, words as JSON, never pickle."""

import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from liren.core.errors import LirenError, sentence

from .classifier import Classifier
from .vocabulary import Vocabulary

FORMAT = "liren.classifier"
VERSION = 1


class UnreadableModel(LirenError):
    """The file is damaged, was made by something else, or by another version."""

    code: ClassVar[str] = "cases.unreadable_model"
    status: ClassVar[int] = 500
    sentence: ClassVar[str] = sentence(
        "The learnt classes in {file} cannot be read: {reason}. Let them be learnt again."
    )


def save(classifier: Classifier, path: Path) -> None:
    """Write the file whole or not at all; a reader never sees half of it."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "labels": classifier.labels,
        "sharpness": classifier.sharpness,
        "margin": classifier.margin,
        "terms": [list(block) for block in classifier.vocabulary.blocks],
    }
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".learnt-", delete=False) as file:
        try:
            np.savez(
                file,
                head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8),
                rarity=classifier.vocabulary.rarity,
                weights=classifier.weights,
                bias=classifier.bias,
            )
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def load(path: Path) -> Classifier:
    """Read a classifier back; `FileNotFoundError` when nothing was learnt yet."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
            return _classifier(json.loads(parts["head"].tobytes()), parts)
    except FileNotFoundError:
        raise
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UnreadableModel(file=path.name, reason="it is damaged") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableModel(file=path.name, reason=str(error) or "it is foreign") from error


def _classifier(head: dict[str, Any], parts: Any) -> Classifier:
    if head["format"] != FORMAT:
        raise ValueError("it is not a file of learnt classes")
    if head["version"] != VERSION:
        raise ValueError(f"it has version {head['version']}, not {VERSION}")
    classifier = Classifier(
        labels=tuple(head["labels"]),
        vocabulary=Vocabulary.of(head["terms"], parts["rarity"]),
        weights=parts["weights"],
        bias=parts["bias"],
        sharpness=head["sharpness"],
        margin=head["margin"],
    )
    _check(classifier, head["terms"])
    return classifier


def _check(classifier: Classifier, terms: list[list[str]]) -> None:
    classes, pieces = len(classifier.labels), sum(map(len, terms))
    shapes = (classifier.weights.shape, classifier.bias.shape, classifier.vocabulary.rarity.shape)
    if classes < 2 or shapes != ((pieces, classes), (classes,), (pieces,)):
        raise ValueError("its parts do not belong together")
    if not (np.isfinite(classifier.weights).all() and np.isfinite(classifier.bias).all()):
        raise ValueError("it holds weights that are no numbers")
