"""A form that somebody asks, each time it is asked of a community, and what was answered.

What is known of people stays in the register; a form holds only what was asked besides. What was
handed in is kept as it was, sealed, with its hashes.
"""

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed, PlacedQuerySet


class FormStage(models.TextChoices):
    """What became of a form at the gate."""

    REFUSED = "refused"
    WAITING = "waiting"
    ADMITTED = "admitted"
    DENIED = "denied"
    ENDED = "ended"


class Form(Placed):
    """A form as its file says it; `place` is the street or community of which it is asked."""

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    template = models.BinaryField(null=True, blank=True)  # the department's own, empty workbook
    grain = models.CharField(max_length=12)
    rhythm = models.CharField(max_length=8)
    purpose = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    asker = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    askable = models.ForeignKey(
        "workorders.Askable", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    known = models.PositiveSmallIntegerField()
    again = models.PositiveSmallIntegerField(default=0)
    again_columns = models.JSONField(default=list, blank=True)  # column, source, other form
    refusals = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=8, choices=FormStage.choices)
    reason = models.CharField(max_length=400, blank=True)  # why it is asked all the same
    asked_by = models.CharField(max_length=120)
    asked_by_name = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet["Form"].as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=FormStage.values), name="form_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(columns__gte=F("known") + F("again")), name="form_columns_add_up"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["admitted", "ended"])
                | (~Q(purpose="") & ~Q(legal_basis="")),
                name="form_admitted_with_basis",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(decided_reason=""),
                name="form_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(stage="ended") | Q(ended_at__isnull=False), name="form_ended_when"
            ),
            models.UniqueConstraint(
                fields=["place", "key"],
                condition=Q(stage__in=["waiting", "admitted"]),
                name="form_asked_once",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-id"], name="form_place"),
            models.Index(fields=["asker", "-id"], name="form_asker"),
        )

    def __str__(self) -> str:
        return self.name


class RoundStage(models.TextChoices):
    """How far one round is."""

    HELD = "held"  # until the street has decided
    OPEN = "open"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


class FormRound(Placed):
    """A form asked of one community for one period."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="rounds")
    period = models.CharField(max_length=8)
    from_date = models.DateField()
    until_date = models.DateField()  # the first day after it
    stage = models.CharField(max_length=10, choices=RoundStage.choices)
    instruction = models.ForeignKey(
        "workorders.Instruction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField(default=0)
    cells_known = models.PositiveIntegerField(default=0)
    cells_written = models.PositiveIntegerField(default=0)
    content_sealed = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sm3 = models.CharField(max_length=64, blank=True)

    objects = PlacedQuerySet["FormRound"].as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=RoundStage.values), name="form_round_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    stage="submitted", submitted_at__isnull=False, content_sealed__isnull=False
                )
                & ~Q(sha256="")
                & ~Q(sm3="")
                | ~Q(stage="submitted") & Q(submitted_at__isnull=True, content_sealed__isnull=True),
                name="form_round_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(until_date__gt=F("from_date")), name="form_round_period_in_order"
            ),
            models.UniqueConstraint(fields=["form", "place", "period"], name="form_round_once"),
        )
        indexes = (models.Index(fields=["place_path", "-id"], name="form_round_place"),)

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class FormLine(models.Model):
    """What was answered for one row; its answers are one sealed text, by column."""

    round = models.ForeignKey(FormRound, on_delete=models.CASCADE, related_name="lines")
    subject_id = models.PositiveBigIntegerField()
    revision = models.PositiveIntegerField(default=1)
    answers_sealed = models.BinaryField()
    source = models.CharField(max_length=80)
    observed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "subject_id"], name="form_line_once"),
            models.CheckConstraint(condition=~Q(source=""), name="form_line_has_a_source"),
        )


class FormReturn(models.Model):
    """A workbook that came back: how many rows and cells, and the one that goes back again."""

    round = models.ForeignKey(FormRound, on_delete=models.CASCADE, related_name="returns")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    answer_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(rows=F("taken") + F("unchanged") + F("problems")),
                name="form_return_rows_add_up",
            ),
            models.CheckConstraint(
                condition=Q(problems=0) | Q(answer_sealed__isnull=False),
                name="form_return_problems_go_back",
            ),
        )
