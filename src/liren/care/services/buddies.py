"""Pairs of buddies: made with consent, heard of on their days, looked after when not."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.care.domain import buddies as rules
from liren.care.domain.buddies import Face
from liren.care.models import CareTask, Contact, LadderContact, Pair
from liren.care.permissions import CarePermission
from liren.care.selectors import buddies as reads
from liren.care.selectors.oneself import is_self
from liren.care.services.holding import held_person
from liren.care.services.ladders import NewContact, NotAsked, add_contact
from liren.care.services.tasks import NewTask, no_longer_needed, open_task
from liren.care.services.telling import LANGUAGE
from liren.core import audit
from liren.core.errors import Conflict, Invalid, LirenError, NotAllowed, sentence
from liren.core.permissions import SYSTEM, Actor, require
from liren.people.models import Person

log = logging.getLogger(__name__)


class SamePersonTwice(Invalid):
    """Nobody is their own buddy."""

    code = "care.pair_of_one"
    sentence = sentence("Please choose two people.")


class TooManyElders(Conflict):
    """No volunteer carries too many."""

    code = "care.too_many_elders"
    sentence = sentence("{name} looks after {most} people already; that is enough.")


class PairedAlready(Conflict):
    """The same two."""

    code = "care.paired_already"
    sentence = sentence("These two are a pair already.")


class NoDays(Invalid):
    """A rota has days."""

    code = "care.pair_without_days"
    sentence = sentence("Please choose at least one day of the week.")


class NotYourPair(NotAllowed):
    """Only the buddy, or the office for them."""

    code = "care.not_your_pair"
    sentence = sentence("Only the buddy notes this, or the office for them.")


class DayNotOpen(Invalid):
    """Neither tomorrow nor last month."""

    code = "care.day_not_open"
    sentence = sentence("Only the last seven days can be noted.")


@dataclass(frozen=True, kw_only=True)
class NewPair:
    """Who looks after whom, on which days of the week (Monday is 0)."""

    younger: Person
    elder: Person
    days: tuple[int, ...]
    has_agreed: bool = False


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What was noted of one day; without a face nobody answered."""

    on: date
    face: str = ""
    way: str = Contact.Way.PHONE
    words: str = ""


