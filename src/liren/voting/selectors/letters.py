"""Letters: how many of each building are printed, delivered, and not needed any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Subquery

from liren.voting.models import Letter, LetterDelivery, Vote, Voter
from liren.voting.selectors.taking_part import voters


@dataclass(frozen=True)
class Building:
    """A building with its letters."""

    name: str
    homes: int
    printed: int
    delivered: int
    voted: int


def letters(vote: Vote, building: str = "") -> QuerySet[Voter]:
    """Everybody who votes, with the number of the letter, how it arrived, and whether they have."""
    numbers = Letter.objects.filter(voter=OuterRef("pk"), ended_at__isnull=True).values("number")
    ways = LetterDelivery.objects.filter(voter=OuterRef("pk")).order_by("-at", "-id").values("way")
    rows = voters(vote).annotate(
        letter_number=Subquery(numbers[:1], output_field=IntegerField()),
        delivered_by=Subquery(ways[:1]),
    )
    return rows.filter(building=building) if building else rows


def by_building(vote: Vote) -> list[Building]:
    """How far the letters are, in one statement."""
    arrived = LetterDelivery.objects.filter(voter=OuterRef("pk"))
    rows = voters(vote).annotate(arrived=Exists(arrived.exclude(way=LetterDelivery.Way.FAILED)))
    counts: dict[str, list[int]] = {}
    for name, printed, arrived_, voted in rows.values_list(
        "building", "has_letter", "arrived", "has_voted"
    ):
        own = counts.setdefault(name, [0, 0, 0, 0])
        for at, yes in enumerate((True, printed, arrived_, voted)):
            own[at] += bool(yes)
    return [Building(name, *numbers) for name, numbers in counts.items()]


def chosen(vote: Vote, ids: Sequence[int], building: str) -> list[Voter]:
    """Those who were ticked, or all of a building."""
    rows = Voter.objects.filter(vote=vote)
    wanted = rows.filter(pk__in=ids) if ids or not building else rows.filter(building=building)
    return list(wanted.order_by("id"))


def way_word(way: str) -> str:
    """How a letter arrived, in words."""
    return str(LetterDelivery.Way(way).label) if way else ""
