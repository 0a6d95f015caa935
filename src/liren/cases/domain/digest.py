"""One message a day to whoever follows places, never a flood: counts, and nobody's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

TOLD_AT = time(8, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Change:
    """One public case as far as a follower wants to know."""

    place_path: str
    changed_at: datetime
    new_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True)
class News:
    """What happened at a place since its follower was told last."""

    new: int
    moved: int
    done: int

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.done)


def round_begun(now: datetime) -> datetime | None:
    """When today's round of messages began; none before it."""
    local = now.astimezone(SHANGHAI)
    begun = datetime.combine(local.date(), TOLD_AT, SHANGHAI)
    return begun if begun <= local else None


def news(changes: Iterable[Change], *, path: str, since: datetime, until: datetime) -> News:
    """Each case counts once: as new, as done, or as moved."""
    new = moved = done = 0
    for change in changes:
        if not change.place_path.startswith(path) or not since < change.changed_at <= until:
            continue
        if change.done_at and since < change.done_at <= until:
            done += 1
        elif change.new_at and since < change.new_at <= until:
            new += 1
        else:
            moved += 1
    return News(new, moved, done)
