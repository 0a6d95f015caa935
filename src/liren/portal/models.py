"""Devices at the counter that residents may use."""

from django.db import models

from liren.core.models import Placed, PlacedQuerySet


class KioskKey(Placed):
    """A key with which somebody of the staff turned, or may turn, one device into a kiosk."""

    name = models.CharField(max_length=60)  # where the device stands
    hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("place_path", "-made_at")

    def __str__(self) -> str:
        return self.name
