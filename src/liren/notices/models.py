"""What was said to whom, and whether it arrived."""

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """One message to one person by one channel: the record of tries, an audit requirement."""

    class Status(models.TextChoices):
        """How far it came."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    channel = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    address_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    text_sealed = models.BinaryField(null=True, blank=True)  # a secret, wiped once it is sent
    made_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    at_any_hour = models.BooleanField(default=False)
    useless_after = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(address_sealed__isnull=False),
                name="delivery_has_a_receiver",
            ),
        )
        indexes = (
            models.Index(fields=["user", "-made_at"], name="delivery_by_user"),
            models.Index(
                fields=["next_try_at"], condition=Q(status="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="delivery_subject"),
        )
