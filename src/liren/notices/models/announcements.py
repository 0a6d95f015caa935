"""公告: what a place is told, which homes it reached and by what, and what callers noted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.notices.domain.reaching import Outcome, Way
from liren.notices.domain.workflow import Stage


class Announcement(Placed):
    """Words for everybody, or for some, who live at a place."""

    title = models.CharField(max_length=60)
    text = models.TextField()
    title_en = models.CharField(max_length=120, blank=True)
    text_en = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    labels = models.JSONField(default=list, blank=True)  # none: everybody who lives there
    channels = models.JSONField(default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    stage = models.CharField(max_length=12, choices=[(s, s) for s in Stage], default=Stage.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # what a preview was made of
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    sent_out_at = models.DateTimeField(null=True, blank=True)  # every home has its row
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="announcement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT, Stage.DISCARDED])
                | Q(published_at__isnull=False),
                name="announcement_says_when_it_was_published",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-published_at"], name="announcement_place"),
            models.Index(fields=["stage", "valid_until"], name="announcement_stage"),
        )

    def __str__(self) -> str:
        return self.title


class AnnouncementHome(Placed):
    """One home an announcement is for; `by` is planned, `reached_by` is what has arrived."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="homes")
    by = models.CharField(max_length=8, choices=[(way, way) for way in Way])
    reached_by = models.CharField(max_length=40, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=16,
        blank=True,
        choices=[
            (Outcome.REACHED, _("Reached")),
            (Outcome.NO_ANSWER, _("No answer")),
            (Outcome.AGAIN, _("Call again later")),
            (Outcome.WRONG_NUMBER, _("Wrong number")),
            (Outcome.VISITED, _("Visited")),
        ],
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["announcement", "place"], name="home_told_once"),
            models.CheckConstraint(
                condition=Q(reached_by="", reached_at__isnull=True)
                | (~Q(reached_by="") & Q(reached_at__isnull=False)),
                name="home_reached_by_and_when",
            ),
        )
        indexes = (models.Index(fields=["announcement", "by", "place_path"], name="home_calls"),)


class CallNote(models.Model):
    """What came of one call or visit; never changed."""

    home = models.ForeignKey(AnnouncementHome, on_delete=models.CASCADE, related_name="notes")
    outcome = models.CharField(max_length=16, choices=[(o, o) for o in Outcome])
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
