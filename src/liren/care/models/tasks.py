"""What has to be done for somebody, as a work order of the one inbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class CareTask(Placed):
    """One thing to do for one person, and where it came from."""

    class Kind(models.TextChoices):
        """Why."""

        MISSED = "missed", _("No word from the buddy")
        UNWELL = "unwell", _("Not well")
        MEAL = "meal", _("The meal was not taken")
        PROMISE = "promise", _("Promised at a visit")
        ERRAND = "errand", _("Asked for by one tap")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=400, blank=True)
    cause = models.CharField(max_length=60)  # the row behind it: it counts once
    order = models.ForeignKey(
        "workorders.WorkOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=400, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cause"], name="care_task_cause_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result="")
                | (Q(done_at__isnull=False) & ~Q(result="")),
                name="care_task_done_with_a_result",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-id"], name="care_task_place"),
            models.Index(fields=["person", "-id"], name="care_task_person"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
