"""The place tree."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import PlacedQuerySet


class Kind(models.TextChoices):
    """What a place is; the order is the order of the tree."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    COMPOUND = "compound", _("Compound")
    BUILDING = "building", _("Building")
    UNIT = "unit", _("Unit")
    HOME = "home", _("Home")
    POINT = "point", _("Point of interest")


class PlaceQuerySet(PlacedQuerySet["Place"]):
    """Places, scoped by their own path."""

    path_field: ClassVar[str] = "path"
    community_field: ClassVar[str | None] = None


class Place(models.Model):
    """One node of the tree, with its code and, where it has one, its outline."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=128, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    code = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    geometry = models.JSONField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        constraints = (
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="place_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="place_lies_on_earth",
            ),
        )
        indexes = (models.Index(fields=["parent", "kind", "id"], name="place_children"),)

    def __str__(self) -> str:
        return self.name
