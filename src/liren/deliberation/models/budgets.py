"""征集: a sum of money, the rule by which it is shared, and the projects that ask for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.deliberation.domain.budget import Rule
from liren.deliberation.models.talk import Spoken
from liren.deliberation.models.topics import Topic


class Round(models.Model):
    """One budget; rule, way and voters are settled before the ballot opens, and explained."""

    class RuleName(models.TextChoices):
        """Who gets the money."""

        EQUAL_SHARES = Rule.EQUAL_SHARES.value, _("Equal shares")
        MOST_VOTES = Rule.MOST_VOTES.value, _("Most votes first")

    class Voters(models.TextChoices):
        """Who speaks once."""

        PERSONS = "persons", _("one person, one ballot")
        HOMES = "homes", _("one home, one ballot")

    class Way(models.TextChoices):
        """How much may be ticked."""

        TICKS = "ticks", _("up to a number of projects")
        BUDGET = "budget", _("as much as the budget pays for")

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="round")
    amount = models.PositiveIntegerField()  # whole yuan
    rule = models.CharField(max_length=16, choices=RuleName.choices, default=RuleName.EQUAL_SHARES)
    voters = models.CharField(max_length=8, choices=Voters.choices, default=Voters.PERSONS)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.TICKS)
    lot = models.JSONField(default=list, blank=True)  # projects in the order they were drawn
    lot_words = models.CharField(max_length=200, blank=True)  # who drew, where, before whom

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="round_has_money"),)


class Project(Spoken):
    """A proposal with its cost; staff check both before it stands on the ballot."""

    class Check(models.TextChoices):
        """What the check said."""

        WAITS = "waits", _("not checked yet")
        FEASIBLE = "feasible", _("can be done")
        NOT_FEASIBLE = "not", _("cannot be done")

    title = models.CharField(max_length=40)
    asked = models.PositiveIntegerField()  # whole yuan, as its author thinks
    number = models.PositiveSmallIntegerField()
    check_state = models.CharField(max_length=8, choices=Check.choices, default=Check.WAITS)
    cost = models.PositiveIntegerField(null=True, blank=True)  # as staff have checked it
    check_words = models.TextField(blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="project_once"),
            models.CheckConstraint(
                condition=~Q(title="") & Q(asked__gt=0), name="project_has_title_and_cost"
            ),
            models.CheckConstraint(
                condition=~Q(check_state="feasible") | Q(cost__gt=0), name="project_checked_cost"
            ),
            models.CheckConstraint(
                condition=~Q(check_state="not") | ~Q(check_words=""), name="project_no_says_because"
            ),
        )

    def __str__(self) -> str:
        return self.title
