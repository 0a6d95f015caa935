"""The roll: its units and owners, what they mean to the count, files and objections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Q, QuerySet, When

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.people.models import Person
from liren.people.selectors import labelled
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.voting.domain.columns import building_of
from liren.voting.domain.columns import home_of as home_of  # how a home is written everywhere
from liren.voting.domain.roll import AreaSource, Roll, Status, Unit
from liren.voting.models import (
    LetterDelivery,
    RollFile,
    RollObjection,
    RollOwner,
    RollUnit,
    RollVersion,
    Vote,
)
from liren.voting.selectors.votes import rules_of

PHONE = "phone"
GROWN_UP = 18
FILE = "roll file"


class UnitUnknown(NotFound):
    """No such home on the roll."""

    code = "voting.unit_unknown"
    sentence = sentence("“{unit}” is not on the roll. Write it like 3-2-502, or ask the office.")


class FileUnknown(NotFound):
    """No such file, or nothing of it to give back."""

    code = "voting.file_unknown"
    sentence = sentence("There is no such file.")


class ObjectionUnknown(NotFound):
    """No objection has that link or number."""

    code = "voting.objection_unknown"
    sentence = sentence("We do not find this objection. Please check the link.")


@dataclass(frozen=True)
class RollSums:
    """What a version comes to."""

    units: int
    owners: int
    area: int


def units_of(version: RollVersion | None) -> QuerySet[RollUnit]:
    """The units of a version, in the order of the workbook."""
    return RollUnit.objects.filter(version=version).order_by("id")


def sums_of(version: RollVersion) -> RollSums:
    """How many units and owners, and the area that counts."""
    rows = RollUnit.objects.filter(version=version).values_list("area", "counts")
    listed = list(rows)
    return RollSums(
        units=len(listed),
        owners=RollOwner.objects.filter(version=version).count(),
        area=sum(area for area, counts in listed if counts),
    )


def owners_of(
    version: RollVersion | None, keys: Iterable[str] | None = None
) -> dict[str, RollOwner]:
    """The owners of a version by key: all of them, or some."""
    rows = RollOwner.objects.filter(version=version)
    if keys is not None:
        rows = rows.filter(key__in=set(keys))
    return {row.key: row for row in rows.order_by("id")}


def as_roll(version: RollVersion | None, vote: Vote) -> Roll:
    """A version as the rules take it, with those to whom delivery is proven."""
    units = [
        Unit(
            key=row.key,
            area=row.area,
            owners=frozenset(row.owners),
            status=Status(row.status),
            counts=row.counts,
            developer=row.developer,
            speaker=row.speaker,
            area_source=AreaSource(row.area_source),
        )
        for row in units_of(version)
    ]
    return Roll(
        units=tuple(units),
        record_date=vote.record_date,
        version=version.number if version else 0,
        delivered=_delivered(vote),
    )


def _delivered(vote: Vote) -> frozenset[str]:
    """Those whom it reached; a paper posted in public does only where the place says so, and after
    it hung as long as it says."""
    way, days = LetterDelivery.Way, rules_of(vote).posting_days
    proven = LetterDelivery.objects.filter(voter__vote=vote).exclude(way=way.FAILED)
    too_late = Q()
    if days is not None and vote.closes_at is not None:
        too_late = Q(at__gt=vote.closes_at - timedelta(days=days))
    proven = proven.exclude(Q(way=way.POSTED) & too_late)
    return frozenset(key for keys in proven.values_list("owners", flat=True) for key in keys)


def versions_of(vote: Vote) -> QuerySet[RollVersion]:
    """Every version, the latest first, with how many units it has."""
    rows = RollVersion.objects.filter(vote=vote).annotate(unit_count=Count("units"))
    return rows.order_by("-number")


def unit_on_roll(vote: Vote, typed: str) -> RollUnit:
    """A home of the posted roll, however it is written."""
    found = units_of(vote.roll).filter(key=home_of(typed)).first() if "\0" not in typed else None
    if found is None:
        raise UnitUnknown(unit=typed.replace("\0", "")[:30])
    return found


def search_units(version: RollVersion | None, words: str) -> QuerySet[RollUnit]:
    """Units by a part of their name, or by an owner's name."""
    rows = units_of(version)
    if not words or "\0" in words:
        return rows
    named = RollOwner.objects.filter(version=version, name__contains=words)
    wanted = Q(key__contains=home_of(words) or words)
    keys = list(named.values_list("key", flat=True)[:50])
    if keys:
        having = [pk for pk, owners in rows.values_list("pk", "owners") if set(owners) & set(keys)]
        wanted |= Q(pk__in=having)
    return rows.filter(wanted)


def phone_of(owner: RollOwner) -> str:
    """An owner's telephone in clear: for a channel, never for a page."""
    if owner.phone_sealed is None:
        return ""
    row = f"roll owner:{owner.salt}"
    return crypto.unseal(bytes(owner.phone_sealed), purpose=PHONE, row=row)


def files_of(vote: Vote) -> QuerySet[RollFile]:
    """The workbooks that were sent, the latest first."""
    kept = Case(When(returned_sealed__isnull=False, then=True), default=False)
    rows = RollFile.objects.filter(vote=vote).annotate(is_kept=kept)
    return rows.defer("returned_sealed").order_by("-id")


def roll_file(vote: Vote, pk: int) -> RollFile:
    """One of them, or not found."""
    found = files_of(vote).filter(pk=pk).first()
    if found is None:
        raise FileUnknown
    return found


def returned_file(row: RollFile) -> bytes:
    """The sender's own workbook with what to mend."""
    if row.returned_sealed is None:
        raise FileUnknown
    text = crypto.unseal(bytes(row.returned_sealed), purpose=FILE, row=row.salt)
    return bytes.fromhex(text)


def objections(vote: Vote) -> QuerySet[RollObjection]:
    """The objections to a roll, those that wait first."""
    return RollObjection.objects.filter(vote=vote).order_by("answered_at", "made_at", "id")


def objection(vote: Vote, pk: int) -> RollObjection:
    """One of them, or not found."""
    found = objections(vote).filter(pk=pk).first()
    if found is None:
        raise ObjectionUnknown
    return found


def objection_by_link(link: str) -> RollObjection:
    """An objection by the link that its sender holds."""
    rows = RollObjection.objects.filter(link=link) if "\0" not in link else None
    found = rows.select_related("vote__place").first() if rows is not None else None
    if found is None:
        raise ObjectionUnknown
    return found


@dataclass(frozen=True)
class RegisterHome:
    """A home of the register with those who may speak for it in a residents' vote."""

    key: str
    building: str
    people: tuple[Person, ...]


def homes_of_register(place: Place, year: int) -> list[RegisterHome]:
    """The homes of a place with their grown-up residents, as `people` has them; in two statements.

    The register does not say who owns what: an owners' roll comes from a workbook until it does.
    """
    homes = {home.pk: home for home in inside(place, Kind.HOME).order_by("path")}
    above = {p.path: p.name for p in inside(place, Kind.BUILDING, Kind.UNIT)}
    residents: dict[int, list[Person]] = {}
    registered = labelled(Scope.of([place.path]), [])
    for person in registered.order_by("id"):
        if person.birth_year is None or person.birth_year <= year - GROWN_UP:
            residents.setdefault(person.place_id, []).append(person)
    found = []
    for pk, home in homes.items():
        line = [above[path] for path in ancestors(home.path) if path in above]
        key = home_of(*line, home.name)
        found.append(RegisterHome(key, building_of(key), tuple(residents.get(pk, ()))))
    return found
