"""Parties: the bodies that can be asked to do something."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from liren.accounts.models import Grant, Party
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import community_party
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.places.models import Place

KEY_LENGTH = 50


class KeyTaken(Conflict):
    """Another party has that key."""

    code = "accounts.party_key_taken"
    sentence = sentence("The key {key} belongs to another party.")


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
    party = Party(**vars(new))
    party.key = new.key or _free_key(new)
    party.put_at(place)
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError as taken:
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
    _check_above(party, facts.above)
    wanted = {**vars(facts), "place": place}
    changed = sorted(name for name, value in wanted.items() if getattr(party, name) != value)
    for name, value in vars(facts).items():
        setattr(party, name, value)
    party.put_at(place)
    if changed:
        party.save()
        audit.record("accounts.party_changed", party, by=by, at=now, key=party.key, changed=changed)
    return party


@transaction.atomic
def end_party(*, party: Party, by: Actor, now: datetime) -> Party:
    """From now on nobody asks it any more; what it did stays under its name."""
    require(by, AccountPermission.PARTIES, at=party.place)
    party = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if party.ended_at:
        return party
    if held := Grant.objects.in_force(now).filter(party=party).count():
        raise PartyStaffed(count=held)
    if below := party.below.filter(ended_at=None).values_list("name", flat=True):
        raise PartyHasBelow(names="、".join(below))
    party.ended_at = now
    party.save(update_fields=["ended_at"])
    is_office = party.kind in (Party.Kind.COMMUNITY, Party.Kind.STREET)
    if is_office and community_party(party.place) is None:
        raise PartyNeeded(place=party.place.name)
    audit.record("accounts.party_ended", party, by=by, at=now, key=party.key)
    return party


def _check_above(party: Party, above: Party | None) -> None:
    while above is not None:
        if above.pk == party.pk:
            raise PartyAboveItself(name=party.name)
        above = above.above


def _free_key(new: NewParty) -> str:
    """Its English name, or its name as it is spelled, with a number where that is taken."""
    from pypinyin import lazy_pinyin  # a large table, and parties are seldom added

    spelled = slugify(new.name_en) or slugify(" ".join(lazy_pinyin(new.name)))
    base = spelled[:KEY_LENGTH].strip("-") or "party"
    taken = set(Party.objects.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)
