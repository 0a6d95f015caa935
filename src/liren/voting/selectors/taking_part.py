"""Who has voted: by building, in public; by voter, for the desk. Never what."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from liren.core.errors import Conflict, NotFound, sentence
from liren.voting.domain.codes import read_paper_number
from liren.voting.domain.columns import home_of
from liren.voting.models import (
    Ballot,
    Box,
    Letter,
    Proxy,
    SheetEntry,
    Void,
    VoidRequest,
    Vote,
    Voter,
)


class VoterUnknown(NotFound):
    """Nobody of that name or number has a vote here."""

    code = "voting.voter_unknown"
    sentence = sentence(
        "“{home}” has no vote here. Tenants and users have none; owners are on the roll."
    )


class VoterUnclear(Conflict):
    """One person one vote, and several live there."""

    code = "voting.voter_unclear"
    sentence = sentence(
        "Several people vote in {home}. Please type the number of the paper of the one you mean."
    )


class BallotUnknown(NotFound):
    """No such ballot in this vote."""

    code = "voting.ballot_unknown"
    sentence = sentence("There is no such ballot.")


class BoxUnknown(NotFound):
    """No such box in this vote."""

    code = "voting.box_unknown"
    sentence = sentence("There is no such box.")


@dataclass(frozen=True)
class Share:
    """How many homes of a building have voted."""

    building: str
    homes: int
    voted: int

    @property
    def percent(self) -> int:
        """The share, rounded down: nobody is told of more than there is."""
        return self.voted * 100 // self.homes if self.homes else 0


def standing_ballots() -> QuerySet[Ballot]:
    """Those that were not voided."""
    return Ballot.objects.filter(~Exists(Void.objects.filter(ballot=OuterRef("pk"))))


def shares(vote: Vote) -> list[Share]:
    """How many homes of each building have voted; in one statement."""
    has_voted = Exists(standing_ballots().filter(voter=OuterRef("pk")))
    homes: dict[str, list[int]] = {}
    rows = Voter.objects.filter(vote=vote).annotate(has_voted=has_voted)
    for building, units, voted in rows.order_by("id").values_list("building", "units", "has_voted"):
        # A head with several homes votes for all of them; one person one vote has none.
        for name in [unit.split("-")[0] if "-" in unit else building for unit in units] or [
            building
        ]:
            counted = homes.setdefault(name, [0, 0])
            counted[0] += 1
            counted[1] += bool(voted)
    return [Share(name, *numbers) for name, numbers in homes.items()]


def whole(rows: Sequence[Share]) -> Share:
    """All buildings together."""
    return Share("", sum(row.homes for row in rows), sum(row.voted for row in rows))


def voters(vote: Vote) -> QuerySet[Voter]:
    """Everybody who votes, with whether they have, and whether a letter is in force."""
    return Voter.objects.filter(vote=vote).annotate(
        has_voted=Exists(standing_ballots().filter(voter=OuterRef("pk"))),
        has_letter=Exists(Letter.objects.filter(voter=OuterRef("pk"), ended_at__isnull=True)),
    ).order_by("id")  # fmt: skip


def voter_of_home(vote: Vote, typed: str) -> Voter:
    """Who votes for a home, however it is written."""
    home = home_of(typed) if "\0" not in typed else ""
    rows = Voter.objects.filter(vote=vote).order_by("id")
    found = list(rows.filter(label=home)) if home else []
    if home and len(found) != 1:
        found = [row for row in rows if home in row.units]
    if not found:  # a person, by the number of the paper
        number = read_paper_number(vote.pk, typed) or 0  # papers are numbered from one
        found = list(rows.filter(letters__number=number, letters__ended_at__isnull=True))
    if not found:
        raise VoterUnknown(home=typed.replace("\0", "")[:30])
    if len(found) > 1:
        raise VoterUnclear(home=home)
    return found[0]


def voter(vote: Vote, pk: int) -> Voter:
    """One of them, or not found."""
    found = voters(vote).filter(pk=pk).first()
    if found is None:
        raise VoterUnknown(home=pk)
    return found


def ballots(vote: Vote) -> QuerySet[Ballot]:
    """The ballots as they came, the latest first."""
    rows = Ballot.objects.filter(vote=vote).select_related(
        "voter", "letter", "proxy", "void", "box"
    )
    return rows.order_by("-id")


def ballot(vote: Vote, pk: int) -> Ballot:
    """One of them, or not found."""
    found = ballots(vote).filter(pk=pk).first()
    if found is None:
        raise BallotUnknown
    return found


def ballot_of(voter: Voter) -> Ballot | None:
    """The ballot of a voter that stands."""
    return standing_ballots().filter(voter=voter).order_by("-id").first()


def boxes(vote: Vote) -> list[Box]:
    """The boxes in their order, each with how many papers stand in it."""
    standing = Count("ballots", filter=Q(ballots__void__isnull=True))
    rows = Box.objects.filter(vote=vote).annotate(standing=standing)
    return list(rows.order_by("number"))


@dataclass(frozen=True)
class BallotSums:
    """To how many a letter with its ballot went, and how many ballots came back."""

    sent: int
    came: int
    void: int


def sums_of_ballots(vote: Vote) -> BallotSums:
    """As the announcement of the result has them."""
    return BallotSums(
        sent=Letter.objects.filter(vote=vote).values("voter").distinct().count(),
        came=Ballot.objects.filter(vote=vote).count(),
        void=Void.objects.filter(ballot__vote=vote).count(),
    )


def counted_boxes(vote: Vote) -> list[Box]:
    """The boxes whose envelopes were counted, with how many lay in them unnoted at the close."""
    late = Count("ballots", filter=Q(ballots__taken_at__gt=F("vote__closes_at")))
    rows = Box.objects.filter(vote=vote, counted_at__isnull=False).annotate(found_after=late)
    return list(rows.order_by("number"))


def box(vote: Vote, number: int) -> Box:
    """One of them, or not found."""
    found = Box.objects.filter(vote=vote, number=number).first()
    if found is None:
        raise BoxUnknown
    return found


@dataclass(frozen=True)
class Paper:
    """A paper of a box: how far its entry is, and whether the two differed."""

    ballot: Ballot
    turns: int
    has_differed: bool
    is_entered: bool
    typed_by: frozenset[int]


def papers(box: Box) -> list[Paper]:
    """The papers of a box that stand, in the order of their numbers; in two statements."""
    rows = standing_ballots().filter(box=box).select_related("letter", "proxy", "sheet")
    entries: dict[int, list[SheetEntry]] = {}
    for entry in SheetEntry.objects.filter(ballot__box=box):
        entries.setdefault(entry.ballot_id, []).append(entry)
    found = []
    for row in rows.order_by("letter__number", "id"):
        own = entries.get(row.pk, [])
        current = [entry for entry in own if entry.differed_at is None]
        found.append(
            Paper(
                row,
                len(current),
                any(entry.differed_at for entry in own),
                hasattr(row, "sheet"),
                frozenset(entry.user_id for entry in current),
            )
        )
    return found


def proxies(vote: Vote) -> QuerySet[Proxy]:
    """The proxies in force."""
    rows = Proxy.objects.filter(vote=vote, ended_at__isnull=True)
    return rows.select_related("voter").order_by("id")


def void_requests(vote: Vote) -> QuerySet[VoidRequest]:
    """What waits for the second officer."""
    rows = VoidRequest.objects.filter(ballot__vote=vote, refused_at__isnull=True)
    waiting = rows.filter(ballot__void__isnull=True)
    return waiting.select_related("ballot__voter", "user").order_by("id")


def void_request(vote: Vote, pk: int) -> VoidRequest:
    """One of them, or not found."""
    found = void_requests(vote).filter(pk=pk).first()
    if found is None:
        raise BallotUnknown
    return found
