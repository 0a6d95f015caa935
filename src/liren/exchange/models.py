"""Keys of other systems, and what is told to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class Open311KeyQuerySet(PlacedQuerySet["Open311Key"]):
    """Keys."""

    def in_force(self) -> "Open311KeyQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at__isnull=True)


class Open311Key(Placed):
    """A key to the Open311 door of one place; only its hash is kept."""

    name = models.CharField(max_length=80)
    hash = models.BinaryField(max_length=32, unique=True)
    may_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    last_used_date = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Open311KeyQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["place_path"], name="open311_key_place"),)


class SubscriptionQuerySet(PlacedQuerySet["Subscription"]):
    """Subscriptions."""


class Subscription(Placed):
    """Another system that is told of facts of one place; its secret is sealed, to sign with."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    facts = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    secret_sealed = models.BinaryField()
    old_secret_sealed = models.BinaryField(null=True, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_why = models.CharField(max_length=200, blank=True)  # a message id

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(active=True, switched_off_at__isnull=True)
                | Q(active=False, switched_off_at__isnull=False),
                name="subscription_off_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(old_secret_sealed__isnull=True, old_secret_until__isnull=True)
                | Q(old_secret_sealed__isnull=False, old_secret_until__isnull=False),
                name="subscription_old_secret_ends",
            ),
        )
        indexes = (models.Index(fields=["active", "place_path"], name="subscription_place"),)


class WebhookDelivery(models.Model):
    """One fact for one subscription: the message as it is sent, and every try."""

    class Status(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("delivered")
        FAILED = "failed", _("given up")

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    event_id = models.CharField(max_length=36)
    fact = models.CharField(max_length=80)
    body = models.TextField()
    made_at = models.DateTimeField()
    wanted_at = models.DateTimeField()  # when it was made, or last asked for again
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    answer = models.PositiveSmallIntegerField(null=True, blank=True)  # the HTTP status
    error = models.CharField(max_length=200, blank=True)  # a message id
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["subscription", "event_id"], name="delivery_once_a_fact"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", due_at__isnull=False)
                | (~Q(status="waiting") & Q(due_at__isnull=True)),
                name="delivery_due_while_waiting",
            ),
        )
        indexes = (
            models.Index(
                fields=["subscription", "due_at"],
                condition=Q(status="waiting"),
                name="webhook_waiting",
            ),
            models.Index(fields=["subscription", "-id"], name="webhook_log"),
        )

    @property
    def message_id(self) -> str:
        """What the receiver knows it by: the same at every try, and when it is sent again."""
        return f"msg_{self.event_id}"