@transaction.atomic
def make_pair(new: NewPair, *, by: Actor, now: datetime) -> Pair:
    """Pair two who agreed; the younger one stands on the older one's ladder from then on."""
    require(by, CarePermission.KEEP, at=new.elder.place)
    require(by, CarePermission.KEEP, at=new.younger.place)
    held_person(new.younger.pk)  # two clerks give one volunteer somebody at once
    if new.younger.pk == new.elder.pk:
        raise SamePersonTwice()
    if not new.has_agreed:
        raise NotAsked()
    if not new.days:
        raise NoDays()
    slot = rules.free_slot(reads.slots_of(new.younger))
    if slot is None:
        raise TooManyElders(name=new.younger.name, most=rules.MOST_ELDERS)
    row = Pair(
        younger=new.younger,
        elder=new.elder,
        slot=slot,
        weekdays=rules.mask_of(new.days),
        since=timezone.localdate(now),
        made_by=by.audit_name,
    )
    row.put_at(new.elder.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise PairedAlready() from twice
    _put_on_ladder(row, by, now)
    audit.record("care.paired", row, by=by, at=now, younger=new.younger.pk, elder=new.elder.pk)
    return row


@transaction.atomic
def part(*, pair: Pair, by: Actor, now: datetime) -> None:
    """End a pair, and take the buddy off the ladder."""
    require(by, CarePermission.KEEP, at=pair.place)
    if not Pair.objects.filter(pk=pair.pk, ended_at__isnull=True).update(ended_at=now):
        return
    rung = LadderContact.objects.filter(
        person=pair.elder_id, resident=pair.younger_id, ended_at__isnull=True
    )
    rung.update(ended_at=now)
    audit.record("care.parted", pair, by=by, at=now)


@transaction.atomic
def note_contact(*, pair: Pair, heard: Heard, by: User, now: datetime) -> Contact:
    """One touch: how they are today; touched again, the last word of the day holds."""
    _require_own(pair, by)
    today = timezone.localdate(now)
    if not today - rules.LOOK_BACK < heard.on <= today:
        raise DayNotOpen()
    row = _held(pair, heard.on)
    before = (row.is_missed, row.face)
    row.face, row.is_missed = (Face(heard.face) if heard.face else ""), not heard.face
    row.way = Contact.Way(heard.way) if heard.face else ""
    row.words, row.at, row.by_name = heard.words.strip()[:200], now, by.name[:80]
    row.save()
    if before != (row.is_missed, row.face):
        _follow(row, pair, by, now)
    audit.record("care.contact_noted", row, by=by, at=now, missed=row.is_missed)
    return row


@transaction.atomic
def take_contact_back(*, pair: Pair, on: date, by: User, now: datetime) -> None:
    """It was the wrong key: the day is open again."""
    _require_own(pair, by)
    row = Contact.objects.select_for_update().filter(pair=pair, date=on).first()
    if row is None:
        return
    with override(LANGUAGE):
        why = gettext("Noted by mistake")
    no_longer_needed(causes=_cause(row), why=why, by=by, now=now)
    audit.record("care.contact_taken_back", row, by=by, at=now)
    row.delete()


def miss_overdue(*, now: datetime) -> int:
    """Whoever was not heard of on their day is looked in on; says how many."""
    missed = 0
    for on in rules.days_over(timezone.localtime(now)):
        for pair in reads.overdue(on):
            missed += _miss(pair, on, now)
    return missed


def _miss(pair: Pair, on: date, now: datetime) -> bool:
    row = Contact(pair=pair, date=on, is_missed=True, at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _follow(row, pair, SYSTEM, now)
            audit.record("care.contact_missed", row, by=SYSTEM, at=now)
    except IntegrityError:  # it was noted this very moment
        return False
    except LirenError as failure:  # no office here: the others are looked in on all the same
        log.error("a missed contact could not be passed on: %s", failure.code)
        return False
    return True


def _follow(row: Contact, pair: Pair, by: Actor, now: datetime) -> None:
    """A missed or a poor day is a task; a good word since then settles it."""
    if row.is_missed or row.face == Face.POOR:
        kind = CareTask.Kind.MISSED if row.is_missed else CareTask.Kind.UNWELL
        cause = f"{_cause(row)}{now.timestamp():.3f}"  # a day may turn bad a second time
        new = NewTask(person=pair.elder, kind=kind, cause=cause, words=row.words, day=row.date)
        open_task(new, by=by, now=now)
        return
    with override(LANGUAGE):
        why = gettext("Heard of since")
    no_longer_needed(causes=_cause(row), why=why, by=by, now=now)


def _cause(row: Contact) -> str:
    return f"contact:{row.pk}:"


def _held(pair: Pair, on: date) -> Contact:
    """The row of a day, held; two phones note the same day at once."""
    if Pair.objects.select_for_update(of=("self",)).get(pk=pair.pk).ended_at is not None:
        raise reads.PairUnknown()
    return reads.contact_on(pair, on) or Contact(pair=pair, date=on)


def _require_own(pair: Pair, by: User) -> None:
    if not is_self(pair.younger, by) and not by.has_perm(CarePermission.DO, pair.place):
        raise NotYourPair()


def _put_on_ladder(row: Pair, by: Actor, now: datetime) -> None:
    if LadderContact.objects.filter(
        person=row.elder, rung="buddy", name=row.younger.name, ended_at__isnull=True
    ).exists():
        return
    new = NewContact(
        person=row.elder,
        rung=LadderContact.Rung.BUDDY,
        name=row.younger.name,
        user=row.younger.user,
        resident=row.younger,
        has_agreed=True,
    )
    add_contact(new, by=by, now=now)
