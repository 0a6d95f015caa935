"""The full-text index: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

No foreign key on PostgreSQL: cases are never deleted, and a key would make emptying the tables
between tests a cascade.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARDS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE cases_search USING fts5(tokens, tokenize = 'unicode61', columnsize = 0)",
    ],
    "postgresql": [
        "CREATE TABLE cases_search (case_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        "CREATE INDEX cases_search_tokens ON cases_search USING gin (tokens)",
    ],
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARDS[editor.connection.vendor]:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE cases_search")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
