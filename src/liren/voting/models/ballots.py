"""Ballots, written once. What was chosen lies apart, sealed, and is read by the count alone.

One ballot of a voter can have no predecessor; every later one names the void that made room for
it, and a void makes room once. So the database itself allows one standing ballot a voter, and
nothing is ever changed to achieve it.
"""

from django.db import models
from django.db.models import Q

from liren.voting.domain.profiles import Channel
from liren.voting.models.frozen import WrittenOnce
from liren.voting.models.letters import Letter, Proxy, Voter
from liren.voting.models.votes import Vote


class Box(models.Model):
    """A ballot box: envelopes are counted first, then the papers are entered by two."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="boxes")
    number = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=120)
    envelopes = models.PositiveIntegerField(null=True, blank=True)  # as counted by hand
    expected = models.PositiveIntegerField(null=True, blank=True)  # as taken in
    counted_by = models.CharField(max_length=120, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    difference = models.CharField(max_length=400, blank=True)
    photo = models.CharField(max_length=120, blank=True)
    no_photo_reason = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("vote", "number")
        constraints = (
            models.UniqueConstraint(fields=["vote", "number"], name="box_once"),
            models.CheckConstraint(
                condition=Q(envelopes__isnull=True, counted_at__isnull=True)
                | Q(envelopes__isnull=False, expected__isnull=False, counted_at__isnull=False),
                name="box_counted_and_when",
            ),
            models.CheckConstraint(
                condition=Q(envelopes__isnull=True)
                | Q(envelopes=models.F("expected"))
                | ~Q(difference=""),
                name="box_difference_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | (Q(counted_at__isnull=False) & ~Q(photo="", no_photo_reason="")),
                name="box_finished_with_photo_or_reason",
            ),
        )


class Ballot(WrittenOnce):
    """That somebody voted, when and how; not what they chose."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="ballots")
    channel = models.CharField(max_length=8, choices=[(one, one) for one in Channel])
    spoken_by = models.JSONField(default=list)  # owners by their keys
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    proxy = models.ForeignKey(
        Proxy, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    box = models.ForeignKey(
        Box, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    city_serial = models.CharField(max_length=60, blank=True)
    replaces = models.OneToOneField(
        "voting.Void", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["vote", "voter"], condition=Q(replaces__isnull=True), name="ballot_once"
            ),
            models.UniqueConstraint(
                fields=["vote", "city_serial"],
                condition=~Q(city_serial="") & Q(replaces__isnull=True),
                name="ballot_city_serial_once",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=list(Channel)), name="ballot_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.PROXY, proxy__isnull=False)
                | (~Q(channel=Channel.PROXY) & Q(proxy__isnull=True)),
                name="ballot_by_proxy_has_one",
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=[Channel.PAPER, Channel.PROXY])
                | Q(letter__isnull=False, box__isnull=False),
                name="ballot_on_paper_has_number_and_box",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.CITY) & ~Q(city_serial="")
                | (~Q(channel=Channel.CITY) & Q(city_serial="")),
                name="ballot_of_the_city_has_a_serial",
            ),
        )
        indexes = (models.Index(fields=["vote", "id"], name="ballot_of_vote"),)


class Sheet(WrittenOnce):
    """What a ballot says, with the secret of its receipt: sealed, and read by the count alone."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="sheet")
    sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    entered_by = models.CharField(max_length=250)  # two names where it was typed from paper
    entered_at = models.DateTimeField()


class SheetEntry(models.Model):
    """What one of the two typed from a paper; only a keyed hash stays for the comparison."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="entries")
    turn = models.PositiveSmallIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    differed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["ballot", "turn"],
                condition=Q(differed_at__isnull=True),
                name="entry_once_a_turn",
            ),
            models.UniqueConstraint(
                fields=["ballot", "user"],
                condition=Q(differed_at__isnull=True),
                name="entry_by_two",
            ),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="entry_has_two_turns"),
        )


class VoidRequest(models.Model):
    """One officer says why a ballot must be voided; a second one decides."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="void_requests")
    reason = models.CharField(max_length=300)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="void_has_a_reason"),
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(refused_at__isnull=True), name="void_request_once"
            ),
        )


class Void(WrittenOnce):
    """A ballot was taken out, with a reason, by two."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="void")
    reason = models.CharField(max_length=300)
    first = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="void_by_two_officers"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="void_says_why"),
        )


class CityFile(models.Model):
    """A file of the city's system that was taken over, with what stayed out and why."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="city_files")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    taken = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    faults = models.JSONField(default=list, blank=True)
    returned_sealed = models.BinaryField(null=True, blank=True)
    salt = models.CharField(max_length=32)
    is_workbook = models.BooleanField(default=True)

    class Meta:
        ordering = ("-id",)


class Result(WrittenOnce):
    """The explained result of one question, and the file from which anybody counts again."""

    question = models.OneToOneField(
        "voting.Question", on_delete=models.PROTECT, related_name="result"
    )
    data = models.JSONField()
    file = models.TextField()
    root = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
