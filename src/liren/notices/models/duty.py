"""Who is on duty at a place, from when until when."""

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed, PlacedQuerySet


class DutyShift(Placed):
    """Somebody is on duty; `until_at` no longer belongs to it."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="duty_shifts")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("from_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="shift_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["user", "place", "from_at"], name="duty_once"),
        )
        indexes = (models.Index(fields=["place_path", "until_at"], name="shift_place"),)
