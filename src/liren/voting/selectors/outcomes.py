"""What other modules may know of a vote: whether it was counted, and whether it passed."""

from liren.voting.domain.matters import ITEMS
from liren.voting.models import Result, Vote


def has_passed(vote: Vote) -> bool | None:
    """Whether every question passed; nothing before the count."""
    rows = list(Result.objects.filter(question__vote=vote).defer("file"))
    return all(bool(row.data["has_passed"]) for row in rows) if rows else None


def items_of_law() -> list[tuple[int, str]]:
    """The matters of Civil Code art. 278(1) with their message ids."""
    return [(item.value, words) for item, words in ITEMS.items()]
