"""Who would do it: rules by class and place, then the class's duty, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from liren.accounts.models import Party
from liren.cases.models import Case, DispatchRule
from liren.cases.selectors.categories import CategoryTree, category_tree
from liren.core.errors import sentence
from liren.core.scope import Scope, ancestors, community_of
from liren.ui.naming import local_name

BY_RULE = sentence("A rule for {category} in {place}")
BY_RULE_ALONE = sentence("A rule for {place}")
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


def suggested_party(case: Case) -> Suggestion | None:
    """Who would do this case."""
    return suggested_parties([case]).get(case.pk)


def suggested_parties(cases: Sequence[Case]) -> dict[int, Suggestion]:
    """Who would do each of the cases, in three statements however many they are."""
    if not cases:
        return {}
    above = {path for case in cases for path in ancestors(case.place_path)}
    rules = DispatchRule.objects.filter(place_path__in=above, party__ended_at=None).defer(*UNREAD)
    known = _Known(
        category_tree(),
        list(rules.select_related("party", "place", "category")),
        list(Party.objects.active().filter(place_path__in=above)),
    )
    found = ((case.pk, known.suggest(case)) for case in cases)
    return {pk: suggestion for pk, suggestion in found if suggestion}


@dataclass(frozen=True)
class _Known:
    tree: CategoryTree
    rules: list[DispatchRule]
    parties: list[Party]

    def suggest(self, case: Case) -> Suggestion | None:
        line = self.tree.line(case.category_id)
        return self._by_rule(case, line) or self._by_class(case)

    def _by_rule(self, case: Case, line: list[int]) -> Suggestion | None:
        """The nearest place and, at one place, the finest class."""
        fitting = [
            rule
            for rule in self.rules
            if case.place_path.startswith(rule.place_path)
            and (rule.category_id is None or rule.category_id in line)
        ]
        if not fitting:
            return None
        rule = min(fitting, key=lambda rule: (-len(rule.place_path), _coarseness(rule, line)))
        named = local_name(rule.category) if rule.category else ""
        data = {"place": local_name(rule.place), "category": named}
        why = BY_RULE if rule.category else BY_RULE_ALONE
        return Suggestion(rule.party, why, data, rule.automatic)

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


def _coarseness(rule: DispatchRule, line: list[int]) -> int:
    return line.index(rule.category_id) if rule.category_id in line else len(line)


def _nearest(parties: Iterable[Party], case: Case, fits: Callable[[Party], bool]) -> Party | None:
    near = [p for p in parties if fits(p) and case.place_path.startswith(p.place_path)]
    return max(near, key=lambda p: len(p.place_path), default=None)


def parties_for(case: Case) -> QuerySet[Party]:
    """Everybody who can be asked at the place of a case: above it, or in its community."""
    active = Party.objects.active()
    above = active.filter(place_path__in=ancestors(case.place_path))
    inside = active.within(Scope.of([community_of(case.place_path) or case.place_path]))
    return (above | inside).order_by("kind", "name")


def rules_in(scope: Scope) -> QuerySet[DispatchRule]:
    """The rules of a place, coarse before fine."""
    rules = DispatchRule.objects.within(scope).select_related("party", "place", "category")
    return rules.order_by("place_path", "category__position", "id")
