"""Family whom somebody lets see that all is well."""

from django.db import models
from django.db.models import Q

from liren.core.models import Placed, PlacedQuerySet


class FamilyTie(Placed):
    """One person may see how another is, until that is taken back; `place` is the home.

    Whoever signs in with the number is the one who was named.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    salt = models.CharField(max_length=32)
    paper = models.CharField(max_length=120, blank=True)  # where the signed consent lies
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "phone_index"],
                condition=Q(ended_at__isnull=True),
                name="family_tie_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at__isnull=True, phone_sealed__isnull=False, phone_index__isnull=False
                )
                | Q(ended_at__isnull=False, phone_sealed__isnull=True, phone_index__isnull=True),
                name="family_tie_ends_with_its_number",
            ),
        )
        indexes = (
            models.Index(
                fields=["phone_index"],
                condition=Q(ended_at__isnull=True),
                name="family_tie_number",
            ),
            models.Index(fields=["person", "id"], name="family_tie_person"),
        )

    def __str__(self) -> str:
        return self.name
