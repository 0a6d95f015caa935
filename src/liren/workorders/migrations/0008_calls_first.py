from django.db import migrations, models

OPEN = models.Q(("closed_at__isnull", True))
TURN = models.GeneratedField(
    db_persist=True,
    expression=models.Case(
        models.When(kind="help", then=models.Value(0)),
        models.When(kind__in=["whistle", "rule"], then=models.Value(1)),
        models.When(models.Q(("kind", "alarm"), ("urgent", True)), then=models.Value(1)),
        models.When(
            models.Q(("urgent", True), models.Q(("kind", "review"), _negated=True)),
            then=models.Value(2),
        ),
        default=models.Value(3),
    ),
    output_field=models.PositiveSmallIntegerField(),
)


class Migration(migrations.Migration):
    """A call for help stands above everything, also above a whistle or an alarm that is late."""

    dependencies = [("workorders", "0007_alarms_first")]

    operations = [
        migrations.RemoveIndex(model_name="workorder", name="order_inbox"),
        migrations.RemoveIndex(model_name="workorder", name="order_escalated"),
        migrations.RemoveField(model_name="workorder", name="turn"),
        migrations.AddField(model_name="workorder", name="turn", field=TURN),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=OPEN, fields=["party", "turn", "due_at", "id"], name="order_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("escalated_to__isnull", False)),
                fields=["escalated_to", "turn", "due_at", "id"],
                name="order_escalated",
            ),
        ),
    ]
