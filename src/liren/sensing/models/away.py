"""Homes that are known to stand empty for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class Away(Placed):
    """Nobody is at home from then until then; `place` is the home. The latest word holds."""

    class Said(models.TextChoices):
        """Whose word it is."""

        PERSON = "person", _("said so themselves")
        FAMILY = "family", _("their family said so")
        OFFICE = "office", _("noted by the office")

    since = models.DateTimeField()
    until = models.DateTimeField()
    said = models.CharField(max_length=8, choices=Said.choices)
    by_name = models.CharField(max_length=80)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place"], name="away_once_a_home"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="away_ends_later"),
        )
        indexes = (
            models.Index(fields=["place_path", "until"], name="away_place"),
            models.Index(fields=["until"], name="away_until"),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.until:%F}"
