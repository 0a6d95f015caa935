"""When a message may go out, and when it is tried again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from liren.core.calendar import WorkCalendar

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=120))
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class QuietHours:
    """The hours in which nobody is disturbed; they may reach over midnight."""

    begin: time
    end: time
    zone: ZoneInfo = SHANGHAI

    def waits_until(self, now: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it lies in."""
        local = now.astimezone(self.zone)
        if not self._is_quiet(local.time()):
            return now
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.end, self.zone)

    def _is_quiet(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


NIGHT = QuietHours(time(21, 0), time(8, 0))


def free_from(
    at: datetime, quiet: QuietHours | None, office: WorkCalendar | None = None
) -> datetime:
    """The moment itself, or the end of the closed and the quiet hours it lies in."""
    opens = office.next_opening(at) if office else at
    return quiet.waits_until(opens) if quiet else opens


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many failed tries; never after the last."""
    return now + RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None
