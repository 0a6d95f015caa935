"""Rows of devices are written with every batch: room in each page, and no index that changes.

PostgreSQL then leaves all indexes of the row alone (HOT). Open alerts are found by their one unique
index; a second one over all of them led it to read them all for each batch.
"""

from typing import Any

from django.db import migrations

TABLE = "sensing_device"


def give_room(apps: Any, editor: Any) -> None:
    """Half of each page stays free for the next versions of its rows."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE {TABLE} SET (fillfactor = 50)")


def take_room(apps: Any, editor: Any) -> None:
    """Pages are filled as usual."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE {TABLE} RESET (fillfactor)")


class Migration(migrations.Migration):
    """Two indexes less."""

    dependencies = [("sensing", "0004_pushed_once")]

    operations = [
        migrations.RemoveIndex("device", "device_silent"),
        migrations.RemoveIndex("alert", "alert_active"),
        migrations.RunPython(give_room, take_room),
    ]
