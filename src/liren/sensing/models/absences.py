"""Homes that are known to stand empty for a while."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class AwayQuerySet(PlacedQuerySet["Away"]):
    """Absences."""

    def now(self, now: datetime) -> "AwayQuerySet":
        """Those that hold at this moment."""
        return self.filter(ended_at__isnull=True, since__lte=now, until__gt=now)


class Away(Placed):
    """Nobody is at a home until then: rules that mind it raise nothing meanwhile."""

    class Said(models.TextChoices):
        """Whose word it is."""

        PERSON = "person", _("said so themselves")
        FAMILY = "family", _("their family said so")
        OFFICE = "office", _("noted by the office")

    since = models.DateTimeField()
    until = models.DateTimeField()
    said = models.CharField(max_length=8, choices=Said.choices)
    told_by = models.CharField(max_length=60, blank=True)  # who said so, by name
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)  # back earlier, or another one counts
    ended_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()

    objects = AwayQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["place"], condition=Q(ended_at__isnull=True), name="away_once_a_home"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="away_ends_later"),
        )
        indexes = (
            models.Index(fields=["place_path", "until"], name="away_place"),
            models.Index(fields=["changed_at"], name="away_changed"),
        )

    def __str__(self) -> str:
        return f"{self.place_id} until {self.until:%Y-%m-%d}"
