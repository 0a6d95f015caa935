"""A ledger that is brought in: its file, its rows, the plan, what was done, what waits.

Everything that stands in a file is sealed, for it holds what nobody should read in passing. The
sums of a file are held by the database: no row is lost and none is counted twice.
"""

from django.db import models
from django.db.models import F, Q

from liren.core.models import Placed, PlacedQuerySet

COUNTS = ("rows", "errors", "duplicates", "skipped")


def in_sum(table: str) -> models.CheckConstraint:
    """Every row is in exactly one list."""
    total = F("rows") + F("errors") + F("duplicates") + F("skipped")
    return models.CheckConstraint(condition=Q(total=total), name=f"{table}_rows_add_up")


class Counted(models.Model):
    """How many rows there are, and how many of each kind."""

    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class State(models.TextChoices):
    """How far an import is."""

    LOOKING = "looking"
    MAPPING = "mapping"
    READING = "reading"
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"


BUSY_STATES = (State.LOOKING, State.READING, State.APPLYING, State.UNDOING)
OVER = frozenset({State.UNDONE, State.REFUSED})


class Import(Counted, Placed):
    """One file of one sender; `place` is the community whose people it tells of."""

    name = models.CharField(max_length=200)
    sender = models.CharField(max_length=60)
    source = models.CharField(max_length=80, blank=True)  # what the register calls it
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    corrects = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOOKING)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_data = models.JSONField(default=dict, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)  # of the worker; a later one ends an earlier
    profile = models.JSONField(default=dict, blank=True)
    adds_homes = models.BooleanField(default=True)
    new_homes = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # of what is being done now
    goal = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    left_as_is = models.JSONField(default=list, blank=True)  # what an undoing did not touch
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_count = models.PositiveIntegerField(default=0)
    erased_proof = models.BinaryField(max_length=32, null=True, blank=True)

    objects = PlacedQuerySet["Import"].as_manager()

    class Meta:
        constraints = (
            in_sum("import"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_proof__isnull=True)
                | Q(erased_at__isnull=False, erased_proof__isnull=False),
                name="import_erased_with_proof",
            ),
            models.UniqueConstraint(
                fields=["place", "digest"],
                condition=~Q(state__in=sorted(OVER)) & Q(erased_at__isnull=True),
                name="import_same_file_once",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-id"], name="import_place"),
            models.Index(
                fields=["erase_on"], condition=Q(erased_at__isnull=True), name="import_erase_on"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether the worker is at it."""
        return self.state in BUSY_STATES and self.stopped_at is None


class ImportPart(models.Model):
    """A piece of the file as it came, or of the workbook that goes back."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    is_answer = models.BooleanField(default=False)
    at = models.PositiveIntegerField()
    content_sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ledger", "is_answer", "at"], name="import_part_once"),
        )


class ImportSheet(Counted):
    """One sheet: what was found, how its columns are read, and its sums."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="sheets")
    at = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8)  # list, cards, notes, hidden, unknown
    header = models.JSONField(default=list, blank=True)  # its first and last row
    columns = models.JSONField(default=list, blank=True)  # place, heading, element
    samples_sealed = models.BinaryField(null=True, blank=True)  # masked values of each column
    ledger_date = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            in_sum("import_sheet"),
            models.UniqueConstraint(fields=["ledger", "at"], name="import_sheet_once"),
        )

    @property
    def names_nobody(self) -> bool:
        """Whether it is a list in which no column holds the name of whom it tells."""
        codes = {column["element"] for column in self.columns}
        return self.kind == "list" and not codes & {"name", "org_name"}


class ImportRow(models.Model):
    """One physical row as it came, with what was made of it."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.PositiveIntegerField()  # in the file
    sheet = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()  # in the sheet
    kind = models.CharField(max_length=10)
    why = models.CharField(max_length=32, blank=True)
    of_row = models.PositiveIntegerField(default=0)
    codes = models.JSONField(default=list, blank=True)
    content_sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ledger", "at"], name="import_row_once"),
            models.CheckConstraint(condition=Q(kind__in=COUNTS), name="import_row_kind_known"),
        )
        indexes = (models.Index(fields=["ledger", "kind", "at"], name="import_row_kind"),)


