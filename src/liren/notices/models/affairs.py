"""三务公开: columns with their calendar, entries with their history, objections with answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.notices.domain.publishing import Rhythm, Rule


class Column(Placed):
    """Something that is published again and again, by a day."""

    class Branch(models.TextChoices):
        """Which of the three affairs it belongs to."""

        PARTY = "party", _("Party affairs")
        COMMUNITY = "community", _("Community affairs")
        FINANCE = "finance", _("Finances")

    branch = models.CharField(max_length=12, choices=Branch.choices)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    rhythm = models.CharField(
        max_length=12,
        choices=[(Rhythm.MONTHLY, _("every month")), (Rhythm.QUARTERLY, _("every quarter"))],
    )
    day = models.PositiveSmallIntegerField()  # of the month after the period
    since_date = models.DateField()
    answer_days = models.PositiveSmallIntegerField(default=10)  # working days for an objection
    ended_date = models.DateField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("place_path", "branch", "id")
        constraints = (
            models.CheckConstraint(condition=Q(day__range=(1, 31)), name="column_day_of_month"),
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, 60)), name="column_answer_days"
            ),
            models.UniqueConstraint(fields=["place", "name"], name="column_name_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """When it is due, as a value."""
        return Rule(Rhythm(self.rhythm), self.day, self.since_date)


class Entry(models.Model):
    """What was published for one period; its words are those of the last version."""

    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="entries")
    period = models.CharField(max_length=8)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-period",)
        constraints = (
            models.UniqueConstraint(fields=["column", "period"], name="entry_once_a_period"),
        )


class EntryVersion(models.Model):
    """The words and the table at one time, with the reason of a correction; never changed.

    What should never have stood there can be covered: its words are erased, and the hash stays,
    over which the hash of the next version was reckoned.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    table = models.JSONField(default=list, blank=True)  # rows of texts, the first is the header
    reason = models.CharField(max_length=200, blank=True)
    confirmed_reason = models.CharField(
        max_length=200, blank=True
    )  # why what looks personal stands
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    mac = models.BinaryField(default=b"")
    covered_at = models.DateTimeField(null=True, blank=True)
    covered_by = models.CharField(max_length=120, blank=True)
    covered_for = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    covered_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason="") | Q(covered_at__isnull=False),
                name="correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(covered_at__isnull=True, covered_by="", covered_reason="")
                | (
                    Q(covered_at__isnull=False, text="", reason="", confirmed_reason="", table=[])
                    & ~Q(covered_by="")
                    & ~Q(covered_reason="")
                ),
                name="covered_has_a_reason_and_no_words",
            ),
        )


class Objection(models.Model):
    """A resident asks or objects; the answer has a term. Its link is known to who sent it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    link = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_shown = models.BooleanField(default=False)  # words and answer on the public page
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="objection_answer_and_when",
            ),
        )
        indexes = (
            models.Index(
                fields=["answer_by"], condition=Q(answered_at__isnull=True), name="objection_open"
            ),
        )
