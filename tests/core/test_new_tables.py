"""Migrations that make their tables at once leave what their steps would leave one by one."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from liren.core import new_tables
from liren.core.new_tables import NewTables, at_once

HOME = migrations.CreateModel("Home", [("id", models.BigAutoField(primary_key=True))])
PERSON = migrations.CreateModel(
    "Person",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("friends", models.ManyToManyField("kept.Person")),
    ],
)
LIVES = migrations.AddField(
    "person", "home", models.ForeignKey("kept.home", models.PROTECT, related_name="+")
)
HEAD = migrations.AddField(
    "home", "head", models.ForeignKey("kept.person", models.SET_NULL, null=True)
)
LISTED = migrations.AddIndex("person", models.Index(fields=["home", "name"], name="listed"))
ONCE = migrations.AddConstraint(
    "person",
    models.UniqueConstraint(fields=["name"], condition=~models.Q(name=""), name="once_a_name"),
)
NAMED = migrations.AddConstraint(
    "person", models.CheckConstraint(condition=~models.Q(name="?"), name="is_named")
)
LONGER = migrations.AlterField("person", "name", models.CharField(max_length=40))
FILLED = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
TABLES = ("kept_home", "kept_person", "kept_person_friends")


class OneByOne(migrations.Migration):
    """As Django would do it."""

    operations = (HOME, PERSON, LIVES, HEAD, LISTED, ONCE, NAMED, LONGER)


class AtOnce(new_tables.Migration):
    """The same steps."""

    operations = OneByOne.operations


def taken(steps: list[Operation]) -> tuple[list[Operation], list[Operation]]:
    """What is made at once, and what follows."""
    first, *others = at_once(steps)
    assert isinstance(first, NewTables)
    return first.steps, others


def test_what_finishes_a_new_table_is_taken_together() -> None:
    assert taken([HOME, LISTED, PERSON, LIVES, ONCE]) == ([HOME, PERSON, LIVES, ONCE], [LISTED])


def test_what_follows_another_change_of_a_table_keeps_its_place() -> None:
    assert taken([HOME, PERSON, LONGER, NAMED, HEAD]) == ([HOME, PERSON, HEAD], [LONGER, NAMED])


def test_nothing_passes_a_step_that_may_read_rows() -> None:
    assert taken([HOME, HEAD, FILLED, PERSON, LIVES]) == ([HOME, HEAD], [FILLED, PERSON, LIVES])


def test_one_step_alone_is_left_as_it_is() -> None:
    assert at_once([HOME, FILLED, PERSON]) == [HOME, FILLED, PERSON]


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_the_same_and_are_undone() -> None:
    one_by_one, once = (tables_of(kind("0001", "kept")) for kind in (OneByOne, AtOnce))
    assert once == one_by_one
    assert {"listed", "once_a_name", "is_named"} <= set(once["kept_person"][1])
    with connection.cursor() as cursor:
        assert not set(TABLES) & set(connection.introspection.table_names(cursor))


def tables_of(migration: migrations.Migration) -> dict[str, tuple[Any, Any]]:
    """Columns and constraints of the tables it makes; they are gone afterwards."""
    with connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)
    assert migration.operations == list(OneByOne.operations)
    look = connection.introspection
    with connection.cursor() as cursor:
        found = {
            table: (look.get_table_description(cursor, table), look.get_constraints(cursor, table))
            for table in TABLES
        }
    with connection.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)
    return found
