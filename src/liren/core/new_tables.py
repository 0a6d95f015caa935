"""Migrations whose new tables are made in one step.

Django renders every model that is related to a new one again, table after table and index after
index; with so many tables that is most of the time `liren migrate` takes from nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOptionOperation
from django.db.migrations.state import ProjectState

# What a table that is made later can have from its beginning.
FINISHING = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint)
ABOUT_ONE_TABLE = (FieldOperation, IndexOperation, ModelOptionOperation)


class Migration(migrations.Migration):
    """A migration as Django writes it, told and undone step by step, but done at once."""

    def apply(self, project_state: ProjectState, *words: Any, **more: Any) -> ProjectState:
        """Make the new tables whole, then do the rest in its order."""
        written, own = self.operations, vars(self)
        own["operations"] = at_once(written)
        try:
            return super().apply(project_state, *words, **more)
        finally:
            own["operations"] = written


class NewTables(Operation):
    """Tables that nobody has filled yet, with all that later steps give them."""

    def __init__(self, steps: Iterable[Operation]) -> None:
        self.steps = list(steps)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Know all of them before the first is rendered."""
        vars(state).pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, *words: Any) -> None:
        """Each table is made as it is at the end."""
        for step in self.steps:
            if isinstance(step, migrations.CreateModel):
                step.database_forwards(app_label, *words)

    def describe(self) -> str:
        """What `sqlmigrate` writes above it."""
        return "; ".join(step.describe() for step in self.steps)


def at_once(steps: Sequence[Operation]) -> list[Operation]:
    """The same steps, those that make and finish new tables taken together and first.

    Once another kind of step changes a new table, all that follow for this table keep their place;
    a step that may read or write rows, or is about several tables, ends the search.
    """
    new: list[Operation] = []
    others: list[Operation] = []
    unfinished: set[str] = set()
    for number, step in enumerate(steps):
        if isinstance(step, migrations.CreateModel):
            unfinished.add(step.name_lower)
            new.append(step)
        elif not isinstance(step, ABOUT_ONE_TABLE):
            others += steps[number:]
            break
        elif isinstance(step, FINISHING) and step.model_name_lower in unfinished:
            new.append(step)
        else:
            unfinished.discard(_table(step))
            others.append(step)
    return [NewTables(new), *others] if len(new) > 1 else list(steps)


def _table(step: FieldOperation | IndexOperation | ModelOptionOperation) -> str:
    return step.name_lower if isinstance(step, ModelOptionOperation) else step.model_name_lower
