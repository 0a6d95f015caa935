"""What arrived from a telephone in the field: each act once, with both its times."""

from django.db import models
from django.db.models import F, Q

from liren.cases.models.case import Case, CaseStep, Report


class FieldAct(models.Model):
    """One act of a worker on the spot; its key makes that it is done once however often it is sent.

    The position is the one that was attached to this act, and is forgotten after a while.
    """

    by = models.CharField(max_length=120)
    key = models.UUIDField()
    sent_index = models.BinaryField(max_length=16, null=True, blank=True)  # what came under the key
    act = models.CharField(max_length=16)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="field_acts")
    order_id = models.PositiveBigIntegerField(null=True, blank=True)
    seen = models.CharField(max_length=16, blank=True)  # the order's status, as it was seen
    step = models.OneToOneField(
        CaseStep, on_delete=models.PROTECT, null=True, blank=True, related_name="field_act"
    )
    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="field_act"
    )
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True)  # metres

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["by", "key"], name="field_act_once"),
            models.CheckConstraint(
                condition=Q(made_at__lte=F("received_at")), name="field_act_made_before_received"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True, accuracy__isnull=True)
                # Said of each, because a range of nothing is neither true nor false.
                | Q(longitude__isnull=False, latitude__isnull=False, accuracy__isnull=False)
                & Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="field_act_lies_on_earth",
            ),
        )
        indexes = (
            models.Index(
                fields=["received_at"],
                condition=Q(longitude__isnull=False),
                name="field_act_position",
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.made_at:%F %T}"
