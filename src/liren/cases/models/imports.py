"""Files of messages brought in: how they are read, and what of them somebody looks at."""

from django.db import models

from liren.cases.models.case import Case
from liren.core.models import Placed, PlacedQuerySet


class ImportRun(Placed):
    """One file of messages brought in: its mapping, progress, and the rows to look at again."""

    class Status(models.TextChoices):
        """How far it is."""

        STAGED = "staged"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping_name = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    bad = models.JSONField(default=list)
    by = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()


class ImportRepeat(models.Model):
    """A case of a file that may be what another case says; gone once somebody has judged it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="repeats")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    earlier = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)


class ImportMapping(Placed):
    """How the columns of one sender are read, remembered by name for a place and all inside it."""

    name = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "name"], name="mapping_name_at_place"),
        )
        indexes = (models.Index(fields=["place_path"], name="mapping_place"),)
