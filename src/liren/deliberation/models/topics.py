"""Topics: one record from words to verdict, who stands behind it, and every step of its way."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.deliberation.domain.phases import ENDED, Mode, Phase
from liren.deliberation.domain.templates import Template


class TopicQuerySet(PlacedQuerySet["Topic"]):
    """Topics."""

    def going_on(self) -> "TopicQuerySet":
        """Those that have not come to an end."""
        return self.exclude(phase__in=sorted(ENDED))


class Topic(Placed):
    """Something that concerns everybody at a place."""

    class ModeName(models.TextChoices):
        """How it is talked over."""

        OPEN = Mode.OPEN.value, _("Talk in short statements")
        TICK = Mode.TICK.value, _("A list to tick")
        RESPONSE = Mode.RESPONSE.value, _("Needs and answers")
        BUDGET = Mode.BUDGET.value, _("Projects for a budget")

    class TemplateName(models.TextChoices):
        """The way by which it is decided."""

        PLAIN = Template.PLAIN.value, _("A meeting of those concerned")
        FOUR_STEPS = Template.FOUR_STEPS.value, _("Four deliberations, two publications")
        THREE_MEETINGS = Template.THREE_MEETINGS.value, _("Hearing, coordination, appraisal")

    class VoteOutcome(models.TextChoices):
        """What the vote said."""

        OPEN = "open", _("not counted yet")
        PASSED = "passed", _("adopted")
        FAILED = "failed", _("not adopted")
        CALLED_OFF = "called_off", _("called off")

    title = models.CharField(max_length=60)
    words = models.TextField()
    mode = models.CharField(max_length=12, choices=ModeName.choices, default=ModeName.OPEN)
    template = models.CharField(
        max_length=20, choices=TemplateName.choices, default=TemplateName.PLAIN
    )
    phase = models.CharField(max_length=16, choices=[(p, p) for p in Phase], default=Phase.RAISED)
    phase_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True, blank=True)  # of the phase it is in
    most_ticks = models.PositiveSmallIntegerField(default=3)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=120)
    raiser = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_from_office = models.BooleanField(default=False)
    answer_by = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    decision = models.TextField(blank=True)  # what was decided, as everybody reads it
    vote = models.ForeignKey(
        "voting.Vote", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vote_outcome = models.CharField(max_length=12, blank=True, choices=VoteOutcome.choices)
    revision = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("-phase_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="topic_has_words"),
            models.CheckConstraint(condition=Q(phase__in=list(Phase)), name="topic_phase_is_known"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="topic_mode_is_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="topic_answer_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(phase=Phase.DECLINED) | ~Q(answer=""), name="topic_no_says_because"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(phase__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                name="topic_ended_and_when",
            ),
            models.CheckConstraint(
                condition=Q(vote__isnull=True, vote_outcome="")
                | (Q(vote__isnull=False) & ~Q(vote_outcome="")),
                name="topic_vote_and_outcome",
            ),
            models.UniqueConstraint(
                fields=["vote"], condition=Q(vote__isnull=False), name="topic_vote_once"
            ),
        )
        indexes = (
            models.Index(fields=["community_path", "phase", "-phase_at"], name="topic_community"),
            models.Index(fields=["place_path", "-phase_at"], name="topic_place"),
            models.Index(
                fields=["answer_by"], condition=Q(answered_at__isnull=True), name="topic_unanswered"
            ),
            models.Index(
                fields=["open_until"], condition=Q(open_until__isnull=False), name="topic_until"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Support(models.Model):
    """A person of a home wants a topic on the agenda; homes are what counts."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    home = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "person"], name="support_once"),)


class TopicStep(models.Model):
    """One moment of the time line that everybody reads; never changed."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=120)
    party = models.ForeignKey(  # for whom somebody spoke; nobody's for neighbours and the clock
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measure = models.ForeignKey(  # of which it tells
        "deliberation.Measure", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")


class TopicCase(models.Model):
    """A case from which a topic came."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "case"], name="topic_case_once"),)


class Follower(models.Model):
    """Whoever is told of every change: with an account, or by the telephone of the register."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["topic", "user"],
                condition=Q(user__isnull=False),
                name="topic_follower_user",
            ),
            models.UniqueConstraint(
                fields=["topic", "person"],
                condition=Q(person__isnull=False),
                name="topic_follower_person",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, person__isnull=True)
                | Q(user__isnull=True, person__isnull=False),
                name="topic_follower_is_one",
            ),
        )


class TalkRules(Placed):
    """What a community has settled for itself; without a row the usual numbers hold."""

    support_homes = models.PositiveSmallIntegerField(default=10)
    answer_days = models.PositiveSmallIntegerField(default=15)  # working days
    discussion_days = models.PositiveSmallIntegerField(default=14)
    publication_days = models.PositiveSmallIntegerField(default=5)
    evaluation_days = models.PositiveSmallIntegerField(default=14)
    fewest_evaluations = models.PositiveSmallIntegerField(default=3)  # homes
    sittings = models.JSONField(default=dict, blank=True)  # notice days and quorum by kind
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place"], name="talk_rules_once"),
            models.CheckConstraint(
                condition=Q(support_homes__range=(1, 1000)), name="talk_rules_support"
            ),
            models.CheckConstraint(
                condition=Q(
                    answer_days__range=(1, 60),
                    discussion_days__range=(1, 90),
                    publication_days__range=(0, 60),
                    evaluation_days__range=(1, 90),
                ),
                name="talk_rules_days",
            ),
            models.CheckConstraint(
                condition=Q(fewest_evaluations__gte=1), name="talk_rules_evaluations"
            ),
        )
