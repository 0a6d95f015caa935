"""A ledger is brought in: sent, looked at, read, planned, applied; and taken back.

A person orders each step; the worker carries it out (`go_on`), from where it stopped.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Conflict, Invalid, LirenError, sentence
from liren.core.permissions import Actor, require
from liren.core.upkeep import seldom_checkpointed
from liren.ledgers.domain.codes import SENTENCES
from liren.ledgers.domain.correction import error_file
from liren.ledgers.domain.profiles import read_profile
from liren.ledgers.domain.reading import open_ledger
from liren.ledgers.models import (
    BUSY_STATES,
    Import,
    PlanLine,
    SenderProfile,
    State,
)
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import importing_files as files
from liren.ledgers.services.importing_apply import apply_plan, lines_to_write
from liren.ledgers.services.importing_homes import are_kept
from liren.ledgers.services.importing_look import look, profile_data, profile_of, store_sheets
from liren.ledgers.services.importing_match import Matcher
from liren.ledgers.services.importing_plan import make_plan
from liren.ledgers.services.importing_read import read_rows
from liren.ledgers.services.importing_states import (
    ImportBusy,
    ImportElsewhere,
    TermOver,
    hold,
    mine,
    take_up,
)
from liren.ledgers.services.importing_undo import undo_import
from liren.places.models import Place

# The job calls this service, so the service can only name the job.
JOB = "liren.ledgers.jobs.go_on"
USUAL, SELDOM = gc.get_threshold(), 70_000  # objects, until circles of them are looked for


class SenderMissing(Invalid):
    """A ledger has somebody who made it."""

    code = "ledgers.sender_missing"
    sentence = sentence("Please say who made this ledger.")


class FileEmpty(Invalid):
    """There is nothing in it."""

    code = "ledgers.file_empty"
    sentence = sentence("There is nothing in this file.")


class PlanOutdated(Conflict):
    """The register has changed by another ledger since the plan was made."""

    code = "ledgers.plan_outdated"
    sentence = sentence(
        "Another ledger of this place was brought in since. Make the plan again and look at it."
    )


@dataclass(frozen=True, kw_only=True)
class NewLedger:
    """What a person says of a file when they send it."""

    file: BinaryIO
    name: str
    sender: str
    place: Place
    corrects: Import | None = None


@dataclass(frozen=True, kw_only=True)
class NewMapping:
    """What a person says of the columns: by sheet and place, with the header where it was asked."""

    columns: Mapping[int, Mapping[int, str | None]]
    headers: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    left_out: Iterable[int] = ()
    remember: bool = True


def send_ledger(*, new: NewLedger, by: User, now: datetime) -> Import:
    """Keep a file and have the worker look at it; the same file again is the import it was."""
    require(by, LedgerPermission.IMPORT, at=new.place)
    if not new.sender.strip():
        raise SenderMissing()
    data = files.read_upload(new.file)
    if not data:
        raise FileEmpty()
    digest = files.digest_of(data)
    if (known := _known(new.place, digest)) is not None:
        return known
    ledger = _begun(new, by, now)
    ledger.digest, ledger.size = digest, len(data)
    try:
        with transaction.atomic():
            ledger.save()
            ledger.source = source_of(ledger)
            ledger.save(update_fields=["source"])
            files.keep(ledger, data)
            import_string(JOB).enqueue(ledger.pk, by.pk)
            audit.record("ledgers.sent", ledger, by=by, at=now, bytes=len(data))
    except IntegrityError:
        # Two send the same file in the same moment: the second is shown the first one's.
        if (known := _known(new.place, digest)) is None:
            raise
        return known
    return ledger


def _begun(new: NewLedger, by: User, now: datetime) -> Import:
    sender = new.sender.strip()[:60]
    ledger = Import(
        name=files.safe_name(new.name)[:200],
        sender=sender,
        corrects=new.corrects,
        profile=_remembered(sender, new.place),
        by=by.audit_name[:120],
        made_at=now,
        erase_on=timezone.localdate(now) + timedelta(days=settings.LIREN_LEDGER_DAYS),
    )
    ledger.put_at(new.place)
    return ledger


def _known(place: Place, digest: str) -> Import | None:
    same = Import.objects.filter(place=place, digest=digest, erased_at__isnull=True)
    return same.exclude(state__in=(State.UNDONE, State.REFUSED)).first()


def source_of(ledger: Import) -> str:
    """What the register calls it: who made it, of which day it came, and its number."""
    day = timezone.localdate(ledger.made_at).isoformat()
    return f"{ledger.sender[:50]} {day} #{ledger.pk}"


def _remembered(sender: str, place: Place) -> dict[str, object]:
    row = SenderProfile.objects.filter(place=place, sender=sender).first()
    return dict(row.profile) if row else {}


@transaction.atomic
def set_mapping(*, ledger: Import, new: NewMapping, by: User, now: datetime) -> Import:
    """Say which column holds what, remember it for the sender, and have the file read."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, State.MAPPING)
    sheets = list(held.sheets.order_by("at"))
    data = profile_data(sheets, new.columns, new.headers, new.left_out)
    read_profile(data)
    held.profile = data
    if new.remember:
        row = SenderProfile.objects.filter(place=held.place_id, sender=held.sender).first()
        row = row or SenderProfile(sender=held.sender)
        row.put_at(held.place)
        row.profile, row.changed_at, row.by = data, now, by.audit_name[:120]
        row.save()
    _begin(held, State.READING, by, now, ["profile"])
    return held


