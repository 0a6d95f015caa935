"""Subject matter: its own records beside the person, never more columns on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liren.people.domain import codes
from liren.people.models.guarded import GuardedQuerySet
from liren.people.models.records import (
    OF_RECORDS,
    Household,
    Person,
    Record,
    all_listed,
    in_order,
    listed,
)


class Benefit(Record):
    """What somebody receives, of what class, since when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="benefits")
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=40, blank=True)
    amount = models.PositiveBigIntegerField(null=True, blank=True)  # a month, in cents
    bank_account_sealed = models.BinaryField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Benefit"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("benefit", "kind", codes.BENEFIT_KIND),
            in_order("benefit"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(until__isnull=True),
                name="benefit_once",
            ),
        )


class Payment(Record):
    """What was paid for one month."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="payments")
    month = models.CharField(max_length=7)
    amount = models.PositiveBigIntegerField(null=True, blank=True)

    objects = GuardedQuerySet["Payment"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=["benefit", "month"], name="payment_once_a_month"),
        )


class Certificate(Record):
    """A certificate of disability."""

    TECHNICAL: ClassVar[frozenset[str]] = OF_RECORDS | {"number_index"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    number_sealed = models.BinaryField(null=True, blank=True)
    number_index = models.BinaryField(max_length=16, null=True, blank=True, unique=True)
    disability = models.CharField(max_length=1, blank=True)
    degree = models.CharField(max_length=1, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Certificate"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            *all_listed(
                "certificate",
                (("disability", codes.DISABILITY_KIND), ("degree", codes.DISABILITY_DEGREE)),
            ),
            in_order("certificate"),
        )


class Vehicle(Record):
    """A car or an electric bicycle, and whose it is."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="vehicles")
    plate = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, blank=True)
    colour = models.CharField(max_length=20, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = GuardedQuerySet["Vehicle"].as_manager()

    class Meta(Record.Meta):
        constraints = (
            listed("vehicle", "kind", codes.VEHICLE_KIND),
            in_order("vehicle"),
            models.UniqueConstraint(
                fields=["plate"], condition=Q(until__isnull=True), name="vehicle_plate_once"
            ),
        )


class Visit(Record):
    """Somebody went to see a household."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    visitor = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)

    objects = GuardedQuerySet["Visit"].as_manager()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=["household", "-on"], name="visit_latest"),)
