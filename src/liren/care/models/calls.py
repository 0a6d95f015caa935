"""Calls for help, who was told of each, and what was done."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.care.domain.help_call import OPEN, Stage
from liren.core.models import Placed, PlacedQuerySet

RUNNING = Q(stage__in=sorted(OPEN))


class HelpCall(Placed):
    """Somebody called; the ladder and its clock are explained in `domain.help_call`."""

    class Channel(models.TextChoices):
        """How it came."""

        BUTTON = "button", _("Help button")
        PAGE = "page", _("Resident's page")
        PHONE = "phone", _("By telephone")

    class Found(models.TextChoices):
        """What was found at the door."""

        WELL = "well", _("All is well")
        MISTAKE = "mistake", _("Pressed by mistake")
        HELPED = "helped", _("Helped on the spot")
        HOSPITAL = "hospital", _("Taken to hospital")
        NOBODY = "nobody", _("Nobody at home, and found elsewhere")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    words = models.CharField(max_length=400, blank=True)
    cause = models.CharField(max_length=120, blank=True)  # the event behind it, told once
    is_drill = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, choices=[(s, s) for s in Stage])
    ladder = models.JSONField()  # [rung, minutes] in their order
    told = models.PositiveSmallIntegerField(default=0)
    arrival_minutes = models.PositiveSmallIntegerField()
    next_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    order = models.ForeignKey(
        "workorders.WorkOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rang_120_at = models.DateTimeField(null=True, blank=True)
    is_all_right_at = models.DateTimeField(null=True, blank=True)  # the person's own word
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=80, blank=True)
    found = models.CharField(max_length=12, choices=Found.choices, blank=True)
    found_words = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "is_drill"], condition=RUNNING, name="help_call_one_open"
            ),
            models.UniqueConstraint(
                fields=["cause"], condition=~Q(cause=""), name="help_call_cause_once"
            ),
            models.CheckConstraint(
                condition=Q(RUNNING, ended_at__isnull=True)
                | Q(stage="taken_back", ended_at__isnull=False, found="")
                | (Q(stage="ended", ended_at__isnull=False) & ~Q(found="")),
                name="help_call_ends_at_a_door",
            ),
            models.CheckConstraint(
                condition=~Q(stage="coming") | Q(next_at__isnull=False),
                name="help_call_coming_has_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(is_drill=False) | Q(rang_120_at__isnull=True),
                name="help_call_drill_rings_no_120",
            ),
        )
        indexes = (
            models.Index(fields=["next_at"], condition=RUNNING, name="help_call_clock"),
            models.Index(fields=["place_path", "-id"], name="help_call_place"),
            models.Index(fields=["person", "-id"], name="help_call_person"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%F %T}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to be at the door."""
        return self.stage in OPEN


class Helper(models.Model):
    """Somebody who was told of a call, with a link of their own, and what they said."""

    call = models.ForeignKey(HelpCall, on_delete=models.PROTECT, related_name="helpers")
    rung = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "care.LadderContact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.BinaryField(max_length=32, null=True, blank=True, unique=True)
    told_at = models.DateTimeField()
    coming_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    at_door_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["call", "user"],
                condition=Q(user__isnull=False),
                name="helper_once_a_user",
            ),
            models.CheckConstraint(
                condition=Q(gave_up_at__isnull=True) | Q(coming_at__isnull=False),
                name="helper_gives_up_what_was_said",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_going(self) -> bool:
        """Whether they said so, and were not there yet."""
        return self.coming_at is not None and self.gave_up_at is None and self.at_door_at is None


class HelpStep(models.Model):
    """One thing that happened in a call, for everybody on the ladder to read."""

    class What(models.TextChoices):
        """What happened."""

        CALLED = "called", _("Called for help")
        AGAIN = "again", _("Called once more")
        TOLD = "told", _("Told")
        COMING = "coming", _("On the way")
        GAVE_UP = "gave_up", _("Cannot come after all")
        RAN_OUT = "ran_out", _("Nobody arrived in time; the next are asked")
        ALL_RIGHT = "all_right", _("Says that all is right")
        RANG_120 = "rang_120", _("Rang 120")
        AT_DOOR = "at_door", _("Was at the door")
        TAKEN_BACK = "taken_back", _("Taken back at once")

    call = models.ForeignKey(HelpCall, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What.choices)
    rung = models.CharField(max_length=12, blank=True)
    who = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["call", "id"], name="help_step_call"),)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%F %T}"