@transaction.atomic
def look_again(*, ledger: Import, by: User, now: datetime) -> Import:
    """Back to the columns, before anything was applied."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, State.PLANNED)
    if _is_written(held):
        raise ImportElsewhere()
    _begin(held, State.LOOKING, by, now, [])
    return held


@transaction.atomic
def plan_again(*, ledger: Import, by: User, now: datetime) -> Import:
    """Read and match anew, because the register has moved on."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, State.PLANNED)
    if _is_written(held):
        raise ImportElsewhere()
    _begin(held, State.READING, by, now, [])
    return held


@transaction.atomic
def begin_applying(*, ledger: Import, adds_homes: bool, by: User, now: datetime) -> Import:
    """Have the plan carried out, or what was decided since."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, State.PLANNED, State.APPLIED)
    if held.state == State.PLANNED and _is_outdated(held):
        raise PlanOutdated()
    held.adds_homes = adds_homes
    held.done, held.goal = 0, PlanLine.objects.filter(ledger=held, stage="ready").count()
    _begin(held, State.APPLYING, by, now, ["adds_homes", "done", "goal"])
    return held


@transaction.atomic
def begin_undoing(*, ledger: Import, by: User, now: datetime) -> Import:
    """Have an import taken back."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, State.APPLIED)
    held.done, held.goal, held.left_as_is = (
        0,
        PlanLine.objects.filter(ledger=held, stage="done").count(),
        [],
    )
    _begin(held, State.UNDOING, by, now, ["done", "goal", "left_as_is"])
    return held


