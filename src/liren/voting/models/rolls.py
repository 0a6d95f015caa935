"""The roll: versions that are never changed, with units, owners, files, objections."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.voting.domain.roll import AreaSource, Status
from liren.voting.models.votes import Vote


class RollVersion(models.Model):
    """The whole roll at one time; each later one says why it differs."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("vote", "-number")
        constraints = (
            models.UniqueConstraint(fields=["vote", "number"], name="roll_version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="roll_change_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(fingerprint="", frozen_at__isnull=True)
                | (~Q(fingerprint="") & Q(frozen_at__isnull=False)),
                name="roll_fingerprint_and_when",
            ),
        )


class RollUnit(models.Model):
    """One home or other unit; owners by their keys, the area in 0.01 m²."""

    class StatusName(models.TextChoices):
        """Whether it has passed from the developer to its buyer."""

        DELIVERED = Status.DELIVERED.value, _("handed to the owner")
        UNSOLD = Status.UNSOLD.value, _("not sold")
        SOLD_UNDELIVERED = Status.SOLD_UNDELIVERED.value, _("sold, not handed over")

    class SourceName(models.TextChoices):
        """Where the area is from."""

        REGISTER = AreaSource.REGISTER.value, _("land register")
        SURVEY = AreaSource.SURVEY.value, _("survey")
        CONTRACT = AreaSource.CONTRACT.value, _("purchase contract")
        UNKNOWN = AreaSource.UNKNOWN.value, _("not known")

    version = models.ForeignKey(RollVersion, on_delete=models.CASCADE, related_name="units")
    key = models.CharField(max_length=60)
    building = models.CharField(max_length=40, blank=True)
    area = models.PositiveBigIntegerField()
    status = models.CharField(
        max_length=16, choices=StatusName.choices, default=StatusName.DELIVERED
    )
    counts = models.BooleanField(default=True)
    owners = models.JSONField(default=list)
    speaker = models.CharField(max_length=64, blank=True)
    developer = models.CharField(max_length=64, blank=True)
    area_source = models.CharField(
        max_length=8, choices=SourceName.choices, default=SourceName.REGISTER
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["version", "key"], name="roll_unit_once"),
            models.CheckConstraint(
                condition=Q(area__lte=100_000_000), name="roll_area_is_of_one_unit"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="roll_unit_has_a_name"),
        )

    def __str__(self) -> str:
        return self.key


class RollOwner(models.Model):
    """An owner in one version; `key` stays the same from version to version."""

    version = models.ForeignKey(RollVersion, on_delete=models.CASCADE, related_name="people")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=16, null=True, blank=True)
    document_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["version", "key"], name="roll_owner_once"),
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="roll_owner_phone_and_index",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RollFile(models.Model):
    """A workbook that was sent; when lines were wrong, the same workbook with what to mend."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    lines = models.PositiveIntegerField()
    faults = models.JSONField(default=list, blank=True)  # [[line, message id, data], …]
    returned_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    is_workbook = models.BooleanField(default=True)
    version = models.ForeignKey(
        RollVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-id",)


class RollObjection(models.Model):
    """Somebody says that the roll is wrong; the answer is given before it is frozen."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="objections")
    link = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=60)
    text = models.TextField()
    contact_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_granted = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="roll_objection_answer_and_when",
            ),
        )
