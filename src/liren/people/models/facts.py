"""What was said of records: the catalogue's mirror, facts, proposals, joins."""

from django.db import models
from django.db.models import Q

from liren.core.models import Placed
from liren.people.models.guarded import Guarded, GuardedQuerySet
from liren.people.models.records import Person, RecordQuerySet


class ElementRow(Guarded):
    """An entry of the catalogue as other programs read it; the code is the source (ADR 21).

    An `is_extra` row is the definition of a key in `extra`, which a department added later.
    """

    code = models.CharField(max_length=60, primary_key=True)
    subject = models.CharField(max_length=16)
    field = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    standard = models.CharField(max_length=20, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    sensitivity = models.CharField(max_length=1)
    owner_level = models.CharField(max_length=16)
    owner_department = models.CharField(max_length=40, blank=True)
    proposers = models.JSONField(default=list, blank=True)
    mask = models.CharField(max_length=12)
    keep_days = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    fresh_days = models.PositiveIntegerField(null=True, blank=True)
    is_extra = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet["ElementRow"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.UniqueConstraint(fields=["subject", "field"], name="element_once"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=["1", "2", "3", "4"]), name="element_sensitivity"
            ),
        )


class State(models.TextChoices):
    """What became of something that was said."""

    CURRENT = "current"
    PAST = "past"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Fact(Guarded):
    """One value that somebody said of one element of a record, where it differs from the first.

    A record's own source covers every value that came with it; a fact is stored only when a value
    changes or comes from elsewhere.
    """

    subject = models.CharField(max_length=16)
    subject_id = models.PositiveBigIntegerField()
    element = models.CharField(max_length=40)
    value = models.CharField(max_length=400, blank=True)
    value_sealed = models.BinaryField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    source = models.CharField(max_length=80)
    observed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    base = models.PositiveIntegerField(null=True, blank=True)  # the revision that the writer saw
    revision = models.PositiveIntegerField(default=0)  # the one it made

    objects = GuardedQuerySet["Fact"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "subject_id", "element"],
                condition=Q(state=State.CURRENT),
                name="fact_one_current",
            ),
            models.CheckConstraint(
                condition=Q(value="") | Q(value_sealed__isnull=True), name="fact_in_clear_or_sealed"
            ),
        )
        indexes = (models.Index(fields=["subject", "subject_id", "id"], name="fact_subject"),)


class Proposal(Guarded, Placed):
    """A fact that waits for its owner; `place` is whose desk it lies on."""

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="proposal")
    record_path = models.CharField(max_length=128)  # of the record it is about
    department = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(default=0)  # how often it climbed
    due_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = RecordQuerySet["Proposal"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="proposal_decided_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=["place_path", "due_at", "id"],
                condition=Q(decided_at__isnull=True),
                name="proposal_waiting",
            ),
            models.Index(
                fields=["due_at"], condition=Q(decided_at__isnull=True), name="proposal_due"
            ),
        )


class Join(Guarded):
    """Two records that turned out to be one person, and may turn out not to be."""

    origin = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    objects = GuardedQuerySet["Join"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["origin"], condition=Q(undone_at__isnull=True), name="join_once"
            ),
        )