class ImportHomes(models.Model):
    """The homes that a ledger names and nobody has entered, as its plan found them."""

    ledger = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="+")
    content_sealed = models.BinaryField()


class Outcome(models.TextChoices):
    """What a line is to become."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REVIEW = "review"
    ELSEWHERE = "away"  # registered in another community
    NOBODY = "nobody"  # speaks of no person


class Rule(models.TextChoices):
    """Why a line is somebody: another line, or a record that is held."""

    NONE = ""
    NUMBER = "number"
    CONTACT = "contact"
    REPEATED = "repeated"  # the same words were taken before


class Stage(models.TextChoices):
    """How far a line is."""

    READY = "ready"
    DONE = "done"
    UNDONE = "undone"


class PlanLine(models.Model):
    """One person of one row, and what is to become of them."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.PositiveIntegerField()  # of its row
    who = models.PositiveSmallIntegerField(default=0)  # of several people in one row
    step = models.PositiveSmallIntegerField(default=0)  # after the line that it follows
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    rule = models.CharField(max_length=8, choices=Rule.choices, blank=True)
    follows = models.PositiveIntegerField(null=True, blank=True)  # row of the line that leads
    follows_who = models.PositiveSmallIntegerField(default=0)
    person = models.PositiveBigIntegerField(null=True, blank=True)  # in the register
    base = models.PositiveIntegerField(null=True, blank=True)
    changes_sealed = models.BinaryField(null=True, blank=True)
    is_proposal = models.BooleanField(default=False)
    left_out = models.JSONField(default=list, blank=True)  # elements that the register cannot take
    trouble = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.READY)
    as_of = models.CharField(max_length=10, blank=True)
    words_index = models.BinaryField(max_length=16)  # the whole line as a keyed hash

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ledger", "at", "who"], name="plan_line_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values, stage__in=Stage.values),
                name="plan_line_known",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.DONE) | Q(person__isnull=False), name="plan_line_of_one"
            ),
        )
        indexes = (
            models.Index(fields=["ledger", "outcome", "at"], name="plan_line_outcome"),
            models.Index(fields=["ledger", "stage", "step", "at", "who"], name="plan_line_next"),
            models.Index(fields=["words_index"], name="plan_line_words"),
        )


class Review(models.Model):
    """Two who look like one person: a line and another line, or a line and somebody held."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="reviews")
    first = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(
        PlanLine, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    person = models.PositiveBigIntegerField(null=True, blank=True)
    why = models.CharField(max_length=24)
    is_same = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    joined = models.PositiveBigIntegerField(null=True, blank=True)  # the record that was tied

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(second__isnull=True, person__isnull=False)
                | Q(second__isnull=False, person__isnull=True),
                name="review_of_two",
            ),
            models.CheckConstraint(
                condition=Q(is_same__isnull=True, decided_at__isnull=True)
                | Q(is_same__isnull=False, decided_at__isnull=False),
                name="review_decided_when",
            ),
            models.UniqueConstraint(fields=["first", "second"], name="review_lines_once"),
            models.UniqueConstraint(fields=["first", "person"], name="review_person_once"),
        )


class Stretch(models.Model):
    """A number of lines that was written as one: what it did to which records (ids only)."""

    ledger = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="stretches")
    number = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    effects = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ledger", "number"], name="stretch_once"),)


class SenderProfile(Placed):
    """How the ledgers of a sender are read, remembered for a place."""

    sender = models.CharField(max_length=60)
    profile = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects = PlacedQuerySet["SenderProfile"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "sender"], name="sender_profile_once"),
        )
