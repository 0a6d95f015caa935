"""Cases, the voices that made them, their time line, and the tables they are judged by."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from liren.cases.domain.workflow import ENDED, Stage
from liren.core.models import Placed, PlacedQuerySet


class Channel(models.TextChoices):
    """By which door it came in."""

    WEB = "web", _("Web page")
    QR = "qr", _("Poster code")
    COUNTER = "counter", _("Counter")
    TELEPHONE = "telephone", _("Telephone")
    VISIT = "visit", _("Visit")
    NOTE = "note", _("Note")
    PATROL = "patrol", _("Patrol")
    IMPORT = "import", _("Imported file")
    CHAT = "chat", _("Group chat")
    API = "api", _("Other system")


class Shown(models.TextChoices):
    """How much of a matter neighbours may know."""

    OFFICE = "office", _("Only the office knows of it")
    MATTER = "matter", _("Neighbours see that it is being dealt with, not my words")
    WORDS = "words", _("Neighbours may read my words too, names and numbers covered")


class Category(models.Model):
    """One class of matters; a tree of any depth, several trees may stand side by side."""

    tree = models.CharField(max_length=40, default="default")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    filing_clock = models.CharField(max_length=16, default="working_hours")
    filing_amount = models.PositiveIntegerField(default=4)  # hours, or days of a clock of days
    handling_clock = models.CharField(max_length=16, default="working_days")
    handling_amount = models.PositiveIntegerField(default=5)
    urgent = models.BooleanField(default=False)
    fast_lane = models.BooleanField(default=False)
    needs_existence_check = models.BooleanField(default=False)
    party_kind = models.CharField(max_length=16, blank=True)
    private = models.BooleanField(default=False)  # about a home or a person: never in public
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("tree", "position", "id")
        constraints = (
            models.UniqueConstraint(fields=["tree", "code"], name="category_code_in_tree"),
        )

    def __str__(self) -> str:
        return self.name


class Duty(Placed):
    """An entry of the duty list: who answers for a class at a place, since when, by what source.

    The nearest place and the finest class win; two parties for one class and place are an overlap.
    """

    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True)
    party = models.ForeignKey("accounts.Party", on_delete=models.CASCADE, related_name="+")
    automatic = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    from_date = models.DateField(null=True, blank=True)  # empty: it has always been so
    until_date = models.DateField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["category", "place", "party"],
                condition=Q(until_date__isnull=True),
                name="duty_once_for_class",
            ),
            models.UniqueConstraint(
                fields=["place", "party"],
                condition=Q(until_date__isnull=True, category__isnull=True),
                name="duty_once_for_all_classes",
            ),
            models.CheckConstraint(
                condition=Q(from_date__isnull=True)
                | Q(until_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
                name="duty_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["place_path"], name="duty_place"),)


def written_out(stages: Iterable[Stage], *, inside: bool = True) -> Func:
    """Whether the stage is one of these, with the words in the statement itself.

    SQLite never uses an index on part of the rows for a condition with parameters.
    """
    words = ", ".join(f"'{stage}'" for stage in sorted(stages))
    template = f"%(expressions)s IN ({words})" if inside else f"NOT (%(expressions)s IN ({words}))"
    return Func(F("stage"), template=template, output_field=models.BooleanField())


REFUSED = frozenset({Stage.REFUSED, Stage.MERGED})


class CaseQuerySet(PlacedQuerySet["Case"]):
    """Cases."""

    def still_open(self) -> "CaseQuerySet":
        """Those that have not ended."""
        return self.filter(written_out(ENDED, inside=False))

    def not_taken_up(self) -> "CaseQuerySet":
        """Those that were refused or joined to another."""
        return self.filter(written_out(REFUSED))


class Case(Placed):
    """One matter. The columns are the current values that lists need; the steps are beside it."""

    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=16, choices=[(s, s) for s in Stage])
    channel = models.CharField(max_length=16, choices=Channel.choices)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    category_by = models.CharField(max_length=16, blank=True)  # "", machine, reporter, person
    suggestions = models.JSONField(default=list, blank=True)
    address = models.CharField(max_length=200, blank=True)
    place_note = models.CharField(max_length=200, blank=True)
    place_by = models.CharField(max_length=16, default="given")  # given, words, person
    urgent = models.BooleanField(default=False)
    voices = models.PositiveIntegerField(default=1)
    party = models.ForeignKey(
        "accounts.Party",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    original_due_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    # Whoever was not asked has said nothing: the safest counts.
    shown = models.CharField(max_length=8, choices=Shown.choices, default=Shown.OFFICE)
    public_at = models.DateTimeField(null=True, blank=True)  # what neighbours see changed then
    public_answer = models.TextField(blank=True)
    suspended_reason = models.TextField(blank=True)
    review_date = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
    )
    excluded_reason = models.CharField(max_length=200, blank=True)
    excluded_by = models.CharField(max_length=120, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.SUSPENDED)
                | (Q(review_date__isnull=False) & ~Q(suspended_reason="")),
                name="suspended_has_reason_and_date",
            ),
            models.CheckConstraint(
                condition=Q(excluded_reason="", excluded_by="")
                | (~Q(excluded_reason="") & ~Q(excluded_by="")),
                name="exclusion_has_reason_and_approver",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.MERGED, merged_into__isnull=False)
                | (~Q(stage=Stage.MERGED) & Q(merged_into__isnull=True)),
                name="merged_names_the_original",
            ),
            models.CheckConstraint(condition=Q(reopened__lte=1), name="reopened_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community_path", "-id"], name="case_community"),
            models.Index(fields=["community_path", "stage", "-id"], name="case_community_stage"),
            models.Index(fields=["place_path"], name="case_place"),
            models.Index(fields=["community_path", "category", "-id"], name="case_category"),
            models.Index(
                fields=["community_path", "reported_at"],
                condition=Q(answered_at__isnull=True),
                name="case_unanswered",
            ),
            # The lists of a whole street: the newest of a kind stand together, however rare it is.
            models.Index(
                fields=["-id", "stage", "category", "answered_at", "due_at"],
                condition=~Q(stage__in=sorted(ENDED)),
                name="case_open",
            ),
            models.Index(
                fields=["-id"], condition=Q(stage__in=sorted(REFUSED)), name="case_refused"
            ),
            models.Index(fields=["category", "-id", "stage"], name="case_class"),
            models.Index(fields=["party", "-id"], name="case_party"),
            models.Index(fields=["channel", "-id"], name="case_channel"),
            models.Index(fields=["-reported_at", "-id"], name="case_reported"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="case_merged",
            ),
            models.Index(fields=["community_path", "closed_at"], name="case_closed"),
            models.Index(fields=["community_path", "due_at"], name="case_due"),
            models.Index(
                fields=["community_path", "-public_at", "-id"],
                condition=Q(public_at__isnull=False),
                name="case_public",
            ),
            models.Index(
                fields=["review_date"], condition=Q(stage=Stage.SUSPENDED), name="case_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What people call it: the date it came in and its id."""
        return f"{self.received_at:%y%m%d}-{self.pk}"


