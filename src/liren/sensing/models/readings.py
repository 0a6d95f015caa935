"""What devices said, what rules remember of it, and what was refused and why."""

from django.db import models
from django.db.models import Q

from liren.sensing.models.devices import Device, Gateway


class Reading(models.Model):
    """One value of one device. Written in bulk by ingest only, never by `save`.

    `key` is the device's own name for it, so that a repeat changes nothing. The month is part of
    the key because PostgreSQL divides a table by a column of its key.
    """

    class Quality(models.IntegerChoices):
        """What has to be thought of when it is used."""

        GOOD = 0
        LATE = 1  # measured long before it came
        FUTURE = 2  # its clock cannot be believed; the moment is that of its arrival
        BEHIND = 3  # a later one of the device was here before

    # The constraint's own index begins with it.
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    key = models.CharField(max_length=64)
    month = models.DateField()
    what = models.CharField(max_length=24)
    value = models.FloatField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    quality = models.PositiveSmallIntegerField(choices=Quality.choices, default=Quality.GOOD)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["device", "key", "month"], name="reading_once"),
        )
        indexes = (models.Index(fields=["device", "what", "at"], name="reading_of_device"),)


class RuleState(models.Model):
    """What a rule remembers of a device; from it and the readings since, ingest goes on."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="states")
    rule = models.SlugField(max_length=60)
    state = models.JSONField(default=dict)
    through = models.BigIntegerField()  # readings with a higher id are not in it yet

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "rule"], name="state_once"),)


class Refusal(models.Model):
    """What was not taken, counted by sender, reason and day: nothing is dropped silently."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="refusals"
    )
    gateway = models.ForeignKey(
        Gateway, on_delete=models.CASCADE, null=True, blank=True, related_name="refusals"
    )
    sender = models.CharField(max_length=48)  # "device:7", "gateway:2", "stranger"
    reason = models.SlugField(max_length=32)
    date = models.DateField()
    count = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField()
    sample = models.BinaryField(max_length=200, default=b"")  # the beginning of the last one

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "reason", "date"], name="refusal_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(device__isnull=True) | Q(gateway__isnull=True),
                name="refusal_of_one_sender",
            ),
        )
        indexes = (models.Index(fields=["date", "reason"], name="refusal_by_day"),)


class Pushed(models.Model):
    """A signature that was taken: for the few minutes for which it holds, it is taken once."""

    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["gateway", "signature"], name="push_taken_once"),
        )
        indexes = (models.Index(fields=["at"], name="push_taken_at"),)


class Waiting(models.Model):
    """A message that came by HTTP: ingest takes it out in the transaction that stores it."""

    adapter = models.SlugField(max_length=40)
    sender = models.CharField(max_length=48)
    is_alarm = models.BooleanField(default=False)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["-is_alarm", "id"], name="waiting_in_turn"),)
