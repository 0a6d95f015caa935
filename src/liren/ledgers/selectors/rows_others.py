"""Homes and cases as rows of a form."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from liren.cases.models import Case
from liren.cases.selectors.figures import stage_word
from liren.core.datasets import Privacy
from liren.core.scope import Scope
from liren.ledgers.domain.forms import Condition, Grain, Source
from liren.ledgers.domain.periods import Period
from liren.ledgers.selectors.rows import Reading, Value, compared, plain
from liren.ledgers.selectors.rows_people import (
    AT_PLACE,
    FOUND,
    HOUSEHOLDS,
    OF_OWNER,
    PERSONS,
    AtPlaces,
    derived,
)
from liren.people.models import Residence
from liren.places.models import Kind, Place
from liren.ui.naming import local_name

LIVING, TENANT = ("lives", "tenant", "owner"), "tenant"


def sources_of_homes() -> Mapping[str, Source]:
    """Everything a form about homes can be filled from."""
    own = (
        derived("home.residents", "登记居住人数", "People registered", is_number=True),
        derived("home.tenants", "租住人数", "Tenants", is_number=True),
        derived(
            "home.use", "房屋用途", "Use", tests=FOUND, codes={"出租": TENANT, "rented": TENANT}
        ),
    )
    return {one.code: one for one in (*AT_PLACE, *own, *OF_OWNER)}


def _by_use(condition: Condition, on: object) -> Q:
    rows = Residence.objects.filter(
        place=OuterRef("pk"), role__in=condition.values, until__isnull=True
    )
    return Q(Exists(rows))


def rows_of_homes(scope: Scope, period: Period) -> QuerySet[Place]:
    """The homes inside a scope."""
    return Place.objects.within(scope).filter(kind=Kind.HOME).order_by("path")


class Homes(AtPlaces):
    """Homes with those who live there."""

    def place(self, row: Place) -> Place:
        """A home is its own place."""
        return row

    def says(self, row: Place, source: str) -> Value:
        """What a source says of a home."""
        if source == "home.residents":
            return plain(self._counted["all", row.pk])
        if source == "home.tenants":
            return plain(self._counted[TENANT, row.pk])
        if source == "home.use":
            return plain("出租" if self._counted[TENANT, row.pk] else "")
        return super().says(row, source)

    @cached_property
    def _counted(self) -> Counter[tuple[str, int]]:
        ids = [row.pk for row in self.rows]
        rows = Residence.objects.filter(place__in=ids, role__in=LIVING, until__isnull=True)
        found: Counter[tuple[str, int]] = Counter()
        for role, place, person in rows.values_list("role", "place", "person"):
            found[role, place] += 1
            found["all", place] += person is not None
        return found


CASE_SOURCES = (
    derived("case.number", "编号", "Number", privacy=Privacy.INTERNAL),
    derived("case.title", "标题", "Title", privacy=Privacy.INTERNAL),
    derived("case.category", "类别", "Class", privacy=Privacy.OPEN),
    derived("case.stage", "状态", "Stage", privacy=Privacy.INTERNAL, tests=FOUND),
    derived("case.channel", "来源", "Way in", privacy=Privacy.INTERNAL, tests=FOUND),
    derived("case.address", "地点", "Where", privacy=Privacy.INTERNAL),
    derived("case.party", "承办单位", "Party in charge", privacy=Privacy.INTERNAL),
    derived("case.received", "受理时间", "Received", privacy=Privacy.INTERNAL),
    derived("case.due", "办理时限", "Due", privacy=Privacy.INTERNAL),
    derived("case.closed", "办结时间", "Closed", privacy=Privacy.INTERNAL),
    derived("case.voices", "反映人次", "Voices", privacy=Privacy.INTERNAL, is_number=True),
)


def sources_of_cases() -> Mapping[str, Source]:
    """Everything a form about cases can be filled from; the words of a reporter are not."""
    place = (one for one in AT_PLACE if one.code in ("row.number", "place.grid", "place.community"))
    return {one.code: one for one in (*place, *CASE_SOURCES)}


def rows_of_cases(scope: Scope, period: Period) -> QuerySet[Case]:
    """The cases received in a period inside a scope, the first first."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (period.start, period.end)
    )
    rows = Case.objects.within(scope).filter(received_at__gte=start, received_at__lt=end)
    return rows.select_related("place", "party", "category").order_by("received_at", "id")


class Cases(AtPlaces):
    """Cases as a list of a month has them."""

    def says(self, row: Case, source: str) -> Value:
        """What a source says of a case."""
        field = source.partition(".")[2]
        if source.startswith("case."):
            return plain(_OF_CASE[field](row))
        return super().says(row, source)


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


_OF_CASE: dict[str, Callable[[Case], object]] = {
    "number": lambda case: case.number,
    "title": lambda case: case.title,
    "category": lambda case: local_name(case.category) if case.category else "",
    "stage": lambda case: stage_word(case.stage),
    "channel": lambda case: case.get_channel_display(),
    "address": lambda case: case.address or case.place.name,
    "party": lambda case: local_name(case.party) if case.party else "",
    "received": lambda case: _moment(case.received_at),
    "due": lambda case: _moment(case.due_at),
    "closed": lambda case: _moment(case.closed_at),
    "voices": lambda case: case.voices,
}

READINGS: Mapping[Grain, Reading] = {
    Grain.PERSON: PERSONS,
    Grain.HOUSEHOLD: HOUSEHOLDS,
    Grain.HOME: Reading(sources_of_homes, {"home.use": _by_use}, rows_of_homes, Homes),
    Grain.CASE: Reading(
        sources_of_cases,
        {"case.stage": compared("stage"), "case.channel": compared("channel")},
        rows_of_cases,
        Cases,
    ),
}


def all_sources() -> Mapping[str, Mapping[str, Source]]:
    """What each grain can be filled from."""
    return {grain: reading.sources() for grain, reading in READINGS.items()}
