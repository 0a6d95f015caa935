"""The file of a classifier: the same judgements back, and plain words when it is damaged."""

import json
from pathlib import Path

import numpy as np
import pytest

from liren.cases.domain.classification import storage
from liren.cases.domain.classification.classifier import Classifier
from liren.cases.domain.classification.learning import Sample, learn
from liren.cases.domain.classification.storage import UnreadableModel

TEXTS = ["路灯坏了", "楼上漏水，垃圾没人收", "", "噪音😀"]


@pytest.fixture
def path(tmp_path: Path, classifier: Classifier) -> Path:
    file = tmp_path / "classes.npz"
    storage.save(classifier, file)
    return file


def test_what_is_read_back_judges_the_same(path: Path, classifier: Classifier) -> None:
    assert storage.load(path).judge_many(TEXTS) == classifier.judge_many(TEXTS)


def test_the_margin_is_kept(tmp_path: Path, sure_classifier: Classifier) -> None:
    storage.save(sure_classifier, tmp_path / "sure.npz")
    assert storage.load(tmp_path / "sure.npz").margin == sure_classifier.margin


def test_the_same_samples_make_the_same_file(
    path: Path, tmp_path: Path, samples: list[Sample]
) -> None:
    storage.save(learn(samples), tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_a_new_file_takes_the_place_of_the_old(path: Path, sure_classifier: Classifier) -> None:
    storage.save(sure_classifier, path)
    assert storage.load(path).margin == sure_classifier.margin
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_failed_write_leaves_the_old_file(
    path: Path, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        storage.save(classifier, path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_nothing_learnt_yet_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        storage.load(tmp_path / "classes.npz")


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, 0.99])
def test_a_file_cut_short_is_refused(path: Path, keep: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep if keep >= 1 else keep * len(whole))])
    with pytest.raises(UnreadableModel, match="learnt again"):
        storage.load(path)


@pytest.mark.parametrize("where", [0.05, 0.3, 0.6, 0.9])
def test_a_changed_byte_is_noticed(path: Path, where: float) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[int(where * len(damaged))] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(UnreadableModel):
        storage.load(path)


@pytest.mark.parametrize("content", [b"hello", "路灯".encode(), b"PK\x03\x04" + bytes(99)])
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foreign.npz").write_bytes(content)
    with pytest.raises(UnreadableModel):
        storage.load(tmp_path / "foreign.npz")


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "pickle.npz", head=np.array([{"format": storage.FORMAT}], dtype=object))
    with pytest.raises(UnreadableModel):
        storage.load(tmp_path / "pickle.npz")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "other"}, "not a file of learnt classes"),
        ({"version": 99}, "version 99"),
        ({"labels": ["only one"]}, "do not belong together"),
        ({"terms": [["a"], ["b"], ["c"]]}, "do not belong together"),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    path: Path, change: dict[str, object], reason: str
) -> None:
    with np.load(path) as file:
        parts = dict(file)
    head = json.loads(parts.pop("head").tobytes()) | change
    np.savez(path, head=np.frombuffer(json.dumps(head).encode(), np.uint8), **parts)
    with pytest.raises(UnreadableModel, match=reason):
        storage.load(path)
