"""老伙伴: a younger elder looks after a few older ones, on fixed days of the week."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

MOST_ELDERS = 5  # 上海「老伙伴」计划: one volunteer to five
HEARD_BY = time(18)  # whoever was not heard of by then is looked in on the same evening
LOOK_BACK = timedelta(days=7)
WEEK = 7


class Face(StrEnum):
    """How somebody is: three faces, never a score."""

    WELL = "well"
    SO_SO = "so_so"
    POOR = "poor"


def mask_of(days: Iterable[int]) -> int:
    """Weekdays as bits, Monday first."""
    return sum({1 << day for day in days})


def days_of(mask: int) -> list[int]:
    """The weekdays of a mask."""
    return [day for day in range(WEEK) if mask & 1 << day]


def is_due(mask: int, on: date) -> bool:
    """Whether a day is one of the agreed ones."""
    return bool(mask & 1 << on.weekday())


def week_of(day: date) -> list[date]:
    """The seven days of its week."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=count) for count in range(WEEK)]


def free_slot(taken: Collection[int]) -> int | None:
    """The next place beside a volunteer; none when that would be too many."""
    return next((slot for slot in range(1, MOST_ELDERS + 1) if slot not in taken), None)


def days_over(now: datetime) -> list[date]:
    """The days whose contacts should have been noted by now (local time), the oldest first."""
    last = now.date() if now.time() >= HEARD_BY else now.date() - timedelta(days=1)
    return [last - timedelta(days=back) for back in range(LOOK_BACK.days - 1, -1, -1)]


def is_sinking(faces: Sequence[Face]) -> bool:
    """Whether the last two are worse than any of the four before: a reason to go and see."""
    order = list(Face)
    before = [order.index(face) for face in faces[-6:-2]]
    return len(before) >= 2 and all(order.index(face) > max(before) for face in faces[-2:])
