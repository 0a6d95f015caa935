"""House, section 5: every column has a privacy class, and it is kept."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import BinaryField

from liren.config.reference import load_datasets
from liren.core.datasets import (
    Privacy,
    SealedColumn,
    classes_of,
    classified,
    sealed_columns,
    sealing_purposes,
)
from liren.people.domain import catalogue
from liren.people.selectors.elements import MODELS as MODELS_OF_PEOPLE
from tests.house.tree import SOURCE, module_of, parse, python_files

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


NO_VALUES = (
    "_index",
    "hash",
    "mac",
    "digest",
    "mark",
    "wrapped",
)  # found by, compared, or themselves the key


@pytest.mark.django_db
def test_every_sealed_column_says_how_it_is_sealed() -> None:
    """Else its values would keep the old key for ever, and be lost when it is destroyed."""
    declared = {(column.model, column.name) for column in sealed_columns()}
    silent = [
        f"{model._meta.label}.{column.name}"
        for model in MODELS
        for column in model._meta.concrete_fields
        if isinstance(column, BinaryField)
        and classes_of(model._meta.label).get(column.name) is Privacy.SEALED
        and not column.name.endswith(NO_VALUES)
        and (model._meta.label, column.name) not in declared
    ]
    assert not silent, f"say sealed(…) in the module's datasets.py: {silent}"
    known = columns()
    gone = [str(column) for column in sealed_columns() if column.name not in known[column.model]]
    assert not gone
    assert not [str(c) for c in sealed_columns() if not set(c.parts) <= attributes(named_in(c))]


def named_in(column: SealedColumn) -> str:
    """The table that has the parts of a row's name."""
    return column.holder[0] if column.holder else column.model


@pytest.mark.django_db
def test_every_sealed_element_is_known_to_the_change_of_keys() -> None:
    known = {
        (column.model, column.name, column.key, *column.only.values())
        for column in sealed_columns()
    }
    for of in catalogue.ALL:
        if of.is_sealed:
            label = MODELS_OF_PEOPLE[of.subject]._meta.label
            assert (label, of.column, "") in known
            assert ("people.Fact", "value_sealed", "", of.subject, of.field) in known


def attributes(label: str) -> set[str]:
    """What a row can be named by."""
    return {field.attname for field in apps.get_model(label)._meta.concrete_fields}


def test_whatever_is_sealed_lies_in_a_declared_column() -> None:
    """By the purposes in the sources: one that no column declares could never change its key."""
    declared = sealing_purposes()
    unknown = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {purpose}"
        for path in python_files(tests=False)
        if path.parent.name != "core"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("crypto.seal")
        for word in node.keywords
        if word.arg == "purpose"
        and (purpose := _constant(word.value, path)) is not None
        and purpose not in declared
    ]
    assert not unknown, "\n".join(unknown)


def _constant(node: ast.expr, path: Path) -> str | None:
    """The text of an expression, where it is a text or the name of one in its module."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    module = import_module(module_of(path))
    try:
        value = eval(ast.unparse(node), vars(module))
    except NameError:  # a variable of a function
        return None
    return str(value)