class Report(models.Model):
    """One voice: the words of one person, with the link and code by which they follow it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    first_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    text = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120, blank=True)
    reporter_name = models.CharField(max_length=80, blank=True)
    contact_sealed = models.BinaryField(null=True, blank=True)
    contact_index = models.BinaryField(max_length=16, null=True, blank=True)
    salt = models.CharField(max_length=32)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    link = models.CharField(max_length=32, unique=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    client_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    sent_index = models.BinaryField(max_length=16, null=True, blank=True)  # what came under the key
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="report_imported_once",
            ),
        )
        indexes = (
            models.Index(fields=["case", "id"], name="report_case"),
            models.Index(fields=["user", "-id"], name="report_user"),
            models.Index(fields=["contact_index", "-id"], name="report_contact"),
        )


class CaseStep(models.Model):
    """One entry of the time line; never changed, never removed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    step = models.CharField(max_length=32)
    stage = models.CharField(max_length=16)
    by = models.CharField(max_length=120)
    by_name = models.CharField(max_length=80, blank=True)
    party = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_id = models.PositiveBigIntegerField(null=True, blank=True)
    public_text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    mac = models.BinaryField(max_length=32, default=b"")  # over the line itself; see selectors

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["case", "id"], name="step_case"),)


class Photo(models.Model):
    """A picture that belongs to a case: stripped of its metadata, kept outside the web root."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="photos")
    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, null=True, related_name="photos")
    file = models.CharField(max_length=120)
    thumbnail = models.CharField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)


class Sketch(models.Model):
    """What near-duplicates are found by: one row a band of the words' min-hash."""

    # Two dozen rows a case, and cases are never deleted: an index and a check of each cost more
    # than the report itself, and nobody asks for the sketches of a case.
    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        related_name="sketches",
        db_index=False,
        db_constraint=False,
    )
    community_path = models.CharField(max_length=32, blank=True)
    band = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["band", "community_path", "at"], name="sketch_band"),)
