from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left

SENDERS = Q(source__startswith="mapping:") | Q(source__startswith="header:")


def put_at_places(apps: Any, schema_editor: Any) -> None:
    """A mapping belongs to where it was used last; numbers belong to where their file came in."""
    mapping, run, report = (
        apps.get_model("cases", name) for name in ("ImportMapping", "ImportRun", "Report")
    )
    for kept in mapping.objects.all():
        used = run.objects.filter(mapping_name=kept.name).order_by("-pk").first()
        if used is None:
            kept.delete()  # nobody has used it: it is worked out anew from the next file
            continue
        kept.place, kept.place_path = used.place, used.place_path
        kept.community_path = used.community_path
        kept.save()
    places = run.objects.order_by("-place_path").values_list("place", "place_path").distinct()
    for place, path in places:
        mine = report.objects.filter(SENDERS, first_case__place_path__startswith=path)
        mine = mine.exclude(source__contains="@")
        mine.update(source=Concat(Left(F("source"), 60), Value(f"@{place}")))
    # PostgreSQL alters no table whose rows still wait for their keys to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("cases", "0004_lists"),
    ]

    operations = [
        migrations.AlterField("importmapping", "name", models.CharField(max_length=80)),
        migrations.AddField(
            "importmapping", "community_path", models.CharField(blank=True, max_length=32)
        ),
        migrations.AddField(
            "importmapping",
            "place_path",
            models.CharField(default="", max_length=128),
            preserve_default=False,
        ),
        migrations.AddField(
            "importmapping",
            "place",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.place",
            ),
        ),
        migrations.RunPython(put_at_places, migrations.RunPython.noop),
        migrations.AlterField(
            "importmapping",
            "place",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
            ),
        ),
        migrations.AddIndex(
            "importmapping", models.Index(fields=["place_path"], name="mapping_place")
        ),
        migrations.AddConstraint(
            "importmapping",
            models.UniqueConstraint(fields=("place", "name"), name="mapping_name_at_place"),
        ),
    ]
