"""三务公开: what is published, what is due and missing, and what residents objected to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.models import PlacedQuerySet
from liren.core.permissions import Place as AtPlace
from liren.core.scope import Scope, ancestors
from liren.notices.domain.publishing import Standing, missing, standings
from liren.notices.models import Column, Entry, EntryVersion, Objection

SHOWN_PERIODS = 6


class ColumnUnknown(NotFound):
    """No such column, or outside the scope."""

    code = "notices.column_unknown"
    sentence = sentence("There is no such column.")


class EntryUnknown(NotFound):
    """Nothing of that number was published."""

    code = "notices.entry_unknown"
    sentence = sentence("Nothing of that kind was published here.")


class ObjectionUnknown(NotFound):
    """No objection has that link or number here."""

    code = "notices.objection_unknown"
    sentence = sentence("We do not find this question. Please check the link.")


@dataclass(frozen=True)
class Kept:
    """A column with how its last periods stand, each with what was published."""

    column: Column
    lines: list[tuple[Standing, Entry | None]]

    @property
    def missing(self) -> list[Standing]:
        """What is overdue."""
        return missing([standing for standing, _ in self.lines])


def columns(scope: Scope) -> QuerySet[Column]:
    """The columns inside a scope."""
    return Column.objects.within(scope).select_related("place").order_by("place_path", "id")


def column(scope: Scope, pk: int) -> Column:
    """One of them, or not found."""
    found = columns(scope).filter(pk=pk).first()
    if found is None:
        raise ColumnUnknown()
    return found


def board(place: AtPlace, today: date) -> list[Kept]:
    """The board of a place: its own columns and those of what lies above and inside."""
    here = Q(place_path__in=ancestors(place.path)) | PlacedQuerySet.inside(Scope.of([place.path]))
    rows = Column.objects.filter(here).filter(Q(ended_date__isnull=True) | Q(ended_date__gt=today))
    found = kept(rows.select_related("place").order_by("place_path", "id"), today)
    order = list(Column.Branch)
    return sorted(found, key=lambda one: order.index(Column.Branch(one.column.branch)))


def kept(rows: Iterable[Column], today: date, most: int = SHOWN_PERIODS) -> list[Kept]:
    """How columns stand, in two statements."""
    listed = list(rows)
    entries: dict[int, dict[str, Entry]] = {}
    for entry in Entry.objects.filter(column__in=listed):
        entries.setdefault(entry.column_id, {})[entry.period] = entry
    found = []
    for one in listed:
        own = entries.get(one.pk, {})
        dates = {key: timezone.localdate(entry.published_at) for key, entry in own.items()}
        lines = standings(one.rule, dates, today, most)
        found.append(Kept(one, [(line, own.get(line.period.key)) for line in lines]))
    return found


def public_entry(pk: int) -> Entry:
    """What was published, with its history and the questions that were asked."""
    rows = Entry.objects.filter(pk=pk).select_related("column__place")
    versions = Prefetch("versions", EntryVersion.objects.select_related("covered_for"))
    found = rows.prefetch_related(versions, "objections").first()
    if found is None:
        raise EntryUnknown()
    return found


def entry_of(column: Column, period: str) -> Entry | None:
    """What was published for a period."""
    return Entry.objects.filter(column=column, period=period).first()


def versions_of(column: Column, period: str) -> list[EntryVersion]:
    """What stands for a period and what stood there before, the latest first."""
    rows = EntryVersion.objects.filter(entry__column=column, entry__period=period)
    return list(rows.select_related("covered_for", "entry__column__place"))


def version(column: Column, period: str, number: int) -> EntryVersion:
    """One of them, or not found."""
    found = [one for one in versions_of(column, period) if one.number == number]
    if not found:
        raise EntryUnknown()
    return found[0]


def current_version(entry: Entry) -> EntryVersion:
    """The words that hold."""
    return entry.versions.order_by("-number")[0]


def mac_of(row: EntryVersion, before: bytes) -> bytes:
    """The keyed hash over all that a version says, and over the hash of the one before it."""
    at = row.at.astimezone(UTC).isoformat()
    body = [row.entry_id, row.number, row.text, row.table, row.reason, row.by, at]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return crypto.mac(before + text.encode(), purpose="entry version")


def altered(versions: Iterable[EntryVersion]) -> set[int]:
    """The numbers of versions that are not what was published; of covered ones the next tells."""
    found, before = set(), b""
    for row in sorted(versions, key=lambda one: one.number):
        is_known = bool(row.mac) and row.covered_at is None
        if is_known and not crypto.same(mac_of(row, before), bytes(row.mac)):
            found.add(row.number)
        if before and not row.mac:  # hashes are carried from one version on: this one was robbed
            found.add(row.number)
        before = bytes(row.mac)
    return found


def objection_by_link(link: str) -> Objection:
    """A question by the link that its sender holds."""
    rows = Objection.objects.filter(link=link) if "\0" not in link else Objection.objects.none()
    found = rows.select_related("entry__column__place").first()
    if found is None:
        raise ObjectionUnknown()
    return found


def objections(scope: Scope) -> QuerySet[Objection]:
    """The questions inside a scope, those that wait first, soonest first."""
    inside = Column.objects.within(scope).values("pk")
    rows = Objection.objects.filter(entry__column__in=inside)
    waiting_first = F("answered_at").asc(nulls_first=True)
    return rows.select_related("entry__column__place").order_by(waiting_first, "answer_by", "id")


def waiting_objections(scope: Scope, now: datetime) -> tuple[int, int]:
    """How many questions wait for an answer, and how many of them are late."""
    waiting = objections(scope).filter(answered_at__isnull=True)
    return waiting.count(), waiting.filter(answer_by__lt=now).count()


def objection(scope: Scope, pk: int) -> Objection:
    """One of them, or not found."""
    found = objections(scope).filter(pk=pk).first()
    if found is None:
        raise ObjectionUnknown()
    return found
