"""What went along when two records of the register turned out to be one person."""

from django.db import models


class Carried(models.Model):
    """One column of one row that pointed to a record, and points to its survivor since."""

    origin = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=40)
    field = models.CharField(max_length=12)
    row = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["origin", "table", "field", "row"], name="carried_once"
            ),
        )
        indexes = (models.Index(fields=["table", "field", "row"], name="carried_row"),)
