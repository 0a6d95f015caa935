"""What of a case stands in public, who follows a place, and the cause of the month."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.cases.models.case import Case, Category
from liren.core.models import Placed, PlacedQuerySet


class PublicText(Placed):
    """Words of a case on their way to the public: as they were, as they may stand, and why not."""

    class Kind(models.TextChoices):
        """Which words."""

        TITLE = "title", _("What was reported")
        ANSWER = "answer", _("The answer")

    class State(models.TextChoices):
        """Whether they stand."""

        CLEAR = "clear", _("stands in public")
        WAITING = "waiting", _("waits for somebody to read it")
        KEPT = "kept", _("is kept private")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="public_texts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    source = models.TextField()
    words = models.TextField()
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "kind"], name="one_public_text_of_a_kind"),
            models.CheckConstraint(
                condition=Q(decided_by="", decided_at__isnull=True)
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="decided_by_and_at",
            ),
        )
        indexes = (
            models.Index(
                fields=["community_path", "id"],
                condition=Q(state="waiting"),
                name="public_text_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.words


class Follow(Placed):
    """Somebody wants to hear what becomes of a place."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="follows")
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField()  # what happened after it was not told yet

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "place"], name="a_place_is_followed_once"),
        )
        indexes = (models.Index(fields=["told_at"], name="follow_told"),)


class Cause(Placed):
    """每月一题: one repeated matter that an office takes on for a month, measured afterwards."""

    month = models.DateField()
    holder_path = models.CharField(max_length=128)  # of the community or street that chose it
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    why = models.TextField()
    plan = models.TextField(blank=True)
    counted = models.JSONField(default=dict)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "-id")
        constraints = (
            models.UniqueConstraint(fields=["holder_path", "month"], name="one_cause_a_month"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(result=""), name="ended_with_a_result"
            ),
        )
        indexes = (models.Index(fields=["community_path", "-month"], name="cause_community"),)

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """One thing of a cause's plan that a party does; it stands in that party's inbox."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="measures")
    what = models.CharField(max_length=200)
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.what
