"""Tables without a domain: the audit log, and the base of every table that lies at a place."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from liren.core.calendar import DayKind
from liren.core.permissions import Place
from liren.core.scope import COMMUNITY_LENGTH, Scope, community_of, successor

M = TypeVar("M", bound=models.Model)


class PlacedQuerySet(models.QuerySet[M]):
    """Rows that lie at a place; every list starts with `within`."""

    path_field: ClassVar[str] = "place_path"
    community_field: ClassVar[str | None] = "community_path"

    def within(self, scope: Scope) -> Self:
        """The rows inside a scope, by ranges on the path's index."""
        return self.filter(self.inside(scope))

    @classmethod
    def inside(cls, scope: Scope) -> Q:
        """The condition for lying inside a scope."""
        wanted = Q(pk__in=[])
        for path in scope.paths:
            wanted |= cls._below(path)
        return wanted

    @classmethod
    def _below(cls, path: str) -> Q:
        if not path:
            return ~Q(pk__in=[])
        inside = Q(**{f"{cls.path_field}__gte": path, f"{cls.path_field}__lt": successor(path)})
        if cls.community_field is None or len(path) < COMMUNITY_LENGTH:
            return inside
        in_community = Q(**{cls.community_field: community_of(path)})
        return in_community if len(path) == COMMUNITY_LENGTH else in_community & inside


class Placed(models.Model):
    """Carries the path of its place, so that lists need no join to know who may see them."""

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=128)
    community_path = models.CharField(max_length=COMMUNITY_LENGTH, blank=True)

    class Meta:
        abstract = True

    def put_at(self, place: Place) -> None:
        """Set the place and the columns that follow from it."""
        self.place = place  # type: ignore[assignment]  # places stands above core; it is a Place
        self.place_path = place.path
        self.community_path = community_of(self.place_path)


class AuditEvent(models.Model):
    """One line of the log: who did what to which row, chained to the line before it."""

    chain = models.PositiveSmallIntegerField()
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_place_in_chain"),
        )
        indexes = (models.Index(fields=["subject", "id"], name="audit_subject"),)

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of one chain; its row lock orders the writers."""

    chain = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    mac = models.BinaryField(max_length=32, default=b"")


class AuditSeal(models.Model):
    """The ends of all chains at one moment, chained to the seal before it."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.JSONField()  # [chain, sequence, mac in hex], by chain
    mac = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number} {self.at:%F %T}"


class DataKey(models.Model):
    """A random key for values of one purpose, wrapped by the master key; see `keyring`."""

    purpose = models.CharField(max_length=80)
    algorithm = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField(null=True)
    master = models.BinaryField(max_length=8)  # the name of the master key that wraps it
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at__isnull=True), name="key_in_use_once"
            ),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False, retired_at__isnull=False),
                name="key_destroyed_is_retired_and_gone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class KeyRotation(models.Model):
    """Values of one purpose on their way to a new key; see `reseal`."""

    purpose = models.CharField(max_length=80)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.JSONField(default=dict)  # the last id looked at, by column
    resealed = models.PositiveBigIntegerField(default=0)
    broken = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(finished_at__isnull=True), name="key_rotates_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.began_at:%F %T}"


class Holiday(models.Model):
    """A day that differs from its weekday: edited by operators, seeded from the shipped tables."""

    date = models.DateField(unique=True)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in DayKind])
    name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    expected = models.BooleanField(default=False)

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class KeptAnswer(models.Model):
    """What a program was answered to a write it named with an idempotency key."""

    caller = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["caller", "key"], name="answer_once"),)
