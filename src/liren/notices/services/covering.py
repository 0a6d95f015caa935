"""三务公开: what should never have stood there is covered, and that it was covered stands there.

The words are erased, not sealed: the log needs their hash alone, which stays. It is keyed, so
nobody can guess a number by trying, and the hash of the next version was reckoned over it.
"""

from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party, User
from liren.accounts.selectors import community_party
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.notices.domain.personal import findings
from liren.notices.models import Entry, EntryVersion
from liren.notices.permissions import NoticePermission
from liren.places.models import Place

LONGEST_REASON = 200


class CoverWithoutReason(Invalid):
    """Nothing vanishes without a reason that everybody can read."""

    code = "notices.cover_without_reason"
    sentence = sentence("Please write why it is covered; everybody reads it.")


class ReasonTellsTooMuch(Invalid):
    """The reason would repeat what is to be covered."""

    code = "notices.reason_tells_too_much"
    sentence = sentence("The reason itself looks personal: {words}. Please say it without.")


class StillHolds(Conflict):
    """What holds now is corrected; what stood before can be covered."""

    code = "notices.version_still_holds"
    sentence = sentence("This version holds now. Correct it first; then it can be covered.")


class CoveredAlready(Conflict):
    """It is covered once."""

    code = "notices.covered_already"
    sentence = sentence("A colleague has covered this version already.")


@transaction.atomic
def cover_version(*, version: EntryVersion, reason: str, by: Actor, now: datetime) -> EntryVersion:
    """Erase the words of an old version, and say when, for whom and why."""
    place = version.entry.column.place
    require(by, NoticePermission.AFFAIRS, at=place)
    reason = _reason(reason)
    entry = Entry.objects.select_for_update().get(pk=version.entry_id)
    row = EntryVersion.objects.get(pk=version.pk)
    if row.covered_at is not None:
        raise CoveredAlready()
    if not EntryVersion.objects.filter(entry=entry, number__gt=row.number).exists():
        raise StillHolds()
    row.text, row.table, row.reason, row.confirmed_reason = "", [], "", ""
    row.covered_at, row.covered_by, row.covered_reason = now, by.audit_name, reason
    row.covered_for = _office(by, place)
    row.save()
    seal = bytes(row.mac).hex()
    audit.record("notices.version_covered", entry, by=by, at=now, version=row.number, seal=seal)
    return row


def _reason(text: str) -> str:
    reason = "".join(sign for sign in text if sign >= " ").strip()[:LONGEST_REASON]
    if not reason:
        raise CoverWithoutReason()
    if found := findings(reason):
        raise ReasonTellsTooMuch(words=found[0].words)
    return reason


def _office(by: Actor, place: Place) -> Party | None:
    """The office for which somebody acts here: of the nearest grant, else who looks after it."""
    grants = by.current_grants() if isinstance(by, User) else []
    near = [one for one in grants if one.party and place.path.startswith(one.place_path)]
    best = max(near, key=lambda one: len(one.place_path), default=None)
    return best.party if best else community_party(place)
