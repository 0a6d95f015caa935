"""Somebody was erased while an alert at their door was open: its words go when it is closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One mark more on an alert."""

    dependencies = [("sensing", "0005_written_often")]

    operations = [
        migrations.AddField(
            "alert", "forget_when_closed", models.BooleanField(db_default=False, default=False)
        ),
    ]