@transaction.atomic
def go_on_again(*, ledger: Import, by: User, now: datetime) -> Import:
    """Let what stopped go on where it was."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    held = hold(ledger, *BUSY_STATES)
    if held.stopped_at is None:
        raise ImportBusy()
    _begin(held, State(held.state), by, now, [])
    return held


def _begin(held: Import, state: State, by: User, now: datetime, more: list[str]) -> None:
    held.state, held.stopped_at, held.trouble, held.trouble_data = state, None, "", {}
    held.save(update_fields=["state", "stopped_at", "trouble", "trouble_data", *more])
    import_string(JOB).enqueue(held.pk, by.pk)
    audit.record(f"ledgers.{state}", held, by=by, at=now)


def _is_written(ledger: Import) -> bool:
    return ledger.stretches.exists()


def _is_outdated(ledger: Import) -> bool:
    """Whether another ledger of the place was applied, or taken back, after the plan was made.

    Or whether the plan has not all that is needed to carry it out.
    """
    others = Import.objects.filter(place=ledger.place_id).exclude(pk=ledger.pk)
    since = ledger.planned_at
    return (
        others.filter(applied_at__gt=since).exists()
        or others.filter(undone_at__gt=since).exists()
        or others.filter(state__in=(State.APPLYING, State.UNDOING)).exists()
        or not are_kept(ledger)
    )


def carry_out(*, ledger_id: int, user_id: int, now: datetime) -> None:
    """What is to be done now; what a person has to know of a failure is said on the import."""
    ledger = Import.objects.select_related("place").get(pk=ledger_id)
    by = User.objects.get(pk=user_id)
    if not ledger.is_busy:
        return
    try:
        with transaction.atomic():
            ledger = take_up(ledger)
        require(by, LedgerPermission.IMPORT, at=ledger.place)
        with seldom_collecting(), seldom_checkpointed():
            _DEEDS[State(ledger.state)](ledger, by, now)
    except (ImportElsewhere, ImportBusy, TermOver):
        return  # somebody else has taken it up
    except LirenError as error:
        _stop(ledger, error.code, error.data, now)
    except Exception:
        _stop(ledger, LirenError.code, {}, now)
        raise


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for circles of objects less often: a fifth of a large import is saved."""
    gc.set_threshold(SELDOM, *USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


def _stop(ledger: Import, code: str, data: Mapping[str, object], now: datetime) -> None:
    """A file that cannot be opened is refused; whatever else stopped can go on."""
    state = Import.objects.values_list("state", flat=True).get(pk=ledger.pk)
    values: dict[str, object] = {
        "trouble": code[:60],
        "trouble_data": {key: str(value)[:200] for key, value in data.items()},
        "stopped_at": now,
    }
    if state == State.LOOKING and code != LirenError.code:
        values["state"] = State.REFUSED
    Import.objects.filter(pk=ledger.pk).update(**values)


def _look(ledger: Import, by: Actor, now: datetime) -> None:
    sheets = look(ledger, now=now)
    with transaction.atomic():
        held = mine(ledger, State.LOOKING)
        store_sheets(held, sheets)
        held.state = State.MAPPING
        held.save(update_fields=["state"])


def _read(ledger: Import, by: Actor, now: datetime) -> None:
    matcher = Matcher(ledger)
    read_rows(ledger, matcher.take, now=now)
    ledger.refresh_from_db()
    make_plan(ledger, matcher, by=by, now=now)
    if ledger.errors:
        import_string("liren.ledgers.jobs.write_answer").enqueue(ledger.pk)


def _apply(ledger: Import, by: Actor, now: datetime) -> None:
    apply_plan(ledger, by=by, now=now)


def _undo(ledger: Import, by: Actor, now: datetime) -> None:
    undo_import(ledger, by=by, now=now)


_DEEDS = {
    State.LOOKING: _look,
    State.READING: _read,
    State.APPLYING: _apply,
    State.UNDOING: _undo,
}


def write_answer(*, ledger_id: int, now: datetime) -> None:
    """Make the workbook that goes back to the sender, with the rows that wait."""
    from django.utils.translation import gettext, override

    ledger = Import.objects.select_related("place").get(pk=ledger_id)
    today = timezone.localdate(now).isoformat()
    with (
        files.opened_file(ledger) as path,
        open_ledger(path, today=today, profile=profile_of(ledger)) as book,
        override(settings.LANGUAGE_CODE),
    ):
        data = error_file(book, lambda code: gettext(SENTENCES[code]))
    with transaction.atomic():
        files.keep(ledger, data, is_answer=True)


@transaction.atomic(durable=True)
def take_answer(*, ledger: Import, by: User, now: datetime) -> bytes:
    """The workbook that goes back, in clear: noted first, and nothing where it cannot be noted."""
    require(by, LedgerPermission.IMPORT, at=ledger.place)
    data = files.kept(ledger, is_answer=True)
    if data:
        audit.record("ledgers.errors_taken", ledger, by=by, at=now, rows=ledger.errors)
    return data


__all__ = [
    "FileEmpty",
    "NewLedger",
    "NewMapping",
    "PlanOutdated",
    "SenderMissing",
    "TermOver",
    "begin_applying",
    "begin_undoing",
    "carry_out",
    "go_on_again",
    "lines_to_write",
    "look_again",
    "plan_again",
    "send_ledger",
    "set_mapping",
    "take_answer",
    "write_answer",
]
