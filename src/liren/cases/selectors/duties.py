"""The duty list: what is in force, what ended, where it has gaps and where it overlaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liren.accounts.models import Party
from liren.cases.domain import duties as domain
from liren.cases.models import Category, Duty
from liren.cases.selectors.categories import CategoryTree
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.places.models import Place


class DutyUnknown(NotFound):
    """No such entry, or it lies outside what this person may see."""

    code = "cases.duty_unknown"
    sentence = sentence("We could not find this entry of the duty list.")


@dataclass(frozen=True)
class Gap:
    """A class for which nobody stands in the list, and who would be asked all the same."""

    category: Category
    stand_in: Party | None


@dataclass(frozen=True)
class Overlap:
    """A class at a place that the list gives to several parties."""

    category: Category | None
    place: Place
    duties: list[Duty]


def as_value(duty: Duty) -> domain.Duty:
    """An entry as the rules see it."""
    return domain.Duty(
        id=duty.pk,
        category=duty.category_id,
        place_path=duty.place_path,
        party=duty.party_id,
        from_date=duty.from_date,
        until_date=duty.until_date,
    )


def duties_at(paths: Iterable[str], today: date) -> QuerySet[Duty]:
    """The entries in force for exactly these places; of a party that ended today none is."""
    here = Duty.objects.filter(place_path__in=set(paths), party__ended_at__isnull=True)
    rows = _in_force(here, today)
    return rows.select_related("party", "place", "category")


def duties_over(place: Place, today: date) -> QuerySet[Duty]:
    """The entries in force for a place or for one above it."""
    return duties_at(ancestors(place.path), today)


def listed(scope: Scope, *, today: date, ended: bool = False) -> QuerySet[Duty]:
    """The entries of a scope, coarse places before fine; or those that have ended."""
    here = Duty.objects.within(scope)
    rows = here.filter(until_date__lt=today) if ended else _not_ended(here, today)
    known = rows.select_related("party", "place", "category")
    return known.order_by("place_path", "category__position", "id")


def duty_in(scope: Scope, pk: int) -> Duty:
    """One entry of a scope, or not found."""
    found = Duty.objects.within(scope).select_related("place", "party").filter(pk=pk).first()
    if found is None:
        raise DutyUnknown()
    return found


def overlaps_in(scope: Scope, today: date) -> list[Overlap]:
    """Where the list gives one class at one place to several parties."""
    rows = {duty.pk: duty for duty in _in_force(listed(scope, today=today), today)}
    found = domain.overlaps(as_value(duty) for duty in rows.values())
    groups = ([rows[one.id] for one in overlap.duties] for overlap in found)
    return [Overlap(group[0].category, group[0].place, group) for group in groups]


def gaps_at(place: Place, tree: CategoryTree, today: date) -> list[Gap]:
    """The finest classes for which nobody stands in the list at a place."""
    entries = [as_value(duty) for duty in duties_over(place, today)]
    lines = [tree.line(pk) for pk in tree.by_id if not tree.children.get(pk)]
    parties = list(Party.objects.active().filter(place_path__in=ancestors(place.path)))
    missing = domain.gaps(entries, lines=lines, place_path=place.path)
    categories = [tree.by_id[line[0]] for line in missing]
    return [Gap(one, _stand_in(one, parties)) for one in categories]


def _stand_in(category: Category, parties: list[Party]) -> Party | None:
    fitting = [party for party in parties if category.party_kind in (party.duty,) and party.duty]
    return max(fitting, key=lambda party: len(party.place_path), default=None)


def _in_force(rows: QuerySet[Duty], today: date) -> QuerySet[Duty]:
    return _not_ended(rows, today).filter(Q(from_date__isnull=True) | Q(from_date__lte=today))


def _not_ended(rows: QuerySet[Duty], today: date) -> QuerySet[Duty]:
    return rows.filter(Q(until_date__isnull=True) | Q(until_date__gte=today))
