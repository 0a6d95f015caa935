"""The register of persons has one way in: its services. Every other is closed, and stays closed."""

import ast
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps
from django.db import models

from liren.core import prepared
from liren.people.domain import catalogue
from liren.people.models import BackDoor, Guarded, Person
from liren.people.selectors.elements import MODELS
from tests.factories.neighbourhood import Neighbourhood
from tests.harness.environment import ROOT
from tests.house.tree import SOURCE, module_of, parse, python_files
from tests.people.scenes import person

TABLES = list(apps.get_app_config("people").get_models())
RAW = re.compile(
    r"(?:insert\s+into|update|delete\s+from|replace\s+into|copy|truncate)\s+\W?people_",
    re.IGNORECASE,
)
SERVICES = SOURCE / "people" / "services"


def test_every_table_of_people_is_guarded() -> None:
    bare = [t.__name__ for t in TABLES if not issubclass(t, Guarded)]
    assert not bare
    for table in TABLES:
        # Related rows and updates by Django itself go through the base manager.
        assert type(table._base_manager.all()) is type(table._default_manager.all())


DOORS: dict[str, Callable[[Person], object]] = {
    "save": lambda row: row.save(),
    "save_base": lambda row: row.save_base(raw=True),
    "delete": lambda row: row.delete(),
    "create": lambda row: Person.objects.create(name="x", place=row.place),
    "get_or_create": lambda row: Person.objects.get_or_create(name="x", place=row.place),
    "update_or_create": lambda row: Person.objects.update_or_create(
        name="王桂英", defaults={"remark": "x"}
    ),
    "update": lambda row: Person.objects.filter(pk=row.pk).update(name="x"),
    "update of all": lambda row: Person.objects.update(name="x"),
    "base manager": lambda row: Person._base_manager.update(name="x"),
    "bulk_create": lambda row: Person.objects.bulk_create([Person(name="x", place=row.place)]),
    "bulk_update": lambda row: Person.objects.bulk_update([row], ["name"]),
    "delete many": lambda row: Person.objects.all().delete(),
    "raw delete": lambda row: Person.objects.all()._raw_delete(None),
    "prepared insert": lambda row: prepared.insert([Person(name="x", place=row.place)]),
    "prepared insert of many": lambda row: prepared.insert([Person(), Person()]),
    "prepared update": lambda row: prepared.update([row], ["name"]),
    "related": lambda row: row.residences.update(share=1),
    "related create": lambda row: row.vehicles.create(plate="x"),
    "related add": lambda row: row.origins.add(row),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_back_door_is_closed(door: str, town: Neighbourhood, now: datetime) -> None:
    row = person(town.home, now)
    row.name = "x"
    with pytest.raises(BackDoor):
        DOORS[door](row)
    assert Person.objects.get().name == "王桂英"


def test_only_the_services_open_the_tables() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files(tests=False)
        if not path.is_relative_to(SERVICES)
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "writing"
    ]
    assert not found, "write through people.services.put:\n" + "\n".join(found)


def test_no_raw_statement_writes_the_tables() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in SOURCE.rglob("*.py")
        if not path.is_relative_to(SERVICES)
        for hit in RAW.finditer(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_no_migration_of_another_module_touches_the_tables() -> None:
    asks = re.compile(r"""get_model\(\s*["']people["']|people_\w+""")
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("migrations/*.py")
        if not module_of(path).startswith("liren.people.") and asks.search(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_every_field_of_a_record_is_an_element_or_named_technical() -> None:
    for kind, model in MODELS.items():
        elements = catalogue.BY_SUBJECT[kind]
        columns = {model.COLUMNS.get(e.field, e.column): code for code, e in elements.items()}
        fields = {f.name for f in model._meta.concrete_fields}
        assert not (missing := columns.keys() - fields), f"{kind}: no column {missing}"
        nameless = fields - columns.keys() - model.TECHNICAL
        assert not nameless, f"{kind}: neither element nor technical: {nameless}"
        both = model.TECHNICAL & columns.keys()
        assert not both, f"{kind}: {both} are elements, not technical"


def test_a_sealed_element_is_a_sealed_column_and_no_other_is() -> None:
    for kind, model in MODELS.items():
        sealed = {e.column for e in catalogue.BY_SUBJECT[kind].values() if e.is_sealed}
        stored = {
            f.name for f in model._meta.concrete_fields
            if isinstance(f, models.BinaryField) and not f.name.endswith("_index")
        }  # fmt: skip
        assert sealed == stored, kind


@pytest.mark.django_db
def test_the_table_of_elements_says_what_the_code_says() -> None:
    from liren.people.models import ElementRow
    from liren.people.services.catalogue import row_of

    rows = {row.code: row for row in ElementRow.objects.filter(is_extra=False)}
    assert rows.keys() == set(catalogue.BY_CODE)
    names = [f.name for f in ElementRow._meta.concrete_fields]
    for code, element in catalogue.BY_CODE.items():
        wanted = row_of(element)
        for name in names:
            assert getattr(rows[code], name) == getattr(wanted, name), (code, name)
