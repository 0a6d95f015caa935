"""What one source wrote is taken back, as far as nobody has said anything since.

A value returns to what stood before it; a record that began with it goes, with what hangs on it.
Whatever somebody has touched since stays as it is, and is named.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import PROTECT, ForeignObjectRel, Q, QuerySet

from liren.core import audit
from liren.core.permissions import Actor, require
from liren.people.domain import values
from liren.people.domain.elements import Element, Kind
from liren.people.models import (
    Fact,
    Join,
    PersonLabel,
    Proposal,
    Record,
    Residence,
    State,
    writing,
)
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import MODELS, said_in
from liren.people.services import labelling
from liren.people.services.storing import Store, restore
from liren.places.models import Place

# What hangs on others goes first.
ORDER = (
    *("payment", "benefit", "visit", "membership", "residence", "position", "certificate"),
    *("vehicle", "organisation", "household", "person"),
)


@dataclass(frozen=True)
class Written:
    """What one source did to one record: begun it, or changed some of its elements."""

    kind: str
    pk: int
    is_new: bool
    elements: tuple[str, ...] = ()


@transaction.atomic
def take_back(
    written: Sequence[Written], *, source: str, at: Place, by: Actor, now: datetime
) -> list[Written]:
    """Undo what a source wrote; says what somebody has touched since, which stays."""
    require(by, PeoplePermission.KEEP, at=at)
    store = Store(source, by, now)
    with writing():
        _withdraw(written, source, by, now)
        kept = _adopted(written, source)
        for kind in ORDER:
            some = [one for one in written if one.kind == kind]
            kept += _restore(store, [one for one in some if not one.is_new])
            store.flush()
            kept += _remove(store, kind, [one for one in some if one.is_new], now)
        store.finish()
    return kept


def _withdraw(written: Sequence[Written], source: str, by: Actor, now: datetime) -> None:
    """What was only proposed is proposed no more."""
    for kind in {one.kind for one in written}:
        ids = [one.pk for one in written if one.kind == kind]
        facts = Fact.objects.filter(
            subject=kind, subject_id__in=ids, source=source, state=State.PROPOSED
        )
        waiting = Proposal.objects.filter(fact__in=facts, decided_at__isnull=True)
        told = list(waiting.values_list("pk", "fact_id"))
        Proposal.objects.filter(pk__in=[pk for pk, _ in told]).update(
            decided_at=now, decided_by=by.audit_name[:120], reason="undone"
        )
        Fact.objects.filter(pk__in=[fact for _, fact in told]).update(state=State.WITHDRAWN)


def _adopted(written: Sequence[Written], source: str) -> list[Written]:
    """What was proposed and accepted since: it is the owner's word now, and stays."""
    kept: dict[tuple[str, int], list[str]] = {}
    for kind in {one.kind for one in written}:
        ids = [one.pk for one in written if one.kind == kind and not one.is_new]
        said = Fact.objects.filter(subject=kind, subject_id__in=ids, source=source)
        accepted = Proposal.objects.filter(fact__in=said, decided_at__isnull=False, reason="")
        current = set(said.filter(state=State.CURRENT).values_list("subject_id", "element"))
        for pair in accepted.values_list("fact__subject_id", "fact__element"):
            if pair in current:
                kept.setdefault((kind, pair[0]), []).append(pair[1])
    return [Written(kind, pk, False, tuple(names)) for (kind, pk), names in sorted(kept.items())]


def _restore(store: Store, changed: Sequence[Written]) -> list[Written]:
    """Put back what stood before; what was said since stays."""
    if not changed:
        return []
    model = MODELS[changed[0].kind]
    known = store.elements(changed[0].kind)
    rows = list(model._default_manager.filter(pk__in=[one.pk for one in changed]))
    held = store.hold(rows)
    before = _before(changed)
    kept = []
    for one in changed:
        row = held.get((one.kind, one.pk))
        if row is None:
            continue
        told = [known[name] for name in one.elements if name in known]
        mine = [of for of in told if _is_mine(store, row, of)]
        if len(mine) < len(told):
            kept.append(one)
        for element in mine:
            past = _last(before.get((one.pk, element.field), []), store.current(row, element))
            value = _value(row, element, past)
            if value not in (None, "") or not element.is_required:
                restore(store, row, element, value, past)
    return kept


