"""Indexes for the lists of a whole street; three keys lose an index that these replace."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0003_sketch_times"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="cases.category",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="party",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.party",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("stage__in", ["closed", "merged", "refused"]), _negated=True),
                fields=["-id", "stage", "category", "answered_at", "due_at"],
                name="case_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("stage__in", ["merged", "refused"])),
                fields=["-id"],
                name="case_refused",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["category", "-id", "stage"], name="case_class"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["party", "-id"], name="case_party"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["channel", "-id"], name="case_channel"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-reported_at", "-id"], name="case_reported"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="case_merged",
            ),
        ),
    ]
