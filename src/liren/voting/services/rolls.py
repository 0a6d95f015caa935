"""Every change of a roll is a new version with its reason; none is ever changed."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from liren.accounts.selectors import normal_phone, phone_index
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor
from liren.core.tables import Table, open_table, written
from liren.people.services import addresses_of
from liren.voting.domain.columns import LineFault, plain
from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import Act
from liren.voting.domain.roll import AreaSource, Status
from liren.voting.domain.roll_lines import (
    Home,
    Owner,
    Reading,
    completed,
    firm_of,
    read_roll,
)
from liren.voting.models import RollFile, RollOwner, RollUnit, RollVersion, Vote
from liren.voting.selectors import rolls as reads
from liren.voting.services.access import begin

BATCH = 500
R = TypeVar("R", RollUnit, RollOwner)


class ChangeWithoutReason(Invalid):
    """A roll is not changed without saying why."""

    code = "voting.roll_change_without_reason"
    sentence = sentence("Please write why the roll is changed; the reason stays with it.")


class RegisterSilent(Conflict):
    """The register has nothing to build a roll from."""

    code = "voting.register_silent"
    sentence = sentence(
        "The register does not say who owns which home. Please bring the owners in as a workbook."
    )


@dataclass(frozen=True)
class Taken:
    """What came of a workbook: a version, or lines to mend."""

    file: RollFile
    version: RollVersion | None


@dataclass(frozen=True, kw_only=True)
class NewRoll:
    """What is said of a workbook; every roll but the first says why it differs."""

    name: str
    source: AreaSource = AreaSource.REGISTER
    reason: str = ""


@transaction.atomic
def import_roll(*, vote: Vote, path: Path, new: NewRoll, by: Actor, now: datetime) -> Taken:
    """Take a workbook as the roll when every line of it can be read; else give it back marked.

    A roll with lines left out would have wrong denominators, so it is the whole file or nothing.
    """
    held = begin(vote, Act.CHANGE_ROLL, by=by)
    if held.roll_id is not None and not new.reason.strip():
        raise ChangeWithoutReason
    table = open_table(path)
    rows = [Headed(1, table.header), *(Headed(row.line, row.cells) for row in table.rows())]
    reading = read_roll(rows, Basis(held.basis), new.source, normal_phone)
    file = RollFile(
        vote=held, name=new.name[-120:], at=now, by=by.audit_name, lines=reading.lines,
        salt=secrets.token_hex(16), is_workbook=table.is_workbook,
    )  # fmt: skip
    version = None
    if reading.faults or not reading.homes:
        file.faults = [[f.line, f.sentence, dict(f.data)] for f in reading.faults]
        marked = returned(table, rows, reading.faults)
        file.returned_sealed = crypto.seal(marked.hex(), purpose=reads.FILE, row=file.salt)
    else:
        version = _store(held, _next(held, new.reason.strip(), by, now, file.name), reading)
        file.version = version
        held.files.update(returned_sealed=None)  # what was to be mended is mended
    file.save()
    data = {"lines": reading.lines, "faults": len(reading.faults)}
    audit.record("voting.roll_file_read", held, by=by, at=now, **data)
    return Taken(file, version)


@dataclass(frozen=True)
class Headed:
    """A line of the file, the heading included."""

    line: int
    cells: list[str]


def mark(fault: LineFault) -> str:
    """What is wrong with a line, in the reader's language."""
    return gettext(fault.sentence).format_map(dict(fault.data))


def returned(table: Table, rows: Sequence[Headed], faults: Sequence[LineFault]) -> bytes:
    """The sender's own table with a column in front that says what to mend."""
    wrong: dict[int, list[str]] = {}
    for fault in faults:
        wrong.setdefault(fault.line, []).append(mark(fault))
    first, *others = [["; ".join(wrong.get(row.line, [])), *row.cells] for row in rows]
    return written(table, first, others)


@transaction.atomic
def build_roll(*, vote: Vote, by: Actor, now: datetime) -> RollVersion:
    """Build the roll of a residents' vote from the register; owners' rolls come as workbooks."""
    held = begin(vote, Act.CHANGE_ROLL, by=by)
    if held.basis == Basis.OWNERS:
        raise RegisterSilent
    homes = reads.homes_of_register(held.place, timezone.localdate(now).year)
    known = [home for home in homes if home.people]
    if not known:
        raise RegisterSilent
    said = gettext("From the register: {known} homes; {empty} without residents are left out.")
    note = said.format(known=len(known), empty=len(homes) - len(known))
    version = _next(held, note, by, now, "register")
    RollUnit.objects.bulk_create(
        [
            RollUnit(
                version=version,
                key=home.key,
                building=home.building,
                area=0,
                owners=sorted(f"person:{person.pk}" for person in home.people),
            )
            for home in known
        ],
        batch_size=BATCH,
    )
    people = [person for home in known for person in home.people]
    phones = addresses_of(people, place=held.place, by=by, purpose=f"roll {held.pk}", now=now)
    RollOwner.objects.bulk_create(
        [_owner(version, f"person:{one.pk}", one.name, phones[one.pk].phone, "") for one in people],
        batch_size=BATCH,
    )
    audit.record("voting.roll_built", held, by=by, at=now, homes=len(known))
    return version


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """A home as it should stand; without owners and area it is taken off."""

    key: str
    area: int = 0
    owners: Sequence[Owner] = ()
    status: Status = Status.DELIVERED
    counts: bool = True
    source: AreaSource = AreaSource.REGISTER
    developer: str = ""
    speaker: str = ""
    is_removed: bool = False


