"""Visits at the door."""

from django.db import models
from django.db.models import F, Q

from liren.care.models.buddies import FACES
from liren.core.models import Placed, PlacedQuerySet


class Visit(Placed):
    """Somebody stood at a door: how the person is, and what was promised."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)  # made on the telephone: sent twice is noted once
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    by_name = models.CharField(max_length=80)
    is_nobody_there = models.BooleanField(default=False)
    face = models.CharField(max_length=8, choices=list(FACES.items()), blank=True)
    words = models.CharField(max_length=400, blank=True)
    promised = models.CharField(max_length=200, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_nobody_there=True, face="")
                | (Q(is_nobody_there=False) & ~Q(face="")),
                name="visit_met_or_not",
            ),
            models.CheckConstraint(
                condition=Q(received_at__gte=F("at")), name="visit_is_received_after_it_was"
            ),
        )
        indexes = (
            models.Index(fields=["person", "-at"], name="visit_person"),
            models.Index(fields=["place_path", "-id"], name="visit_place"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%F %T}"
