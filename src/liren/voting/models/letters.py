"""Who votes once, the letters that went to them, the digits to their telephones, their proxies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liren.voting.models.votes import Vote


class Voter(models.Model):
    """A head of the frozen roll: speaks once, with this area."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="voters")
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=80)
    building = models.CharField(max_length=40, blank=True)
    units = models.JSONField(default=list)
    area = models.PositiveBigIntegerField(default=0)
    owners = models.JSONField(default=list)
    others = models.JSONField(default=list)
    speaker = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["vote", "key"], name="voter_once"),)

    def __str__(self) -> str:
        return self.label


class Letter(models.Model):
    """A printed letter: the access code (only its keyed hash is kept) and a numbered paper."""

    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="letters")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    code_hash = models.BinaryField(max_length=32, unique=True)
    receipt_sealed = models.BinaryField()  # stands on the stub of the paper
    salt = models.CharField(max_length=32)
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)  # another was printed in its place

    class Meta:
        ordering = ("vote", "number")
        constraints = (
            models.UniqueConstraint(fields=["vote", "number"], name="letter_number_once"),
            models.UniqueConstraint(
                fields=["voter"], condition=Q(ended_at__isnull=True), name="letter_in_force_once"
            ),
        )


class LetterDelivery(models.Model):
    """Proof that a letter arrived, or how it was tried; never changed."""

    class Way(models.TextChoices):
        """How."""

        HAND = "hand", _("handed over, signed for")
        HOME = "home", _("put through the door, photographed")
        POST = "post", _("registered mail")
        MESSAGE = "message", _("sent electronically, receipt kept")
        POSTED = "posted", _("could not be delivered, posted in public")
        FAILED = "failed", _("tried in vain")

    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=8, choices=Way.choices)
    owners = models.JSONField(default=list)  # to whom; an empty list is nobody
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")


class Access(models.Model):
    """Somebody with a letter asked for digits to the telephone that the roll has for an owner."""

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="accesses")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="accesses")
    owner = models.CharField(max_length=64)
    code_sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(proven_at__isnull=False),
                name="access_is_proven_before_it_is_used",
            ),
        )
        indexes = (models.Index(fields=["voter", "-asked_at"], name="access_voter"),)


class Proxy(models.Model):
    """Somebody votes for an owner, by a written proxy; the instruction stays sealed."""

    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="proxies")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="proxies")
    holder = models.CharField(max_length=80)
    holder_key = models.CharField(max_length=64)  # the same person holds several
    kinds = models.JSONField(default=list, blank=True)
    is_written = models.BooleanField(default=True)
    instruction_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["voter"], condition=Q(ended_at__isnull=True), name="proxy_once"
            ),
        )
