"""What is said: statements and what people think of them, comments, needs, and what was hidden."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.deliberation.models.topics import Topic


class Spoken(models.Model):
    """Somebody's words; who said them is nobody else's business."""

    class Source(models.TextChoices):
        """How they came."""

        ONLINE = "online", _("on this site")
        MEETING = "meeting", _("said at a meeting")
        TELEPHONE = "telephone", _("by telephone")
        COUNTER = "counter", _("at the counter")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="%(class)ss")
    text = models.TextField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.ONLINE)
    entered_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("at", "id")


class Statement(Spoken):
    """One short thought that others agree with, or do not."""

    class Meta(Spoken.Meta):
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="statement_has_words"),)
        indexes = (models.Index(fields=["topic", "is_hidden", "id"], name="statement_topic"),)


class Judgement(models.Model):
    """What one person thinks of a statement; the last word counts."""

    class Answer(models.IntegerChoices):
        """Agree, disagree, or pass."""

        DISAGREE = -1, _("I disagree")
        PASS = 0, _("I pass")
        AGREE = 1, _("I agree")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="judgements")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    answer = models.SmallIntegerField(choices=Answer.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["statement", "person"], name="judgement_once"),
            models.CheckConstraint(
                condition=Q(answer__in=[-1, 0, 1]), name="judgement_answer_is_known"
            ),
        )


class Comment(Spoken):
    """Words beside a topic, at any time; with a party when an office speaks."""

    party = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    phase = models.CharField(max_length=16)

    class Meta(Spoken.Meta):
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="comment_has_words"),)
        indexes = (models.Index(fields=["topic", "is_hidden", "id"], name="comment_topic"),)


class Need(Spoken):
    """回应: what somebody needs, to be answered by staff and parties."""

    class Meta(Spoken.Meta):
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="need_has_words"),)
        indexes = (models.Index(fields=["topic", "is_hidden", "id"], name="need_topic"),)


class NeedAnswer(models.Model):
    """What an office or a party says to a need."""

    class Kind(models.TextChoices):
        """What follows."""

        WILL = "will", _("It will be done")
        PARTLY = "partly", _("A part of it will be done")
        CANNOT = "cannot", _("It cannot be done, because")
        KNOWN = "known", _("It exists already")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="answers")
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="need_answer_has_words"),
            models.UniqueConstraint(fields=["need", "party"], name="need_answered_once_a_party"),
        )


class Hiding(models.Model):
    """Words that were taken out of sight: why, by whom, and what their author says to it."""

    class Because(models.TextChoices):
        """The published policy, line by line."""

        PERSON = "person", _("It attacks or exposes a person")
        PRIVATE = "private", _("It holds names, numbers or doors of people")
        ADVERT = "advert", _("It is advertising")
        ELSEWHERE = "elsewhere", _("It is not about this topic")
        TWICE = "twice", _("It is said here already")
        UNLAWFUL = "unlawful", _("It breaks the law")

    class Thing(models.TextChoices):
        """What was hidden."""

        STATEMENT = "statement", _("Statement")
        COMMENT = "comment", _("Comment")
        NEED = "need", _("Need")
        PROJECT = "project", _("Project")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="hidings")
    thing = models.CharField(max_length=12, choices=Thing.choices)
    thing_id = models.PositiveBigIntegerField()
    because = models.CharField(max_length=12, choices=Because.choices)
    words = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    ruling = models.CharField(max_length=200, blank=True)
    is_restored = models.BooleanField(default=False)
    ruled_by = models.CharField(max_length=120, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="hiding_says_why"),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True) | (~Q(ruling="") & Q(appealed_at__isnull=False)),
                name="ruling_answers_an_appeal",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by="") | ~Q(ruled_by=F("by")), name="ruled_by_somebody_else"
            ),
            models.UniqueConstraint(
                fields=["thing", "thing_id"],
                condition=Q(is_restored=False),
                name="hidden_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["appealed_at"],
                condition=Q(appealed_at__isnull=False, ruled_at__isnull=True),
                name="hiding_appealed",
            ),
        )


class OpinionMap(models.Model):
    """The picture of a talk, drawn once when it has ended."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="opinions")
    data = models.JSONField()
    drawn_at = models.DateTimeField()
