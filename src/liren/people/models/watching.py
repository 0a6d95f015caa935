"""Who looked at whom and what for, and the residents whose viewing alarms."""

from django.db import models
from django.db.models import Q

from liren.people.models.guarded import Guarded, GuardedQuerySet
from liren.people.models.records import Person


class Viewing(Guarded):
    """One value, or one line of a list, that somebody was shown in clear."""

    viewer = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="viewings")
    element = models.CharField(max_length=60)
    purpose = models.CharField(max_length=80)
    at = models.DateTimeField()
    is_task = models.BooleanField(default=False)  # bound to a task whose list names the person

    objects = GuardedQuerySet["Viewing"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(purpose=""), name="viewing_has_a_purpose"),
        )
        indexes = (
            models.Index(fields=["viewer", "at", "person"], name="viewing_by_whom"),
            models.Index(fields=["person", "-id"], name="viewing_of_whom"),
        )


class Canary(Guarded):
    """An invented resident: nobody has a reason to look at it, so whoever does is asked why."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="canary")
    planted_at = models.DateTimeField()
    planted_by = models.CharField(max_length=120)

    objects = GuardedQuerySet["Canary"].as_manager()

    class Meta(Guarded.Meta):
        pass
