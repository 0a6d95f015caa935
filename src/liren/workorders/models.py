"""The table of work orders."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.workorders.domain.admission import Stage
from liren.workorders.domain.workflow import Status


class OrderQuerySet(PlacedQuerySet["WorkOrder"]):
    """Work orders."""

    def open(self) -> "OrderQuerySet":
        """Those that still wait for somebody."""
        return self.filter(closed_at__isnull=True)


class WorkOrder(Placed):
    """One instruction to one party; the clock's columns are explained in `domain.clock`."""

    class Kind(models.TextChoices):
        """What is asked."""

        REGISTER = "register", _("Look at a new report")
        EXISTENCE = "existence", _("See whether it is so")
        DISPATCH = "dispatch", _("Decide who does it")
        HANDLE = "handle", _("Get it done")
        CHECK = "check", _("Check the result on the spot")
        CALL_BACK = "call_back", _("Ring back")
        REVIEW = "review", _("Take it up again")
        WHISTLE = "whistle", _("Answer the whistle")
        RULE = "rule", _("Rule whose it is")
        PART = "part", _("Help with a part")
        INSTRUCTION = "instruction", _("Instruction to the community")
        ADMIT = "admit", _("Decide whether it may be asked")
        CONFIRM = "confirm", _("Ask whether the entries are still right")
        ALARM = "alarm", _("Go to the alarm")
        HELP = "help", _("Somebody calls for help: go to the door")
        CARE = "care", _("Look after somebody")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    status = models.CharField(max_length=16, choices=[(s, s) for s in Status])
    subject_type = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="orders")
    assignee = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    escalated_to = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="escalated"
    )
    instruction = models.TextField(blank=True)
    result = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    issued_by = models.CharField(max_length=120)
    closed_by = models.CharField(max_length=120, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    issued_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    clock_kind = models.CharField(max_length=16)
    clock_amount = models.PositiveIntegerField()
    pauses = models.JSONField(default=list, blank=True)
    extensions = models.JSONField(default=list, blank=True)
    extension_asked = models.JSONField(null=True, blank=True)
    original_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sweep_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    # A call for help comes first, then whose clock is the half hour, then what is urgent, then all
    # else.
    turn = models.GeneratedField(
        expression=Case(
            When(kind=Kind.HELP.value, then=Value(0)),
            When(kind__in=[Kind.WHISTLE.value, Kind.RULE.value], then=Value(1)),
            When(Q(urgent=True, kind=Kind.ALARM.value), then=Value(1)),
            When(Q(urgent=True) & ~Q(kind=Kind.REVIEW.value), then=Value(2)),
            default=Value(3),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("issued_at")),
                name="order_closes_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["issued", "accepted", "paused"], closed_at__isnull=True)
                | Q(
                    status__in=["done", "returned", "handed_over", "cancelled"],
                    closed_at__isnull=False,
                ),
                name="order_closed_or_open",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("original_due_at")), name="order_due_never_shrinks"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["party", "turn", "due_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="order_inbox",
            ),
            models.Index(
                fields=["escalated_to", "turn", "due_at", "id"],
                condition=Q(closed_at__isnull=True, escalated_to__isnull=False),
                name="order_escalated",
            ),
            models.Index(
                fields=["sweep_at"], condition=Q(closed_at__isnull=True), name="order_sweep"
            ),
            models.Index(fields=["subject_type", "subject_id", "id"], name="order_subject"),
            models.Index(fields=["changed_at"], name="order_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Askable(Placed):
    """An entry of the list of what may be asked of a community."""

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="askable_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Instruction(Placed):
    """What street or district asks of a community; outside the list it waits for approval."""

    asker = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="+")
    askable = models.ForeignKey(Askable, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=16, choices=[(s, s) for s in Stage])
    is_outside = models.BooleanField(default=False)
    reason = models.TextField(blank=True)  # why it is asked although the list does not hold it
    asked_by = models.CharField(max_length=120)
    asked_by_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_outside=False) | ~Q(reason=""), name="outside_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(decided_reason=""),
                name="decision_has_reason",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-id"], name="instruction_place"),
            models.Index(fields=["asker", "-id"], name="instruction_asker"),
        )

    def __str__(self) -> str:
        return self.title
