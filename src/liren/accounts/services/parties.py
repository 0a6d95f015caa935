"""Parties: the bodies that can be asked to do something."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from liren.accounts.models import Party
from liren.accounts.permissions import AccountPermission
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.places.models import Place


class KeyTaken(Conflict):
    """Another party has that key."""

    code = "accounts.party_key_taken"
    sentence = sentence("The key {key} belongs to another party.")


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A party to be added."""

    key: str
    kind: str
    name: str
    name_en: str = ""
    above: Party | None = None
    duty: str = ""
    phone: str = ""
    hours: str = ""


@transaction.atomic
def add_party(new: NewParty, *, place: Place, by: Actor, now: datetime) -> Party:
    """Add a body that can be asked to do something at a place."""
    require(by, AccountPermission.SYSTEM, at=place)
    party = Party(**vars(new))
    party.put_at(place)
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError as taken:
        raise KeyTaken(key=new.key) from taken
    audit.record("accounts.party_added", party, by=by, at=now, key=new.key)
    return party
