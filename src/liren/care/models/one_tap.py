"""The community's own list of what one touch brings: a doctor, a taxi, a pair of hands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class OneTap(Placed):
    """One large button; it rings a number, or asks the volunteers. `place` is the community."""

    class Kind(models.TextChoices):
        """What it is, for the drawing beside the name."""

        DOCTOR = "doctor", _("Doctor")
        TAXI = "taxi", _("Taxi")
        REPAIRS = "repairs", _("Repairs")
        HAIRCUT = "haircut", _("Haircut at home")
        SHOPPING = "shopping", _("Shopping")
        OTHER = "other", _("Something else")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=20)
    phone = models.CharField(max_length=20, blank=True)  # none: the volunteers are asked
    hours = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=Q(ended_at__isnull=True),
                name="one_tap_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="one_tap_has_a_name"),
        )
        indexes = (models.Index(fields=["place_path", "position"], name="one_tap_place"),)

    def __str__(self) -> str:
        return self.name
