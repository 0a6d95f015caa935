"""What was said to whom, and whether it arrived."""

from django.db import models
from django.db.models import Q

from liren.core.models import Placed, PlacedQuerySet


class DeliveryQuerySet(PlacedQuerySet["Delivery"]):
    """Deliveries; those of no place are seen by whoever sees everything."""

    community_field = None


class Delivery(models.Model):
    """One message to one person by one channel: the record of tries, an audit requirement."""

    class Status(models.TextChoices):
        """How far it came."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    channel = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    place_path = models.CharField(max_length=128, blank=True)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    address_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    text_sealed = models.BinaryField(null=True, blank=True)  # a secret, wiped once it is sent
    made_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    at_any_hour = models.BooleanField(default=False)
    in_office_hours = models.BooleanField(default=False)  # every try of it, not the first alone
    useless_after = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(address_sealed__isnull=False),
                name="delivery_has_a_receiver",
            ),
            models.CheckConstraint(
                condition=Q(at_any_hour=False) | Q(in_office_hours=False),
                name="delivery_any_or_office_hours",
            ),
        )
        indexes = (
            models.Index(fields=["user", "-made_at"], name="delivery_by_user"),
            models.Index(
                fields=["next_try_at"], condition=Q(status="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="delivery_subject"),
            models.Index(fields=["place_path", "-id"], name="delivery_place"),
        )


class ChannelSetup(Placed):
    """A channel switched on at a place, for it and what lies below; what was typed is sealed."""

    channel = models.CharField(max_length=40)
    is_on = models.BooleanField(default=True)
    values_sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("channel", "place_path")
        constraints = (
            models.UniqueConstraint(fields=["channel", "place"], name="channel_once_a_place"),
        )


class ChannelUse(models.Model):
    """How many messages a set-up channel has carried in one minute or hour: its pace."""

    channel = models.CharField(max_length=40)
    place_path = models.CharField(max_length=128, blank=True)
    seconds = models.PositiveIntegerField()
    begins_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["channel", "place_path", "seconds", "begins_at"], name="channel_use_once"
            ),
        )
