"""The rules of dispatch become the duty list: with dates, and several parties for one class."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_import_repeat")]

    operations = [
        migrations.RenameModel("DispatchRule", "Duty"),
        migrations.RemoveConstraint("Duty", "one_rule_for_class_and_place"),
        migrations.RenameIndex("Duty", new_name="duty_place", old_name="rule_place"),
        migrations.AddField("Duty", "from_date", models.DateField(blank=True, null=True)),
        migrations.AddField("Duty", "until_date", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "Duty",
            models.UniqueConstraint(
                condition=Q(until_date__isnull=True),
                fields=("category", "place", "party"),
                name="duty_once_for_class",
            ),
        ),
        migrations.AddConstraint(
            "Duty",
            models.UniqueConstraint(
                condition=Q(until_date__isnull=True, category__isnull=True),
                fields=("place", "party"),
                name="duty_once_for_all_classes",
            ),
        ),
        migrations.AddConstraint(
            "Duty",
            models.CheckConstraint(
                condition=Q(from_date__isnull=True)
                | Q(until_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
                name="duty_ends_after_it_begins",
            ),
        ),
        migrations.AddField(
            "CaseStep", "mac", models.BinaryField(default=b"", max_length=32)
        ),
    ]
