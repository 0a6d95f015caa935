"""Who would do it: the duty list by class and place, then the class's duty, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from liren.accounts.models import Party
from liren.cases.domain import duties as domain
from liren.cases.models import Case, Duty
from liren.cases.selectors.categories import CategoryTree, category_tree
from liren.cases.selectors.duties import as_value, duties_at
from liren.core.errors import sentence
from liren.core.scope import Scope, ancestors, community_of
from liren.places.models import Place
from liren.ui.naming import local_name

BY_RULE = sentence("Duty list: {category} in {place}")
BY_RULE_ALONE = sentence("Duty list: everything in {place}")
BY_SEVERAL = sentence("The duty list names {count} parties; please choose")
BY_DUTY = sentence("{category} is the duty of {party}")
BY_FAST_LANE = sentence("Small matters stay in the community")
UNREAD = ("place__geometry", "place__details", "place__aliases", "category__keywords")


@dataclass(frozen=True)
class Suggestion:
    """A party, and why: an English sentence with its data, translated by the page."""

    party: Party
    why: str
    data: dict[str, str] = field(default_factory=dict)
    is_automatic: bool = False


def suggested_party(case: Case, today: date | None = None) -> Suggestion | None:
    """Who would do this case."""
    return suggested_parties([case], today).get(case.pk)


def suggested_parties(cases: Sequence[Case], today: date | None = None) -> dict[int, Suggestion]:
    """Who would do each of the cases, in three statements however many they are."""
    if not cases:
        return {}
    above = {path for case in cases for path in ancestors(case.place_path)}
    known = _Known(
        category_tree(),
        {duty.pk: duty for duty in duties_at(above, today or timezone.localdate()).defer(*UNREAD)},
        list(Party.objects.active().filter(place_path__in=above)),
    )
    found = ((case.pk, known.suggest(case)) for case in cases)
    return {pk: suggestion for pk, suggestion in found if suggestion}


@dataclass(frozen=True)
class _Known:
    tree: CategoryTree
    duties: dict[int, Duty]
    parties: list[Party]

    def suggest(self, case: Case) -> Suggestion | None:
        line = self.tree.line(case.category_id)
        return self._by_duty(case, line) or self._by_class(case)

    def _by_duty(self, case: Case, line: list[int]) -> Suggestion | None:
        """Whoever answers by the list; where several do, nobody is chosen without asking."""
        entries = (as_value(duty) for duty in self.duties.values())
        found = domain.answering(entries, line=line, place_path=case.place_path)
        if not found:
            return None
        duty = self.duties[found[0].id]
        named = local_name(duty.category) if duty.category else ""
        data = {"place": local_name(duty.place), "category": named}
        others = {entry.party for entry in found} - {duty.party_id}
        if others:
            return Suggestion(duty.party, BY_SEVERAL, {**data, "count": str(len(others) + 1)})
        why = BY_RULE if duty.category else BY_RULE_ALONE
        return Suggestion(duty.party, why, data, duty.automatic)

    def _by_class(self, case: Case) -> Suggestion | None:
        category = self.tree.by_id.get(case.category_id or 0)
        if category is None:
            return None
        if category.party_kind:
            party = _nearest(self.parties, case, lambda p: p.duty == category.party_kind)
            if party:
                data = {"category": local_name(category), "party": local_name(party)}
                return Suggestion(party, BY_DUTY, data)
        if category.fast_lane:
            office = _nearest(self.parties, case, lambda p: p.kind == Party.Kind.COMMUNITY)
            return Suggestion(office, BY_FAST_LANE) if office else None
        return None


def _nearest(parties: Iterable[Party], case: Case, fits: Callable[[Party], bool]) -> Party | None:
    near = [p for p in parties if fits(p) and case.place_path.startswith(p.place_path)]
    return max(near, key=lambda p: len(p.place_path), default=None)


def parties_for(case: Case) -> QuerySet[Party]:
    """Everybody who can be asked about a case."""
    return parties_around(case.place)


def parties_around(place: Place) -> QuerySet[Party]:
    """Everybody who can be asked at a place: above it, or in its community."""
    active = Party.objects.active()
    above = active.filter(place_path__in=ancestors(place.path))
    inside = active.within(Scope.of([community_of(place.path) or place.path]))
    return (above | inside).order_by("kind", "name")
