"""Persons, as little of them as the report loop needs."""

from django.db import models

from liren.core.models import Placed, PlacedQuerySet


class Person(Placed):
    """A resident: a name, a sealed telephone number, a home (the row's place)."""

    name = models.CharField(max_length=80)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    has_mobile = models.BooleanField(default=False)  # a text message can reach the number
    email_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    user = models.OneToOneField(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    lives_alone = models.BooleanField(default=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["phone_index"], name="person_phone"),
            models.Index(fields=["community_path", "id"], name="person_community"),
            models.Index(fields=["place_path"], name="person_place"),
        )

    def __str__(self) -> str:
        return self.name
