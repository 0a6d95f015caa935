"""Devices, and the gateways that speak for many of them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet


class Kind(models.TextChoices):
    """What a device is."""

    HELP_BUTTON = "help_button", _("Help button")
    SMOKE = "smoke", _("Smoke alarm")
    GAS = "gas", _("Gas alarm")
    WATER_METER = "water_meter", _("Water meter")
    DOOR = "door", _("Door contact")
    INFRARED = "infrared", _("Motion sensor")
    LIFT_CAMERA = "lift_camera", _("Lift camera")
    FALLING_OBJECT = "falling_object", _("Falling-object camera")
    GATE = "gate", _("Gate")
    CHARGER = "charger", _("Charging post")
    WATER_LEVEL = "water_level", _("Water level")
    OTHER = "other", _("Another device")


# What these say tells how somebody lives, so they say it only with that person's yes.
TELLS_OF_A_PERSON = frozenset({Kind.WATER_METER, Kind.DOOR, Kind.INFRARED})
# Of what these send nothing is kept but what their adapter reads: no face, no plate, no track.
CAMERAS = frozenset({Kind.LIFT_CAMERA, Kind.FALLING_OBJECT})


class Gateway(Placed):
    """A platform, a fire panel, a concentrator: it has one key and speaks for its devices."""

    number = models.SlugField(max_length=40, unique=True)  # in its address, or in its frames
    name = models.CharField(max_length=80)
    adapter = models.SlugField(max_length=40)
    salt = models.CharField(max_length=32)
    secret_sealed = models.BinaryField(null=True, blank=True)  # to verify signatures with
    secret_hash = models.CharField(max_length=160, blank=True)  # as mosquitto's files have it
    secret_bcrypt = models.CharField(max_length=60, blank=True)  # as NATS' files have it
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["place_path"], name="gateway_place"),)

    def __str__(self) -> str:
        return self.name


class DeviceQuerySet(PlacedQuerySet["Device"]):
    """Devices."""

    def in_use(self) -> "DeviceQuerySet":
        """Those that were not taken down."""
        return self.filter(ended_at__isnull=True)

    def offline(self, now: datetime) -> "DeviceQuerySet":
        """Those that should have been heard by now; at the very instant they still may be."""
        return self.in_use().filter(heard_by__lt=now)


class Device(Placed):
    """One device: where it hangs, whose it is, how it speaks and when it was heard last.

    `heard_by` is the moment until which it may be silent. Only ingest writes it, together with
    `heard_at`; whether a device is offline is a question to it and to the clock, never a flag.
    """

    number = models.SlugField(max_length=40, unique=True)  # printed on it; its name when it speaks
    kind = models.CharField(max_length=16, choices=Kind.choices)
    maker = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80, blank=True)  # where in the place: "kitchen"
    adapter = models.SlugField(max_length=40)
    gateway = models.ForeignKey(
        Gateway, on_delete=models.PROTECT, null=True, blank=True, related_name="devices"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    maintainer = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    secret_hash = models.CharField(max_length=160, blank=True)  # as mosquitto's files have it
    secret_bcrypt = models.CharField(max_length=60, blank=True)  # as NATS' files have it
    expected_every = models.PositiveIntegerField(default=3600)  # seconds
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120)
    claimed_at = models.DateTimeField(null=True, blank=True)  # until then it lies in stock
    claimed_by = models.CharField(max_length=120, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ("place_path", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(expected_every__range=(10, 7 * 24 * 3600)),
                name="device_speaks_in_time",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(claimed_at__isnull=False),
                name="device_of_a_person_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(heard_at__isnull=True, heard_by__isnull=True)
                | Q(heard_by__gt=models.F("heard_at")),
                name="device_heard_until_later",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "id"], name="device_place"),
            models.Index(fields=["changed_at"], name="device_changed"),
            # None over `heard_by`: it changes with every batch, and PostgreSQL would write each
            # index of the row anew. Who is silent is asked within a place.
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def is_offline(self, now: datetime) -> bool:
        """Whether it should have been heard by now."""
        return self.ended_at is None and self.heard_by is not None and self.heard_by < now
