"""Category trees: the one that ships, and any that an operator brings."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from liren.cases.domain.categories import CategoryRow, TreeFile, read_tree
from liren.cases.models import Category
from liren.cases.services.classes import forget_classes
from liren.core import audit, tables
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor

SHIPPED = Path(__file__).resolve().parents[1] / "categories"
REASONS = {
    "no_columns": sentence("There is no column code and name, and none called level1."),
    "no_code": sentence("The code is missing or longer than 40 characters."),
    "no_name": sentence("The name is missing or longer than 80 characters."),
    "double_code": sentence("The code stands in an earlier line already."),
    "unknown_parent": sentence("The parent is not among the lines above."),
    "unknown_clock": sentence("The clock is none of urgent_hours, working_hours, working_days."),
    "no_amount": sentence("The clock has no amount."),
    "broken_path": sentence("A level is empty although a deeper one is not."),
}
FIELDS = (
    "name", "name_en", "keywords", "filing_clock", "filing_amount",
    "handling_clock", "handling_amount", "urgent", "fast_lane",
    "needs_existence_check", "party_kind", "private", "position", "parent",
)  # fmt: skip

CLOCKED = (("filing_clock", "filing_amount"), ("handling_clock", "handling_amount"))


class TreeHasBadLines(Invalid):
    """Nothing was changed; each bad line is named in the data."""

    code = "cases.tree_has_bad_lines"
    sentence = sentence("{count} lines of the file cannot be used. Nothing was changed.")


def load_shipped_tree(*, by: Actor, now: datetime) -> dict[str, Category]:
    """Bring the tree that ships up to date."""
    return load_tree(path=SHIPPED / "default.csv", tree="default", by=by, now=now)


def read_tree_file(path: Path) -> TreeFile:
    """Read a file of categories and name its bad lines, without storing anything."""
    table = tables.open_table(path)
    lines = ((row.line, row.cells) for row in table.rows() if any(row.cells))
    return read_tree(table.header, lines)


def load_tree(*, path: Path, tree: str, by: Actor, now: datetime) -> dict[str, Category]:
    """Store a tree from a file; classes that are there are changed, none is removed."""
    read = read_tree_file(path)
    if read.bad:
        raise TreeHasBadLines(count=len(read.bad), lines=read.bad)
    return store_tree(rows=read.rows, tree=tree, by=by, now=now)


@transaction.atomic
def store_tree(
    *, rows: Sequence[CategoryRow], tree: str, by: Actor, now: datetime
) -> dict[str, Category]:
    """Store classes, parents first; returns them by code."""
    stored = {row.code: row for row in Category.objects.filter(tree=tree)}
    changed: list[Category] = []
    for position, row in enumerate(rows):
        category = stored.setdefault(row.code, Category(tree=tree, code=row.code))
        before = [getattr(category, f"{name}_id" if name == "parent" else name) for name in FIELDS]
        _fill(category, row, stored.get(row.parent), position)
        after = [getattr(category, f"{name}_id" if name == "parent" else name) for name in FIELDS]
        if category.pk is None:
            category.save()
            changed.append(category)
        elif before != after:
            changed.append(category)
    Category.objects.bulk_update([row for row in changed if row.pk], FIELDS, batch_size=200)
    if changed:
        audit.record_all(
            [audit.Line("cases.tree_loaded", f"cases.tree:{tree}", {"changed": len(changed)})],
            by=by,
            at=now,
        )
    forget_classes()
    return stored


def _fill(category: Category, row: CategoryRow, parent: Category | None, position: int) -> None:
    """What the file does not say about a class is taken from the class above it."""
    category.parent = parent
    category.name, category.name_en, category.position = row.name, row.name_en, position
    category.keywords = list(row.keywords)
    for clock, amount in CLOCKED:
        if getattr(row, clock):
            setattr(category, clock, getattr(row, clock))
            setattr(category, amount, getattr(row, amount))
        elif parent is not None and category.pk is None:
            setattr(category, clock, getattr(parent, clock))
            setattr(category, amount, getattr(parent, amount))
    category.urgent = row.urgent
    category.fast_lane = row.fast_lane
    category.needs_existence_check = row.needs_existence_check
    category.party_kind = row.party_kind
    category.private = row.private
