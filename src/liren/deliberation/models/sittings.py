"""Meetings: who is invited to what, who came, what was said, and what was decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.deliberation.domain.templates import Kind
from liren.deliberation.models.topics import Topic


class Sitting(models.Model):
    """One meeting about a topic."""

    class KindName(models.TextChoices):
        """What sort of meeting."""

        MEETING = Kind.MEETING.value, _("Meeting of those concerned")
        BRANCH = Kind.BRANCH.value, _("The party branch proposes")
        COMMITTEES = Kind.COMMITTEES.value, _("The two committees deliberate")
        MEMBERS = Kind.MEMBERS.value, _("The party members review")
        RESIDENTS = Kind.RESIDENTS.value, _("The residents' meeting decides")
        HEARING = Kind.HEARING.value, _("Hearing")
        COORDINATION = Kind.COORDINATION.value, _("Coordination meeting")
        APPRAISAL = Kind.APPRAISAL.value, _("Appraisal meeting")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sittings")
    kind = models.CharField(max_length=16, choices=KindName.choices)
    starts_at = models.DateTimeField()
    where = models.CharField(max_length=80)
    agenda = models.JSONField(default=list)  # items in words
    invited = models.PositiveSmallIntegerField(default=0)  # how many people
    invited_words = models.CharField(max_length=200)  # who, in words
    quorum = models.CharField(max_length=12, default="0")
    called_at = models.DateTimeField()
    called_by = models.CharField(max_length=120)
    posted_at = models.DateTimeField(null=True, blank=True)  # minutes and decisions, for everybody
    called_off = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(where="") & ~Q(invited_words=""), name="sitting_where_and_who"
            ),
        )
        indexes = (
            models.Index(
                fields=["starts_at"],
                condition=Q(posted_at__isnull=True, called_off=""),
                name="sitting_not_posted",
            ),
        )


class Attendance(models.Model):
    """Somebody who came; `person` where the register knows them."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="present")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="attendance_has_a_name"),
            models.UniqueConstraint(fields=["sitting", "name", "role"], name="attendance_once"),
        )


class Minute(models.Model):
    """What somebody said to an item of the agenda; the speaker in the words of the minutes."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="minutes")
    item = models.PositiveSmallIntegerField()  # of the agenda, from 1
    speaker = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("item", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(speaker=""), name="minute_speaker_and_words"
            ),
        )


class Decision(models.Model):
    """What a sitting decided, with the hands that went up."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField()
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    is_carried = models.BooleanField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="decision_has_words"),)


class SheetPhoto(models.Model):
    """A photo of the sign-in sheet; it holds names, and is for those who keep the minutes."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="photos")
    file = models.CharField(max_length=80)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
