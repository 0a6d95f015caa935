"""Who is asked when somebody calls for help, and how long each is waited for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet

SHORTEST, LONGEST = 1, 60


class LadderContact(Placed):
    """Somebody who agreed to be asked when a person calls for help; `place` is that home."""

    class Rung(models.TextChoices):
        """The rungs that name somebody; committee and 120 stand by themselves."""

        FAMILY = "family", _("Family")
        BUDDY = "buddy", _("Buddy")
        NEIGHBOUR = "neighbour", _("Neighbour")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    name = models.CharField(max_length=80)
    phone_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resident = models.ForeignKey(  # whose number the register holds: a buddy
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_on = models.DateField()  # they were asked, and said yes
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=False)
                | Q(user__isnull=False)
                | Q(resident__isnull=False)
                | Q(ended_at__isnull=False),
                name="ladder_contact_can_be_reached",
            ),
            models.UniqueConstraint(
                fields=["person", "rung", "name"],
                condition=Q(ended_at__isnull=True),
                name="ladder_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(rung__in=["family", "buddy", "neighbour"]),
                name="ladder_contact_rung_listed",
            ),
        )
        indexes = (models.Index(fields=["place_path", "id"], name="ladder_contact_door"),)

    def __str__(self) -> str:
        return self.name


class LadderTimes(Placed):
    """The minutes of each rung in one community, and those to come to the door."""

    family = models.PositiveSmallIntegerField()
    buddy = models.PositiveSmallIntegerField()
    neighbour = models.PositiveSmallIntegerField()
    committee = models.PositiveSmallIntegerField()
    arrival = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place"], name="ladder_times_once_a_place"),
            models.CheckConstraint(
                condition=Q(
                    family__range=(SHORTEST, LONGEST),
                    buddy__range=(SHORTEST, LONGEST),
                    neighbour__range=(SHORTEST, LONGEST),
                    committee__range=(SHORTEST, LONGEST),
                    arrival__range=(SHORTEST, LONGEST),
                ),
                name="ladder_times_in_minutes",
            ),
        )
