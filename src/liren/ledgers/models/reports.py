"""Reports as they were sent: the database itself refuses to change one."""

from django.db import models
from django.db.models import Q

from liren.core.models import Placed, PlacedQuerySet


class Report(Placed):
    """One report of one community and period; what is sent again has the next number."""

    key = models.CharField(max_length=40)
    period = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField(default=1)
    definition = models.TextField()
    content = models.TextField()  # canonical, so that its hashes can be made again
    cells = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True)
    receivers = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)

    objects = PlacedQuerySet["Report"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "key", "period", "number"], name="report_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="report_again_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(sha256="") & ~Q(sm3=""),
                name="report_has_its_hashes",
            ),
        )
        indexes = (models.Index(fields=["place_path", "-id"], name="report_place"),)

    def __str__(self) -> str:
        return f"{self.key} {self.period} ({self.number})"