@transaction.atomic
def change_unit(
    *, vote: Vote, change: UnitChange, reason: str, by: Actor, now: datetime
) -> RollVersion:
    """Correct, add or take off one home: a new version that says why."""
    if not reason.strip():
        raise ChangeWithoutReason
    held = begin(vote, Act.CHANGE_ROLL, by=by)
    rows, people = list(reads.units_of(held.roll)), reads.owners_of(held.roll)
    here = {key for row in rows if row.key == change.key for key in row.owners}
    home = Home(
        change.key, 0, change.area, change.status, change.counts, change.source,
        [_known(owner, people.values(), here) for owner in change.owners],
        change.developer, change.speaker,
    )  # fmt: skip
    if not change.is_removed and (wrong := completed(home)):
        raise wrong
    typed = [_filled(owner, people.get(_key(owner))) for owner in home.owners]
    version = _next(held, reason.strip()[:200], by, now, "desk")
    units = [_copy(row, version) for row in rows if row.key != change.key]
    owners = {key: _copy(row, version) for key, row in people.items()}
    if not change.is_removed:
        units.append(_unit(version, home))
        owners |= _owners(version, [replace(home, owners=typed)])
    used = {key for unit in units for key in (*unit.owners, unit.developer)}
    RollUnit.objects.bulk_create(units, batch_size=BATCH)
    RollOwner.objects.bulk_create(
        [row for key, row in owners.items() if key in used], batch_size=BATCH
    )
    audit.record("voting.roll_changed", held, by=by, at=now, version=version.number)
    return version


def _known(owner: Owner, people: Iterable[RollOwner], here: Collection[str]) -> Owner:
    """An owner as the roll has them: of this home by name, of others by name and telephone.

    Without this a corrected area would make a second head of somebody with several homes.
    """
    same = [row for row in people if plain(row.name) == plain(owner.name)]
    if owner.document:  # by it they are known, unless the roll has none of theirs yet
        same = [row for row in same if row.document_sealed is None]
    index = phone_index(owner.phone) if owner.phone else None
    found = [row for row in same if row.key in here] or [
        row for row in same if index and bytes(row.phone_index or b"") == index
    ]
    return replace(owner, key=found[0].key) if len(found) == 1 else owner


def _filled(owner: Owner, row: RollOwner | None) -> Owner:
    """With the telephone and document that the roll has, where none were typed anew."""
    if row is None:
        return owner
    sealed = row.document_sealed
    kept = crypto.unseal(bytes(sealed), purpose="document", row=row.salt) if sealed else ""
    phone, document = owner.phone or reads.phone_of(row), owner.document or kept
    return replace(owner, phone=phone, document=document)


def _next(vote: Vote, reason: str, by: Actor, now: datetime, source: str) -> RollVersion:
    last = vote.versions.order_by("-number").first()
    version = RollVersion.objects.create(
        vote=vote,
        number=last.number + 1 if last else 1,
        reason=reason[:200],
        source=source[:120],
        made_at=now,
        made_by=by.audit_name,
    )
    Vote.objects.filter(pk=vote.pk).update(roll=version)
    return version


def _store(vote: Vote, version: RollVersion, reading: Reading) -> RollVersion:
    homes = list(reading.homes.values())
    RollUnit.objects.bulk_create([_unit(version, home) for home in homes], batch_size=BATCH)
    RollOwner.objects.bulk_create(_owners(version, homes).values(), batch_size=BATCH)
    return version


def _unit(version: RollVersion, home: Home) -> RollUnit:
    keys = {plain(owner.name): _key(owner) for owner in home.owners}
    developer = _key(firm_of(home.developer)) if home.developer else ""
    return RollUnit(
        version=version,
        key=home.key,
        building=home.building,
        area=home.area,
        status=home.status,
        counts=home.counts,
        owners=sorted(_key(owner) for owner in home.owners),
        speaker=keys.get(plain(home.speaker), ""),
        developer=developer,
        area_source=home.source,
    )


def _owners(version: RollVersion, homes: Iterable[Home]) -> dict[str, RollOwner]:
    found: dict[str, RollOwner] = {}
    for home in homes:
        firm = [firm_of(home.developer)] if home.developer else []
        for owner in (*home.owners, *firm):
            key = _key(owner)
            # Known by a document, and the telephone stands on one of their lines only.
            if key not in found or (owner.phone and found[key].phone_sealed is None):
                found[key] = _owner(version, key, owner.name, owner.phone, owner.document)
    return found


def _key(owner: Owner) -> str:
    """The same owner has the same key in every version, and nobody reads from it who it is."""
    return owner.key or owner_key(owner.identity)


def owner_key(identity: str) -> str:
    """The key of whoever is known by this."""
    return crypto.blind_index(identity, purpose="roll owner").hex()


def _owner(version: RollVersion, key: str, name: str, phone: str, document: str) -> RollOwner:
    row = RollOwner(version=version, key=key, name=name, salt=secrets.token_hex(16))
    if phone:
        bound = f"roll owner:{row.salt}"
        row.phone_sealed = crypto.seal(phone, purpose=reads.PHONE, row=bound)
        row.phone_index = phone_index(phone)
    if document:
        row.document_sealed = crypto.seal(document, purpose="document", row=row.salt)
    return row


def _copy(row: R, version: RollVersion) -> R:
    row.pk, row.version, row._state.adding = None, version, True
    return row
