"""Which rule holds where."""

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed, PlacedQuerySet


class PlacementQuerySet(PlacedQuerySet["Placement"]):
    """Placements."""

    def on(self) -> "PlacementQuerySet":
        """Those that hold now."""
        return self.filter(switched_on_at__isnull=False, ended_at__isnull=True)


class Placement(Placed):
    """A rule at a place: the very words of it, tried on the past, then switched on by somebody."""

    rule = models.SlugField(max_length=60)
    text = models.TextField()  # the rule's file, as it can be exported
    tried_at = models.DateTimeField(null=True, blank=True)
    tried_by = models.CharField(max_length=120, blank=True)
    trial = models.JSONField(default=dict, blank=True)  # what it would have raised
    switched_on_at = models.DateTimeField(null=True, blank=True)
    switched_on_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["place", "rule"],
                condition=Q(switched_on_at__isnull=False, ended_at__isnull=True),
                name="rule_on_once_a_place",
            ),
            models.CheckConstraint(
                condition=Q(switched_on_at__isnull=True)
                | (Q(tried_at__lte=F("switched_on_at")) & ~Q(switched_on_by="")),
                name="rule_tried_before_on",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "rule"], name="rule_place"),
            models.Index(fields=["changed_at"], name="rule_changed"),
        )

    def __str__(self) -> str:
        return self.rule
