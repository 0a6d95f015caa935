"""Group chats on their way to cases: keys of messengers, pastes, and what is known already."""

from django.db import models
from django.db.models import Q

from liren.cases.models.case import Case
from liren.core.models import Placed, PlacedQuerySet


class ChatKey(Placed):
    """A key by which an enterprise messenger hands over messages; without one the door is shut."""

    name = models.CharField(max_length=80)
    public_id = models.CharField(max_length=24, unique=True)
    secret_sealed = models.BinaryField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlacedQuerySet.as_manager()


class ChatNonce(models.Model):
    """A signed request that was taken; the same one is refused until its time stamp is too old."""

    key = models.ForeignKey(ChatKey, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "nonce"], name="nonce_once"),)


class ChatPaste(Placed):
    """Lines of a group chat on their way to cases; words go when each draft is settled."""

    class Status(models.TextChoices):
        """How far it is."""

        COLLECTING = "collecting"  # a messenger still adds to it
        OPEN = "open"
        DONE = "done"

    key = models.ForeignKey(ChatKey, on_delete=models.PROTECT, null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    messages = models.JSONField(default=list)
    drafts = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    by = models.CharField(max_length=120)
    pasted_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=Q(status="collecting"), name="one_collects_for_a_key"
            ),
        )


class ChatMark(models.Model):
    """A message that was settled, as a keyed hash: pasted again, it is known and not offered."""

    community_path = models.CharField(max_length=32)
    mark = models.BinaryField(max_length=16)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["community_path", "mark"], name="chat_mark_once"),
        )
