"""On PostgreSQL the web server can have a role of its own, for which the log only grows.

The owner of the tables migrates; the role reads and writes, but neither changes nor deletes a line
of the log or a seal. The heads move with every line, and are held by the seals.
"""

from liren.core.models import AuditEvent, AuditSeal

ONLY_ADDED = tuple(model._meta.db_table for model in (AuditEvent, AuditSeal))
SQL = """\
-- Run by the owner of the tables, after `liren migrate`, as often as you like.
DO $$ BEGIN
    CREATE ROLE "{role}" LOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
GRANT CONNECT ON DATABASE "{database}" TO "{role}";
GRANT USAGE ON SCHEMA public TO "{role}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON {only_added} FROM "{role}";
"""


def sql_for(role: str, database: str) -> str:
    """What the owner of the tables runs once."""
    tables = ", ".join(f'"{table}"' for table in ONLY_ADDED)
    return SQL.format(role=role, database=database, only_added=tables)
