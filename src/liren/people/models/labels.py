"""Labels that rules have computed, and the separate store of special groups."""

from django.db import models
from django.db.models import F, Q

from liren.people.models.guarded import Guarded, GuardedQuerySet
from liren.people.models.records import Person


class PersonLabel(Guarded):
    """A label that somebody carries, by which rule, and since when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="labels")
    key = models.CharField(max_length=16)
    why = models.CharField(max_length=16)
    detail = models.CharField(max_length=20, blank=True)
    since = models.DateField()

    objects = GuardedQuerySet["PersonLabel"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="label_once"),)
        indexes = (models.Index(fields=["key", "person"], name="label_key"),)


class SpecialCase(Guarded):
    """That somebody belongs to a special group; what it is lies sealed under its own key.

    Apart from every other table of people, and empty unless the setting opens it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content_sealed = models.BinaryField()  # which group and the note
    salt = models.CharField(max_length=32)
    basis = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    objects = GuardedQuerySet["SpecialCase"].as_manager()

    class Meta(Guarded.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="special_period_in_order",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="special_has_a_basis"),
        )
