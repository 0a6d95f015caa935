"""Parties: the bodies that can be asked to do something."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from liren.accounts.domain.names import tidy
from liren.accounts.models import Grant, Party
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import OFFICE_KINDS, community_party, require_active
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import ancestors
from liren.places.models import Place

KEY_LENGTH = 50
WRITTEN = ("name", "name_en", "phone", "hours", "hours_en")


class KeyTaken(Conflict):
    """Another party has that key."""

    code = "accounts.party_key_taken"
    sentence = sentence("The key {key} belongs to another party.")


class PartyNameMissing(Invalid):
    """Whoever is asked has a name."""

    code = "accounts.party_name_missing"
    sentence = sentence("Please write the name of the party.")


class PartyNameTaken(Conflict):
    """Two of one name at one place cannot be told apart."""

    code = "accounts.party_name_taken"
    sentence = sentence("{place} has a party called {name} already.")


class PartyIsNoMore(Conflict):
    """What has ended stays as it was."""

    code = "accounts.party_is_no_more"
    sentence = sentence("{name} is asked no more, so nothing about it can be changed.")


class PartyAboveItself(Invalid):
    """Following the parties above leads back to where it began."""

    code = "accounts.party_above_itself"
    sentence = sentence("{name} cannot stand above itself.")


class PartyStaffed(Conflict):
    """People still work there."""

    code = "accounts.party_staffed"
    sentence = sentence("{count} roles are still held there. Please have them ended first.")


class PartyHasBelow(Conflict):
    """Others still report to it."""

    code = "accounts.party_has_below"
    sentence = sentence("{names} still stand below it. Please put them elsewhere first.")


class PartyNeeded(Conflict):
    """Without it nobody would answer for its place."""

    code = "accounts.party_needed"
    sentence = sentence("Nobody else answers for {place}. Please add the next office first.")


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A party to be added; without a key it gets one from its name."""

    key: str = ""
    kind: str
    name: str
    name_en: str = ""
    above: Party | None = None
    duty: str = ""
    phone: str = ""
    hours: str = ""
    hours_en: str = ""


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """What may change about a party; what it is, and its key, stay."""

    name: str
    name_en: str = ""
    above: Party | None = None
    duty: str = ""
    phone: str = ""
    hours: str = ""
    hours_en: str = ""


@transaction.atomic
def add_party(new: NewParty, *, place: Place, by: Actor, now: datetime) -> Party:
    """Add a body that can be asked to do something at a place."""
    require(by, AccountPermission.PARTIES, at=place)
    new = replace(new, **_tidied(vars(new)))
    require_active([new.above] if new.above else [])
    party = Party(**vars(new))
    party.key = new.key or _free_key(new)
    party.put_at(place)
    _require_name(party)
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError as taken:
        _require_name(party)  # somebody else gave the name at the same moment
        raise KeyTaken(key=party.key) from taken
    audit.record("accounts.party_added", party, by=by, at=now, key=party.key)
    return party


@transaction.atomic
def change_party(
    *, party: Party, facts: PartyFacts, place: Place, by: Actor, now: datetime
) -> Party:
    """Rename or move a party, or say whom it answers to and how it is reached."""
    require(by, AccountPermission.PARTIES, at=party.place)
    require(by, AccountPermission.PARTIES, at=place)
    party = _held(party, facts.above)
    require(by, AccountPermission.PARTIES, at=party.place)
    if party.ended_at:
        raise PartyIsNoMore(name=party.name)
    left = party.place
    wanted = {**vars(facts), **_tidied(vars(facts)), "place": place}
    changed = sorted(name for name, value in wanted.items() if getattr(party, name) != value)
    if not changed:
        return party
    if "above" in changed:
        require_active([facts.above] if facts.above else [])
    for name in changed:
        setattr(party, name, wanted[name])
    party.put_at(place)
    _require_name(party)
    _save(party, changed)
    _require_office(party, left)
    audit.record("accounts.party_changed", party, by=by, at=now, key=party.key, changed=changed)
    return party


@transaction.atomic
def end_party(*, party: Party, by: Actor, now: datetime) -> Party:
    """From now on nobody asks it any more; what it did stays under its name."""
    require(by, AccountPermission.PARTIES, at=party.place)
    party = _held(party)
    if party.ended_at:
        return party
    if held := Grant.objects.not_over(now).filter(party=party).count():
        raise PartyStaffed(count=held)
    if below := party.below.filter(ended_at=None).values_list("name", flat=True):
        raise PartyHasBelow(names="、".join(below))
    party.ended_at = now
    party.save(update_fields=["ended_at"])
    _require_office(party, party.place)
    audit.record("accounts.party_ended", party, by=by, at=now, key=party.key)
    return party


def _held(party: Party, above: Party | None = None) -> Party:
    """The party as it is now, held with all that a change of it rests on, in a fixed order.

    These are the parties above it to be, and the offices of its place: two administrators must
    neither close a ring between them, nor take the last two offices away.
    """
    seen = Party.objects.get(pk=party.pk)
    line = _line_above(party, above)
    offices = Party.objects.active().filter(
        kind__in=OFFICE_KINDS, place_path__in=ancestors(seen.place_path)
    )
    ids = {party.pk, *line, *offices.values_list("pk", flat=True)}
    rows = Party.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    held = {row.pk: row for row in rows.select_related("place").order_by("pk")}
    now_there = held[party.pk]
    is_line_held = held.keys() >= set(_line_above(party, above))
    if not is_line_held or now_there.place_path != seen.place_path:
        raise Conflict()  # somebody changed what it rests on before it was held
    return now_there


def _line_above(party: Party, above: Party | None) -> list[int]:
    """The parties from one upwards as they are stored now; refused when the party is among them."""
    line: list[int] = []
    at = above.pk if above else None
    while at is not None and at not in line:
        if at == party.pk:
            raise PartyAboveItself(name=party.name)
        line.append(at)
        at = Party.objects.values_list("above", flat=True).get(pk=at)
    return line


def _require_office(party: Party, place: Place) -> None:
    """An office that ended or moved leaves nobody without one."""
    if party.kind in OFFICE_KINDS and community_party(place) is None:
        raise PartyNeeded(place=place.name)


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tidy(facts[name]) for name in WRITTEN}


def _require_name(party: Party) -> None:
    if not party.name:
        raise PartyNameMissing()
    same = Party.objects.active().filter(place=party.place_id, name=party.name)
    if same.exclude(pk=party.pk).exists():
        raise PartyNameTaken(name=party.name, place=party.place.name)


def _save(party: Party, changed: list[str]) -> None:
    fields = {*changed, "place_path", "community_path"}
    try:
        with transaction.atomic():
            party.save(update_fields=fields)
    except IntegrityError as taken:
        raise PartyNameTaken(name=party.name, place=party.place.name) from taken


def _free_key(new: NewParty) -> str:
    """Its English name, or its name as it is spelled, with a number where that is taken."""
    from pypinyin import lazy_pinyin  # a large table, and parties are seldom added

    spelled = slugify(new.name_en) or slugify(" ".join(lazy_pinyin(new.name)))
    base = spelled[:KEY_LENGTH].strip("-") or "party"
    taken = set(Party.objects.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)
