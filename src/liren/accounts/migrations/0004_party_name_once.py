"""Two active parties of one name at one place cannot be told apart."""

from typing import Any

from django.db import migrations, models

LONGEST = 74


def number_the_doubles(apps: Any, schema_editor: Any) -> None:
    """What stands there twice already gets a number behind its name."""
    party = apps.get_model("accounts", "Party")
    taken: set[tuple[int, str]] = set()
    for row in party.objects.filter(ended_at=None).order_by("pk"):
        name, number = row.name, 2
        while (row.place_id, row.name) in taken:
            row.name, number = f"{name[:LONGEST]} ({number})", number + 1
        taken.add((row.place_id, row.name))
        if row.name != name:
            row.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_more_kinds_of_parties")]
    operations = [
        migrations.RunPython(number_the_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("place", "name"),
                name="party_name_once",
            ),
        ),
    ]
