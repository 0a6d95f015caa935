"""House, section 5: every column has a privacy class, and it is kept."""

from django.apps import apps
from django.db.models import BinaryField

from liren.config.reference import load_datasets
from liren.core.datasets import Privacy, classes_of, classified

load_datasets()
MODELS = apps.get_models(include_auto_created=True)


def columns() -> dict[str, set[str]]:
    """The columns of every table."""
    return {m._meta.label: {f.name for f in m._meta.concrete_fields} for m in MODELS}


def test_every_column_has_a_class() -> None:
    bare = [
        f"{label}: {', '.join(sorted(missing))}"
        for label, names in columns().items()
        if (missing := names - classes_of(label).keys())
    ]
    assert not bare, "classify it in the module's datasets.py:\n" + "\n".join(bare)


def test_no_class_is_left_of_a_column_that_is_gone() -> None:
    known = columns()
    gone = [
        f"{label}.{name}"
        for label, classes in classified().items()
        for name in classes
        if name not in known.get(label, set())
    ]
    assert not gone, "\n".join(gone)


def test_what_is_called_sealed_is_stored_sealed() -> None:
    """By name and type: a text column that is called sealed would be readable in every backup."""
    wrong = [
        f"{model._meta.label}.{column.name}"
        for model in MODELS
        for column in model._meta.concrete_fields
        if column.name.endswith("_sealed")
        and (
            not isinstance(column, BinaryField)
            or classes_of(model._meta.label).get(column.name, Privacy.SEALED) is not Privacy.SEALED
        )
    ]
    assert not wrong, "\n".join(wrong)
