"""三务公开: columns, entries with every version kept, objections with an answer in time."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.office import work_calendar
from liren.core.permissions import Actor, require
from liren.notices.domain.personal import Finding, findings, fingerprint
from liren.notices.domain.publishing import Rhythm, periods
from liren.notices.events import EntryPublished, ObjectionMade
from liren.notices.models import Column, Entry, EntryVersion, Objection
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.affairs import mac_of
from liren.notices.services.storing import NewNotice, send_all
from liren.places.models import Place

LONGEST_TEXT = 4000
LONGEST_QUESTION = 1000
FIRST_YEAR = 2000
PURPOSE = "objection.contact"


class ColumnTaken(Conflict):
    """A name stands once at a place."""

    code = "notices.column_taken"
    sentence = sentence("There is a column of that name here already.")


class BeginsTooEarly(Invalid):
    """Periods are counted from the first one on."""

    code = "notices.begins_too_early"
    sentence = sentence("The first period cannot lie before the year {year}.")


class NotDueYet(Invalid):
    """Only the account of a period that has ended can be published."""

    code = "notices.not_due_yet"
    sentence = sentence("The period {period} has not ended, or the column does not have it.")


class NothingToPublish(Invalid):
    """Words, a table, or both."""

    code = "notices.nothing_to_publish"
    sentence = sentence("Please write something, or choose a table.")


class CorrectionWithoutReason(Invalid):
    """What was published is not changed without saying why."""

    code = "notices.correction_without_reason"
    sentence = sentence("Please write why it is corrected; everybody reads it.")


class PublishedMeanwhile(Conflict):
    """What was written began from a version that holds no longer."""

    code = "notices.published_meanwhile"
    sentence = sentence(
        "A colleague has published this period meanwhile. Nothing of yours is lost: compare it "
        "with what stands now, below, and then publish."
    )


class TellsTooMuch(Invalid):
    """Something looks personal, and nobody has said why it may stand."""

    code = "notices.tells_too_much"
    sentence = sentence("Some of it looks personal ({count}), listed below. Is it to be read?")


class QuestionMissing(Invalid):
    """A question has words."""

    code = "notices.question_missing"
    sentence = sentence("Please write what you would like to know, or what is not right.")


class AnswerMissing(Invalid):
    """An answer has words."""

    code = "notices.answer_missing"
    sentence = sentence("Please write the answer.")


class AnsweredAlready(Conflict):
    """An answer is given once."""

    code = "notices.answered_already"
    sentence = sentence("A colleague has answered already.")


@dataclass(frozen=True, kw_only=True)
class NewColumn:
    """Something to be published again and again."""

    branch: str
    name: str
    name_en: str = ""
    rhythm: str = Rhythm.MONTHLY
    day: int = 10
    since_date: date
    answer_days: int = 10


@dataclass(frozen=True, kw_only=True)
class Account:
    """The words and the table of one period; `reason` when something published is corrected.

    `base` is the number of the version that the clerk saw, 0 for none. `may_stand` says why what
    looks personal may be read, and `seen` is the fingerprint of what the clerk was shown of it.
    """

    text: str = ""
    table: list[list[str]] = field(default_factory=list)
    reason: str = ""
    base: int = 0
    may_stand: str = ""
    seen: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a resident would like to know, and how to answer."""

    text: str
    user: User | None = None
    phone: str = ""


@transaction.atomic
def add_column(*, new: NewColumn, place: Place, by: Actor, now: datetime) -> Column:
    """Say what is published from now on, and by when."""
    require(by, NoticePermission.COLUMNS, at=place)
    if new.since_date.year < FIRST_YEAR:
        raise BeginsTooEarly(year=FIRST_YEAR)
    row = Column(**vars(new))
    row.put_at(place)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise ColumnTaken() from taken
    audit.record("notices.column_added", row, by=by, at=now)
    return row


@transaction.atomic
def end_column(*, column: Column, by: Actor, now: datetime) -> Column:
    """Nothing more is due; what was published stays."""
    require(by, NoticePermission.COLUMNS, at=column.place)
    column.ended_date = timezone.localdate(now)
    column.save(update_fields=["ended_date"])
    audit.record("notices.column_ended", column, by=by, at=now)
    return column


