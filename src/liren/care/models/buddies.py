"""Pairs of buddies, and each contact that was noted or missed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.care.domain.buddies import MOST_ELDERS, Face
from liren.core.models import Placed, PlacedQuerySet

FACES = {Face.WELL: _("Well"), Face.SO_SO: _("So-so"), Face.POOR: _("Not well")}


class Pair(Placed):
    """A younger elder who looks after an older one; `place` is the older one's home."""

    younger = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    elder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()  # beside the younger one; so no one carries too many
    weekdays = models.PositiveSmallIntegerField()  # bits, Monday first
    since = models.DateField()
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("place_path", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(younger=F("elder")), name="pair_of_two"),
            models.CheckConstraint(
                condition=Q(slot__range=(1, MOST_ELDERS)), name="pair_slot_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__range=(1, 127)), name="pair_has_days_of_the_week"
            ),
            models.UniqueConstraint(
                fields=["younger", "slot"],
                condition=Q(ended_at__isnull=True),
                name="pair_slot_once",
            ),
            models.UniqueConstraint(
                fields=["younger", "elder"], condition=Q(ended_at__isnull=True), name="pair_once"
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "id"], name="pair_door"),
            models.Index(fields=["elder", "id"], name="pair_elder"),
        )

    def __str__(self) -> str:
        return f"{self.younger_id}–{self.elder_id}"


class Contact(models.Model):
    """One day of the rota: heard and how they are, or missed."""

    class Way(models.TextChoices):
        """How."""

        VISIT = "visit", _("At the door")
        PHONE = "phone", _("By telephone")

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="contacts")
    date = models.DateField()
    way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    face = models.CharField(max_length=8, choices=list(FACES.items()), blank=True)
    words = models.CharField(max_length=200, blank=True)
    is_missed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("date", "id")
        constraints = (
            models.UniqueConstraint(fields=["pair", "date"], name="contact_once_a_day"),
            models.CheckConstraint(
                condition=Q(is_missed=True, face="") | (Q(is_missed=False) & ~Q(face="")),
                name="contact_heard_or_missed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pair_id} {self.date}"