def _is_mine(store: Store, row: Record, element: Element) -> bool:
    fact = store.current(row, element)
    return fact is not None and fact.source == store.source


def _before(changed: Sequence[Written]) -> dict[tuple[int, str], list[Fact]]:
    """The facts of the past of each value, in their order."""
    ids = [one.pk for one in changed]
    rows = Fact.objects.filter(subject=changed[0].kind, subject_id__in=ids, state=State.PAST)
    found: dict[tuple[int, str], list[Fact]] = {}
    for row in rows.order_by("revision", "id"):
        found.setdefault((row.subject_id, row.element), []).append(row)
    return found


def _last(past: list[Fact], current: Fact | None) -> Fact | None:
    """The latest that is not the current one itself, which a stretch may have revived."""
    while past:
        if (fact := past.pop()) is not current:
            return fact
    return None


def _value(row: Record, element: Element, past: Fact | None) -> object:
    if past is None:
        return values.empty(element)
    value = values.from_text(element, said_in(past))
    if element.kind is Kind.PLACE and value:
        return Place.objects.get(pk=value)
    return value


def _remove(store: Store, kind: str, begun: Sequence[Written], now: datetime) -> list[Written]:
    """Records that began with the source go, unless somebody has used them since."""
    if not begun:
        return []
    model = MODELS[kind]
    ids = {one.pk for one in begun}
    own = _untouched(kind, ids, store.source)
    if kind == "person":
        _remove_what_follows(own, store.source)
    own -= _used(model, own)
    rows: QuerySet[Any] = model._default_manager.filter(pk__in=own)
    homes = set(rows.values_list("place", flat=True)) if kind == "person" else set()
    Fact.objects.filter(subject=kind, subject_id__in=own).delete()
    rows.delete()
    labelling.recompute(homes, set(), now)
    store.lines += [
        audit.Line("people.taken_back", f"people.{kind}:{pk}", {"source": store.source})
        for pk in sorted(own)
    ]
    left = model._default_manager.filter(pk__in=ids - own)
    there = set(left.values_list("pk", flat=True))
    return [one for one in begun if one.pk in there]


def _untouched(kind: str, ids: Collection[int], source: str) -> set[int]:
    """Those of whom only this source has spoken."""
    said = Fact.objects.filter(subject=kind, subject_id__in=ids).exclude(source=source)
    said = said.exclude(state=State.WITHDRAWN)
    rows: QuerySet[Any] = MODELS[kind]._default_manager.filter(pk__in=ids, source=source)
    if kind == "person":
        rows = rows.filter(user=None, confirmed_on=None, merged_into=None)
    return set(rows.values_list("pk", flat=True)) - set(said.values_list("subject_id", flat=True))


def _remove_what_follows(persons: Iterable[int], source: str) -> None:
    """Where they live and their labels came with them; ties that were undone lead nowhere."""
    ids = list(persons)
    undone = Join.objects.filter(undone_at__isnull=False)
    undone.filter(Q(origin__in=ids) | Q(survivor__in=ids)).delete()
    Residence.objects.filter(person__in=ids, source=source, revision=0).delete()
    PersonLabel.objects.filter(person__in=ids).delete()


def _used(model: type[Record], ids: Collection[int]) -> set[int]:
    """Those on whom something else hangs."""
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        # What other modules hold of somebody keeps the record, whether or not it has a way back.
        if relation.hidden and relation.on_delete is not PROTECT:
            continue
        there = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        used |= set(there.values_list(f"{relation.field.name}_id", flat=True))
    return used
