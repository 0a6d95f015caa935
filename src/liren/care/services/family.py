"""Family who may see that all is well: named by the person, closed at once when they say so."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.care.domain.family import LOOKS_FOLDED, MOST_FAMILY
from liren.care.models import FamilyTie
from liren.care.permissions import CarePermission
from liren.care.selectors import family as reads
from liren.care.selectors.oneself import is_self
from liren.care.services.holding import held_person
from liren.care.services.telling import LANGUAGE
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.notices.services import NewNotice, send_all
from liren.people.models import Person
from liren.people.services.reading import Look, note_viewing
from liren.people.services.rights import give_consent, withdraw_consent


class FamilyNameMissing(Invalid):
    """Whoever is named has a name."""

    code = "care.family_name_missing"
    sentence = sentence("Please write the name.")


class PaperMissing(Invalid):
    """For somebody else only with their signature."""

    code = "care.family_paper_missing"
    sentence = sentence("Please write where the signed paper lies.")


class FamilyThere(Conflict):
    """The same number."""

    code = "care.family_there"
    sentence = sentence("This number may see already.")


class FamilyEnough(Conflict):
    """A few, not a public."""

    code = "care.family_enough"
    sentence = sentence("{most} people may see already; please take one off first.")


@dataclass(frozen=True, kw_only=True)
class NewTie:
    """Whom somebody lets see; `paper` is where the signed consent lies."""

    person: Person
    name: str
    phone: str
    paper: str = ""


@transaction.atomic
def name_family(new: NewTie, *, by: Actor, now: datetime) -> FamilyTie:
    """Let somebody see that all is well with a person, and tell them so by text message."""
    is_own = is_self(new.person, by)
    if not is_own:
        require(by, CarePermission.KEEP, at=new.person.place)
        if not new.paper.strip():
            raise PaperMissing()
    name, number = new.name.strip()[:40], normal_phone(new.phone)
    if not name:
        raise FamilyNameMissing()
    held_person(new.person.pk)  # several are named at once
    end_all_ties(person_id=new.person.pk, by=by, now=now)  # before the old ones count
    if reads.ties_of(new.person).count() >= MOST_FAMILY:
        raise FamilyEnough(most=MOST_FAMILY)
    row = FamilyTie(
        person=new.person,
        name=name,
        phone_index=phone_index(number),
        salt=secrets.token_hex(16),
        paper="" if is_own else new.paper.strip()[:120],
        given_at=now,
        given_by=by.audit_name,
    )
    row.phone_sealed = crypto.seal(number, purpose="phone", row=f"family:{row.salt}")
    row.put_at(new.person.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise FamilyThere() from twice
    give_consent(person=new.person, purpose=reads.PURPOSE, by=by, now=now)
    _tell(row, number, now)
    audit.record("care.family_named", row, by=by, at=now, person=new.person.pk)
    return row


@transaction.atomic
def end_tie(*, tie: FamilyTie, by: Actor, now: datetime) -> None:
    """Close it, at once: by the person, by whoever was named, or by the office for them."""
    if not is_self(tie.person, by) and not _is_named(tie, by):
        require(by, CarePermission.KEEP, at=tie.place)
    if not _end(tie.pk, by, now):
        return
    audit.record("care.family_ended", tie, by=by, at=now, person=tie.person_id)
    if not reads.ties_of(tie.person).exists():
        withdraw_consent(person=tie.person, purpose=reads.PURPOSE, by=by, now=now)


@transaction.atomic
def end_all_ties(*, person_id: int, by: Actor, now: datetime) -> None:
    """The consent was taken back elsewhere: the numbers go too."""
    for tie in reads.left_over(Person(pk=person_id)):
        if _end(tie.pk, by, now):
            audit.record("care.family_ended", tie, by=by, at=now, person=person_id)


@transaction.atomic
def look(*, tie: FamilyTie, by: User, now: datetime) -> reads.Today:
    """What is shown of today; that it was looked at is noted before, for the person to see."""
    person, since = tie.person, now - LOOKS_FOLDED
    viewer = f"{by.username} ({tie.name})"  # as the person named them
    if not reads.has_looked(person, viewer, since):
        with override(LANGUAGE):
            purpose = gettext("family: whether all is well")
        seen = Look(reads.LOOKED_AT, purpose, viewer)
        note_viewing([person], seen, by=by, now=now, is_task=True)
    return reads.today_of(person, now)


def _end(pk: int, by: Actor, now: datetime) -> bool:
    ended = FamilyTie.objects.filter(pk=pk, ended_at__isnull=True).update(
        ended_at=now, ended_by=by.audit_name[:120], phone_sealed=None, phone_index=None
    )
    return bool(ended)


def _is_named(tie: FamilyTie, by: Actor) -> bool:
    return isinstance(by, User) and reads.ties_for(by).filter(pk=tie.pk).exists()


def _tell(row: FamilyTie, number: str, now: datetime) -> None:
    link = str(settings.LIREN_URL).rstrip("/") + reverse("care:family")
    with override(LANGUAGE):
        words = gettext("{name} lets you see here whether all is well: {link}")
        text = words.format(name=row.person.name, link=link)
    notice = NewNotice(
        text=text,
        subject_type=FamilyTie._meta.label_lower,
        subject_id=row.pk,
        place_path=row.place_path,
        phone=number,
    )
    send_all([notice], now=now)
