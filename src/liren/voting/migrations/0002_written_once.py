"""The database itself refuses to change a ballot, what it says, a void, or a published result."""

from typing import Any

from django.db import migrations

TABLES = ("voting_ballot", "voting_sheet", "voting_void", "voting_result")
FUNCTION = """
CREATE OR REPLACE FUNCTION voting_written_once() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = 'written once: ' || TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def guard(apps: Any, editor: Any) -> None:
    """A trigger on each table; Django knows none, so it is written for both databases."""
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        for table in TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_once BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION voting_written_once()"
            )
        return
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_once BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'written once: {table}'); END"
        )


def unguard(apps: Any, editor: Any) -> None:
    """Take them away again."""
    on = "ON {table}" if editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_once {on.format(table=table)}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("voting", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
