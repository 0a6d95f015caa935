from django.db import migrations, models

OPEN = models.Q(("closed_at__isnull", True))
TURN = models.GeneratedField(
    db_persist=True,
    expression=models.Case(
        models.When(kind__in=["whistle", "rule", "help"], then=models.Value(0)),
        models.When(
            models.Q(("urgent", True), models.Q(("kind", "review"), _negated=True)),
            then=models.Value(1),
        ),
        default=models.Value(2),
    ),
    output_field=models.PositiveSmallIntegerField(),
)


class Migration(migrations.Migration):
    """Calls for help stand beside whistles; what a column is made from cannot be altered."""

    dependencies = [("workorders", "0005_alarms")]

    operations = [
        migrations.RemoveIndex(model_name="workorder", name="order_inbox"),
        migrations.RemoveIndex(model_name="workorder", name="order_escalated"),
        migrations.RemoveField(model_name="workorder", name="turn"),
        migrations.AlterField(
            model_name="workorder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("register", "Look at a new report"),
                    ("existence", "See whether it is so"),
                    ("dispatch", "Decide who does it"),
                    ("handle", "Get it done"),
                    ("check", "Check the result on the spot"),
                    ("call_back", "Ring back"),
                    ("review", "Take it up again"),
                    ("whistle", "Answer the whistle"),
                    ("rule", "Rule whose it is"),
                    ("part", "Help with a part"),
                    ("instruction", "Instruction to the community"),
                    ("admit", "Decide whether it may be asked"),
                    ("confirm", "Ask whether the entries are still right"),
                    ("alarm", "Go to the alarm"),
                    ("help", "Somebody calls for help: go to the door"),
                    ("care", "Look after somebody"),
                ],
                max_length=16,
            ),
        ),
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
