"""Keys of devices for NATS too; on PostgreSQL the table of readings is divided by month.

Django knows no partitions, and PostgreSQL wants the month in every key: so the table is made anew
here, with the constraints and indexes that Django gave it, under the names it knows them by.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone

TABLE = "sensing_reading"
OLD = "sensing_reading_old"
KEYS = """
SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass
"""
INDEXES = """
SELECT indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = current_schema()
AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)
"""


def divide(apps: Any, editor: Any) -> None:
    """One partition a month, and one for what belongs to none of them."""
    _make_anew(editor, key="id, month", by=" PARTITION BY RANGE (month)")


def unite(apps: Any, editor: Any) -> None:
    """One table again."""
    _make_anew(editor, key="id", by="")


def _make_anew(editor: Any, *, key: str, by: str) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(KEYS, [TABLE])
        keys = cursor.fetchall()
        cursor.execute(INDEXES, [TABLE, TABLE])
        indexes = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {OLD}")
        cursor.execute(f"CREATE TABLE {TABLE} (LIKE {OLD} INCLUDING DEFAULTS){by}")
        if by:
            _make_months(cursor)
        cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {OLD}")
        cursor.execute(f"DROP TABLE {OLD}")
        # Ids are given by ingest; the sequence is for whoever stores a single row.
        cursor.execute(f"CREATE SEQUENCE {TABLE}_id_seq OWNED BY {TABLE}.id")
        cursor.execute(
            f"ALTER TABLE {TABLE} ALTER id SET DEFAULT nextval('{TABLE}_id_seq'::regclass)"
        )
        for name, kind, definition in keys:
            words = f"PRIMARY KEY ({key})" if kind == "p" else definition
            cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {words}')
        for definition in indexes:
            cursor.execute(definition.replace(" ON ONLY ", " ON "))


def _make_months(cursor: Any) -> None:
    """Those that have readings, and this one; ingest's sweep makes the next."""
    cursor.execute(f"CREATE TABLE {TABLE}_rest PARTITION OF {TABLE} DEFAULT")
    this = timezone.localdate().replace(day=1)
    cursor.execute(f"SELECT DISTINCT month FROM {OLD} UNION SELECT %s", [this])
    for (month,) in cursor.fetchall():
        until = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        cursor.execute(
            f"CREATE TABLE {TABLE}_{month:%Y_%m} PARTITION OF {TABLE} "
            f"FOR VALUES FROM ('{month}') TO ('{until}')"
        )


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("sensing", "0001_initial")]
    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="secret_bcrypt",
                field=models.CharField(blank=True, max_length=60, default=""),
                preserve_default=False,
            )
            for model in ("device", "gateway")
        ),
        migrations.RunPython(divide, unite),
    ]
