"""What of the work of a community's office falls outside its hours: of the office, never of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from liren.accounts.models import Party
from liren.cases.models import CaseStep
from liren.core.office import work_calendar
from liren.core.scope import Scope
from liren.notices.models import CallNote
from liren.places.models import Kind, Place
from liren.places.selectors import places


@dataclass(frozen=True)
class Load:
    """One community: what its office did, how much of it after hours, and on how many days."""

    community: Place
    steps: int
    after_hours: int
    days: int
    at_night: int

    @property
    def share(self) -> int:
        """After hours, in whole per cent."""
        return round(100 * self.after_hours / self.steps) if self.steps else 0


NIGHT_FROM, NIGHT_UNTIL = 22, 6


def after_hours(scope: Scope, *, since: datetime, until: datetime) -> list[Load]:
    """The communities inside a scope, those with the largest share first."""
    communities = {row.path: row for row in places(scope).filter(kind=Kind.COMMUNITY)}
    calendar = work_calendar()
    steps: Counter[str] = Counter()
    late: Counter[str] = Counter()
    night: Counter[str] = Counter()
    days: defaultdict[str, set[date]] = defaultdict(set)
    for path, at in _moments(scope, since, until):
        steps[path] += 1
        if not calendar.is_open(at):
            local = timezone.localtime(at)
            late[path] += 1
            days[path].add(local.date())
            night[path] += local.hour >= NIGHT_FROM or local.hour < NIGHT_UNTIL
    found = [
        Load(place, steps[path], late[path], len(days[path]), night[path])
        for path, place in communities.items()
    ]
    return sorted(found, key=lambda load: (-load.share, load.community.path))


def _moments(scope: Scope, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """When somebody of the community's own office took a step or rang a home."""
    yield from _steps(scope, since, until)
    calls = CallNote.objects.filter(at__gte=since, at__lt=until)
    for path, at in calls.values_list("home__community_path", "at"):
        if scope.covers(path):
            yield path, at


def _steps(scope: Scope, since: datetime, until: datetime) -> Iterable[tuple[str, datetime]]:
    rows = CaseStep.objects.filter(
        at__gte=since, at__lt=until, party__kind=Party.Kind.COMMUNITY
    ).exclude(by__in=["system", "visitor"])
    found = rows.values_list("case__community_path", "party__place_path", "at")
    return (
        (path, at)
        for path, own, at in found.iterator(chunk_size=5000)
        if own == path and scope.covers(path)
    )
