"""What residents do with their own data: links to it, consents, requests, and what was erased."""

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed
from liren.people.models.guarded import Guarded, GuardedQuerySet
from liren.people.models.records import Person, RecordQuerySet


class SelfLink(Guarded):
    """A link by which somebody sees their own data, together with four digits that they know."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    token_sealed = models.BinaryField(null=True, blank=True)  # until the message was written
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    valid_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet["SelfLink"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("made_at")), name="self_link_lasts"
            ),
        )
        indexes = (models.Index(fields=["valid_until"], name="self_link_over"),)


class Consent(Guarded):
    """Somebody's yes to one purpose, in the words of one version; and when it was taken back."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    objects = GuardedQuerySet["Consent"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        )


class DeletionRequest(Guarded, Placed):
    """Somebody asks that their data be deleted; answered within the term of the law."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deletions")
    words = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    is_granted = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)

    objects = RecordQuerySet["DeletionRequest"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(decided_at__isnull=True), name="deletion_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_granted=False)
                | Q(decided_at__isnull=False),
                name="deletion_granted_when_decided",
            ),
        )
        indexes = (
            models.Index(
                fields=["place_path", "due_at"],
                condition=Q(decided_at__isnull=True),
                name="deletion_waiting",
            ),
        )


class Erasure(Guarded):
    """Proof that values of an element were erased: how many, why, and a digest of whose."""

    element = models.CharField(max_length=60)
    why = models.CharField(max_length=16)  # term, consent, request
    count = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    objects = GuardedQuerySet["Erasure"].as_manager()

    class Meta(Guarded.Meta):
        indexes = (models.Index(fields=["-at"], name="erasure_latest"),)
