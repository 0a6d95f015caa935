"""What several parties do together: whistles with their calls and rulings, and parts of a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.cases.domain.whistle import CallStage, Move
from liren.core.models import Placed, PlacedQuerySet


class Whistle(Placed):
    """The community blew: something needs several forces now."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="whistles")
    words = models.TextField()
    spot = models.CharField(max_length=200, blank=True)
    blown_by = models.CharField(max_length=120)
    blown_by_name = models.CharField(max_length=80, blank=True)
    blown_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=80, blank=True)
    ended_words = models.TextField(blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_whistle_a_case"
            ),
        )
        indexes = (
            models.Index(
                fields=["place_path"], condition=Q(ended_at__isnull=True), name="whistle_open"
            ),
            models.Index(fields=["changed_at"], name="whistle_changed"),
        )


class Call(models.Model):
    """One party called by a whistle; its answer clock is the clock of its order."""

    class Helped(models.TextChoices):
        """What the whistler says of it in the end."""

        YES = "yes", _("Helped")
        PARTLY = "partly", _("Helped partly")
        NO = "no", _("Did not help")

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls")
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="calls")
    order = models.OneToOneField(
        "workorders.WorkOrder", on_delete=models.PROTECT, related_name="call"
    )
    instead_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    stage = models.CharField(max_length=16, choices=[(s, s) for s in CallStage])
    called_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=80, blank=True)
    answer_words = models.TextField(blank=True)
    coming_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    helped = models.CharField(max_length=8, choices=Helped.choices, blank=True)
    helped_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whistle", "party"], name="party_called_once"),
            models.CheckConstraint(
                condition=~Q(stage=CallStage.COMING) | Q(coming_at__isnull=False),
                name="coming_says_when",
            ),
        ]


class Ruling(Placed):
    """What the street ruled about "not ours"; kept as a precedent."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rulings")
    order = models.OneToOneField(
        "workorders.WorkOrder", on_delete=models.PROTECT, related_name="ruling"
    )
    category = models.ForeignKey("cases.Category", on_delete=models.PROTECT, null=True, blank=True)
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    claim = models.TextField()
    verdict = models.CharField(
        max_length=8,
        blank=True,  # empty while it waits for the duty officer
        choices=[
            (Move.THEIRS, _("It is theirs after all")),
            (Move.RELEASE, _("Released")),
            (Move.INSTEAD, _("Another party instead")),
        ],
    )
    instead = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by_name = models.CharField(max_length=80, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="", ruled_at__isnull=True)
                | (~Q(verdict="") & ~Q(reason="") & Q(ruled_at__isnull=False)),
                name="ruling_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Move.INSTEAD, instead__isnull=False)
                | (~Q(verdict=Move.INSTEAD) & Q(instead__isnull=True)),
                name="ruling_names_the_other",
            ),
        ]
        indexes = (models.Index(fields=["category", "-ruled_at"], name="ruling_category"),)


class Part(models.Model):
    """A helper's part of a case; its clock and result are those of its order."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="parts")
    order = models.OneToOneField(
        "workorders.WorkOrder", on_delete=models.PROTECT, related_name="part"
    )
    words = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    left_reason = models.TextField(blank=True)
    left_by_name = models.CharField(max_length=80, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(left_reason="", left_at__isnull=True)
                | (~Q(left_reason="") & Q(left_at__isnull=False)),
                name="part_left_with_reason",
            ),
        )
