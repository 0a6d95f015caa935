"""Ticks: what can be ticked, ballots sealed until they are counted, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.deliberation.models.topics import Topic


class ListItem(models.Model):
    """One line of a list that staff put together after their survey."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="list_item_once"),
            models.CheckConstraint(condition=~Q(text=""), name="list_item_has_words"),
        )

    def __str__(self) -> str:
        return self.text


class Ballot(models.Model):
    """What one voter ticked, sealed; `voter` is a person or a home, as the rules say, once."""

    class Channel(models.TextChoices):
        """How it came."""

        ONLINE = "online", _("on line")
        PAPER = "paper", _("on paper")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="ballots")
    voter = models.CharField(max_length=32)
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    home = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    paper = models.CharField(max_length=20, blank=True)
    sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    at = models.DateTimeField()
    entered_by = models.CharField(max_length=120, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["topic", "voter"], name="tick_ballot_once"),
            models.UniqueConstraint(
                fields=["topic", "paper"], condition=~Q(paper=""), name="tick_paper_once"
            ),
            models.CheckConstraint(
                condition=Q(channel="online", paper="", entered_by="")
                | (Q(channel="paper") & ~Q(paper="") & ~Q(entered_by="")),
                name="tick_paper_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("entered_by")),
                name="tick_paper_by_two",
            ),
        )


class Outcome(models.Model):
    """What a list or a budget came to, with its reasons; made once."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="outcome")
    data = models.JSONField()
    made_at = models.DateTimeField()
