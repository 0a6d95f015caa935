"""Alerts, and who looked at what a camera points to."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.sensing.domain.alerts import Result, Stage
from liren.sensing.domain.looks import Asked
from liren.sensing.models.devices import Device


class AlertQuerySet(PlacedQuerySet["Alert"]):
    """Alerts."""

    def active(self) -> "AlertQuerySet":
        """Those that are not closed."""
        return self.filter(closed_at__isnull=True)


class Alert(Placed):
    """A rule found something at a device; what it says again meanwhile is counted on it."""

    class Severity(models.IntegerChoices):
        """How much it hurries."""

        NOTICE = 1, _("when somebody has time")
        SOON = 2, _("today")
        NOW = 3, _("at once")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="alerts")
    rule = models.SlugField(max_length=60)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    stage = models.CharField(max_length=16, choices=[(s, s) for s in Stage], default=Stage.RAISED)
    reason = models.JSONField(default=dict)  # a message id and its values
    event_key = models.CharField(max_length=64)  # of the reading that raised it
    reference = models.CharField(max_length=200, blank=True)  # where a camera keeps its clip
    reference_until = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)  # the device says it is over
    order = models.ForeignKey(
        "workorders.WorkOrder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=20, choices=[(r, r) for r in Result], blank=True)
    note = models.CharField(max_length=400, blank=True)
    forget_when_closed = models.BooleanField(default=False, db_default=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["device", "rule"],
                condition=Q(closed_at__isnull=True),
                name="alert_active_once",
            ),
            models.UniqueConstraint(
                fields=["device", "rule", "event_key"], name="alert_once_an_event"
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) & ~Q(result="")
                | ~Q(stage="closed") & Q(closed_at__isnull=True, result=""),
                name="alert_closed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(last_at__gte=F("raised_at")), name="alert_lasts_forward"
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="alert_happened"),
        )
        indexes = (
            models.Index(fields=["place_path", "-id"], name="alert_place"),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False),
                name="alert_closed",
            ),
            models.Index(
                fields=["reference_until"],
                condition=~Q(reference=""),
                name="alert_reference_ends",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.device_id}"

    def has_reference(self, now: datetime) -> bool:
        """Whether a camera still keeps something that it points to."""
        return bool(self.reference) and (self.reference_until is None or self.reference_until > now)


class Look(models.Model):
    """Two people open a camera's reference together: who asked, who agreed, when."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="looks")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    agreed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["alert", "asked_by"],
                condition=Q(agreed_at__isnull=True),
                name="look_asked_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="look_has_a_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="look_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="look_agreed_at_a_time",
            ),
        )

    @property
    def asked(self) -> Asked:
        """The question as the rules see it."""
        return Asked(self.asked_by_id, self.asked_at, self.agreed_by_id, self.agreed_at)


class EbikeDecision(Placed):
    """What somebody made of the e-bikes that were seen again and again in a building's lifts.

    The place is the building; what was seen up to `last_alert` is dealt with.
    """

    class Answer(models.TextChoices):
        """What follows."""

        CHARGER = "charger", _("Ask for a place to charge")
        NOTICE = "notice", _("Write a notice")
        NOT_NOW = "not_now", _("Nothing for now")

    answer = models.CharField(max_length=8, choices=Answer.choices)
    times = models.PositiveIntegerField()  # that were judged true
    last_alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    announcement = models.ForeignKey(
        "notices.Announcement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)

    objects = PlacedQuerySet["EbikeDecision"].as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["place", "last_alert"], name="ebikes_decided_once_a_building"
            ),
            models.CheckConstraint(
                condition=Q(answer="charger", case__isnull=False, announcement__isnull=True)
                | Q(answer="notice", case__isnull=True, announcement__isnull=False)
                | Q(answer="not_now", case__isnull=True, announcement__isnull=True),
                name="ebikes_decision_has_what_follows",
            ),
        )
        indexes = (models.Index(fields=["place_path", "-id"], name="ebikes_decided"),)

    def __str__(self) -> str:
        return f"{self.answer} {self.place_id}"