@transaction.atomic
def publish_entry(
    *, column: Column, period: str, account: Account, by: Actor, now: datetime
) -> Entry:
    """Publish the account of a period, or correct it; every version stays to be seen."""
    require(by, NoticePermission.AFFAIRS, at=column.place)
    if period not in {one.key for one in periods(column.rule, timezone.localdate(now))}:
        raise NotDueYet(period=period)
    if not account.text.strip() and not account.table:
        raise NothingToPublish()
    entry, is_new = Entry.objects.get_or_create(
        column=column, period=period, defaults={"published_at": now}
    )
    # Whoever waited here for a colleague finds the colleague's version.
    Entry.objects.select_for_update().get(pk=entry.pk)
    last = EntryVersion.objects.filter(entry=entry).first()
    if account.base != (last.number if last else 0):
        raise PublishedMeanwhile()
    if last is not None and not account.reason.strip():
        raise CorrectionWithoutReason()
    version = _version(entry, last, account)
    version.by, version.at = by.audit_name, now
    version.mac = mac_of(version, bytes(last.mac) if last else b"")
    version.save()
    what = "notices.entry_published" if is_new else "notices.entry_corrected"
    noted = {"version": version.number, "seal": version.mac.hex()}
    noted |= {"confirmed": len(personal_in(account))} if version.confirmed_reason else {}
    audit.record(what, entry, by=by, at=now, **noted)
    publish(EntryPublished(entry_id=entry.pk, version=version.number))
    return entry


def _version(entry: Entry, last: EntryVersion | None, account: Account) -> EntryVersion:
    """The next version; what looks personal stands for a reason, given now or before."""
    reason, left = account.may_stand.strip(), to_confirm(account, last)
    if left and not (reason and account.seen == fingerprint(left)):
        raise TellsTooMuch(count=len(left))
    if not left:
        reason = last.confirmed_reason if last and personal_in(account) else ""
    return EntryVersion(
        entry=entry,
        number=last.number + 1 if last else 1,
        text=account.text.strip()[:LONGEST_TEXT],
        table=account.table,
        reason=account.reason.strip()[:200],
        confirmed_reason=reason[:200],
    )


def personal_in(account: Account) -> list[Finding]:
    """What in an account looks personal."""
    return findings(account.text, account.reason, table=account.table)


def to_confirm(account: Account, last: EntryVersion | None) -> list[Finding]:
    """What of it nobody has said a reason for; what the last version was allowed is allowed."""
    allowed: set[str] = set()
    if last is not None and last.confirmed_reason:
        before = findings(last.text, last.reason, table=last.table)
        allowed = {one.words for one in before}
    return [one for one in personal_in(account) if one.words not in allowed]


@transaction.atomic
def object_to(*, entry: Entry, question: Question, by: Actor, now: datetime) -> Objection:
    """A resident asks; the term of the answer begins."""
    if not question.text.strip():
        raise QuestionMissing()
    salt = secrets.token_hex(16)
    contact = None
    if question.phone.strip():
        contact = crypto.seal(normal_phone(question.phone), purpose=PURPOSE, row=salt)
    row = Objection.objects.create(
        entry=entry,
        link=secrets.token_urlsafe(18),
        text=question.text.strip()[:LONGEST_QUESTION],
        user=question.user,
        contact_sealed=contact,
        salt=salt,
        made_at=now,
        answer_by=work_calendar().add_working_days(now, entry.column.answer_days).at,
    )
    audit.record("notices.objection_made", row, by=by, at=now)
    publish(ObjectionMade(objection_id=row.pk))
    return row


@transaction.atomic
def answer_objection(
    *, objection: Objection, answer: str, is_shown: bool, by: Actor, now: datetime
) -> Objection:
    """Answer whoever asked; the public reads it too when it holds nothing about a person."""
    require(by, NoticePermission.AFFAIRS, at=objection.entry.column.place)
    if not answer.strip():
        raise AnswerMissing()
    answered = Objection.objects.filter(pk=objection.pk, answered_at__isnull=True).update(
        answer=answer.strip()[:LONGEST_TEXT],
        is_shown=is_shown,
        answered_at=now,
        answered_by=by.audit_name,
    )
    if not answered:
        raise AnsweredAlready()
    objection.refresh_from_db()
    _tell(objection, now)
    audit.record("notices.objection_answered", objection, by=by, at=now, is_shown=is_shown)
    return objection


def _tell(row: Objection, now: datetime) -> None:
    phone = None
    if row.contact_sealed:
        phone = crypto.unseal(bytes(row.contact_sealed), purpose=PURPOSE, row=row.salt)
    if row.user is None and phone is None:
        return
    column = row.entry.column
    notice = NewNotice(
        user=row.user,
        phone=phone,
        text=f"{column.name} {row.entry.period}: {row.answer}",
        subject_type=Objection._meta.label_lower,
        subject_id=row.pk,
        place_path=column.place_path,
        in_office_hours=True,
    )
    send_all([notice], now=now)
