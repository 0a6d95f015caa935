"""Votes and their questions."""

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liren.core.models import Placed, PlacedQuerySet
from liren.voting.domain.matters import Bar, Basis, Item, Matter
from liren.voting.domain.phases import BEGUN, FROZEN, Phase
from liren.voting.domain.profiles import NATIONAL


class Vote(Placed):
    """A vote of owners or residents; its place is where they live."""

    class BasisName(models.TextChoices):
        """Whose vote it is."""

        OWNERS = Basis.OWNERS.value, _("Owners, by homes and area")
        HOMES = Basis.HOMES.value, _("Residents, one home one vote")
        PERSONS = Basis.PERSONS.value, _("Residents, one person one vote")

    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    basis = models.CharField(max_length=8, choices=BasisName.choices, default=BasisName.OWNERS)
    is_secret = models.BooleanField(default=False)
    quorum = models.CharField(max_length=12, blank=True)  # residents' votes; owners' are law
    approval = models.CharField(max_length=12, blank=True)
    profile_key = models.CharField(max_length=40, default=NATIONAL)
    own_rules = models.JSONField(default=dict, blank=True)  # rules of procedure over the profile
    profile = models.JSONField(default=dict, blank=True)  # the rules as they were frozen
    channels = models.JSONField(default=list, blank=True)
    explains_silence = models.BooleanField(default=False)
    record_date = models.DateField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=12, choices=[(p, p) for p in Phase], default=Phase.DRAFT)
    roll = models.ForeignKey(
        "voting.RollVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    papers = models.PositiveIntegerField(default=0)  # numbers that were ever printed
    salt_sealed = models.BinaryField()  # keeps owners from being guessed out of published marks
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    posted_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_reason = models.CharField(max_length=200, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="vote_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(phase__in=list(Phase)), name="vote_phase_is_known"),
            models.CheckConstraint(condition=Q(basis__in=list(Basis)), name="vote_basis_is_known"),
            models.CheckConstraint(
                condition=~Q(phase__in=sorted(FROZEN))
                | Q(
                    frozen_at__isnull=False,
                    roll__isnull=False,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                ),
                name="vote_is_frozen_with_roll_and_times",
            ),
            models.CheckConstraint(
                condition=~Q(phase__in=sorted(BEGUN)) | Q(opened_at__isnull=False),
                name="vote_says_when_it_opened",
            ),
            models.CheckConstraint(
                condition=~Q(phase__in=[Phase.CLOSED, Phase.COUNTED]) | Q(closed_at__isnull=False),
                name="vote_says_when_it_closed",
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.COUNTED, counted_at__isnull=False)
                | (~Q(phase=Phase.COUNTED) & Q(counted_at__isnull=True)),
                name="vote_counted_and_when",
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.CALLED_OFF, called_off_at__isnull=False)
                & ~Q(called_off_reason="")
                | (~Q(phase=Phase.CALLED_OFF) & Q(called_off_at__isnull=True)),
                name="vote_called_off_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.OWNERS) | Q(quorum="", approval=""),
                name="vote_of_owners_has_the_bars_of_law",
            ),
        )
        indexes = (
            models.Index(fields=["place_path", "-made_at"], name="vote_place"),
            models.Index(fields=["community_path", "phase"], name="vote_community"),
            models.Index(fields=["phase", "closes_at"], name="vote_phase"),
        )

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One matter on the ballot; with candidates it is an election."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=400, blank=True)
    explanation = models.TextField(blank=True)
    item = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=[(item.value, item.value) for item in Item]
    )
    candidates = models.JSONField(default=list, blank=True)  # [{"name": …, "about": …}]
    seats = models.PositiveSmallIntegerField(default=0)
    most_picks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("vote", "number")
        constraints = (
            models.UniqueConstraint(fields=["vote", "number"], name="question_once"),
            models.CheckConstraint(
                condition=Q(seats=0, most_picks=0) | Q(seats__gt=0, most_picks__gt=0),
                name="question_seats_and_ticks",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(item__range=(1, 9)), name="question_item_of_law"
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates' names, in the order of the ballot."""
        return tuple(str(one["name"]) for one in self.candidates)

    @cached_property
    def matter(self) -> Matter:
        """What is decided, as the rules take it."""
        vote = self.vote
        is_owners = vote.basis == Basis.OWNERS
        bars: dict[str, Any] = {
            "quorum_set": Bar.of(vote.quorum) if vote.quorum else None,
            "approval_set": Bar.of(vote.approval) if vote.approval else None,
        }
        return Matter(
            basis=Basis(vote.basis),
            item=Item(self.item or Item.OTHER) if is_owners else None,
            number=self.number,
            candidates=self.names,
            seats=self.seats,
            most_picks=self.most_picks,
            opens_at=vote.opens_at,
            closes_at=vote.closes_at,
            is_silence_explained=vote.explains_silence,
            **bars,
        )


class ObserverNote(models.Model):
    """What somebody who watched wrote down; never changed."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="observed")
    observer = models.CharField(max_length=80)
    text = models.TextField()
    is_step = models.BooleanField(default=False)  # the office says why it took a step back
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="observer_note_has_words"),
        )


class Follower(models.Model):
    """Somebody who wants to be told, with or without a right to vote."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vote", "user"], name="follower_once"),)


class Telling(models.Model):
    """Owners and followers were told of something, once."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vote", "occasion"], name="telling_once"),)
