"""What was decided, as work: who does it, by when, what is heard of it, and whether it helped."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.deliberation.domain.evaluation import Answer
from liren.deliberation.models.budgets import Project
from liren.deliberation.models.topics import Topic


class Measure(Placed):
    """One measure of a topic: a party in charge, a day, and a work order once it is published."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="measures")
    revision = models.PositiveSmallIntegerField(default=0)  # of which plan: the first, or a later
    what = models.CharField(max_length=120)
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    cost = models.PositiveIntegerField(null=True, blank=True)  # whole yuan that may be spent
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)  # published, and in the party's inbox
    news_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # evaluated
    verdict = models.CharField(max_length=12, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("revision", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(what=""), name="measure_has_words"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(begun_at__isnull=False),
                name="measure_done_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (Q(done_at__isnull=False) & ~Q(verdict="")),
                name="measure_closes_evaluated",
            ),
        )
        indexes = (
            models.Index(fields=["place_path"], name="topic_measure_place"),
            models.Index(
                fields=["news_at"],
                condition=Q(begun_at__isnull=False, done_at__isnull=True),
                name="measure_news",
            ),
        )

    def __str__(self) -> str:
        return self.what


class Milestone(models.Model):
    """A step of a measure with its day."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=80)
    due_date = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_date", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="milestone_has_words"),)


class News(models.Model):
    """What is heard of a measure; everybody reads it."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="news")
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="news_has_words"),)


class Spending(models.Model):
    """Money that was spent on a measure; everybody reads it."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="spendings")
    amount = models.PositiveIntegerField()
    what = models.CharField(max_length=80)
    day = models.DateField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("day", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(what=""), name="spending_amount_and_words"
            ),
        )


class Evaluation(models.Model):
    """What one home says of a measure; its last word until the evaluation ends."""

    class AnswerName(models.TextChoices):
        """Did it help?"""

        SETTLED = Answer.SETTLED.value, _("Yes, it is settled")
        PARTLY = Answer.PARTLY.value, _("Partly")
        NOT = Answer.NOT.value, _("No, it is not")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="evaluations")
    home = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=8, choices=AnswerName.choices)
    words = models.TextField(blank=True)
    source = models.CharField(max_length=12, default="online")
    entered_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["measure", "home"], name="evaluation_once_a_home"),
        )
