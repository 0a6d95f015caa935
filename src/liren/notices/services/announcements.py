"""公告: draft, look at whom it reaches, publish, withdraw; it ends by itself."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor, require
from liren.notices.channels import Reach
from liren.notices.domain.workflow import Stage, Step, after
from liren.notices.events import AnnouncementClosed, AnnouncementPublished
from liren.notices.models import Announcement, AnnouncementHome, Delivery
from liren.notices.permissions import NoticePermission
from liren.notices.services.carrying import withdraw_waiting
from liren.people.selectors import labels
from liren.places.models import Place

SEND_OUT = "liren.notices.jobs.send_out"
ANNOUNCEMENT = Announcement._meta.label_lower
LONGEST_TEXT = 2000


class ChangedSince(Conflict):
    """What was looked at is not what would go out."""

    code = "notices.changed_since"
    sentence = sentence("The draft has changed since you looked at it. Please look again.")


class WordsMissing(Invalid):
    """An announcement says something, for some time."""

    code = "notices.words_missing"
    sentence = sentence("Please write a title and the text, and until when it holds.")


class ReasonMissing(Invalid):
    """Whoever takes words back says why."""

    code = "notices.reason_missing"
    sentence = sentence("Please write why.")


class OverAlready(Invalid):
    """Nobody is told what is over."""

    code = "notices.over_already"
    sentence = sentence("Its time is over already. Please set a later end.")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to tell a place."""

    title: str
    text: str
    valid_from: datetime
    valid_until: datetime
    title_en: str = ""
    text_en: str = ""
    is_urgent: bool = False
    labels: Sequence[str] = ()
    channels: Sequence[str] = ()


@transaction.atomic
def draft_announcement(*, draft: Draft, place: Place, by: Actor, now: datetime) -> Announcement:
    """Write it down; nobody is told yet."""
    require(by, NoticePermission.WRITE, at=place)
    row = Announcement(made_at=now, made_by=by.audit_name)
    row.put_at(place)
    _fill(row, draft)
    row.save()
    audit.record("notices.announcement_drafted", row, by=by, at=now)
    return row


@transaction.atomic
def edit_announcement(
    *, announcement: Announcement, draft: Draft, place: Place, by: Actor, now: datetime
) -> Announcement:
    """Change a draft."""
    require(by, NoticePermission.WRITE, at=announcement.place)
    require(by, NoticePermission.WRITE, at=place)
    row = _locked(announcement)
    row.stage = after(row.stage, Step.EDIT)
    row.put_at(place)
    _fill(row, draft)
    row.revision += 1
    row.save()
    audit.record("notices.announcement_edited", row, by=by, at=now, revision=row.revision)
    return row


@transaction.atomic
def publish_announcement(
    *, announcement: Announcement, revision: int, by: Actor, now: datetime
) -> Announcement:
    """Tell the place, with the words of the preview; the homes are told by a job."""
    require(by, NoticePermission.PUBLISH, at=announcement.place)
    row = _locked(announcement)
    stage = after(row.stage, Step.PUBLISH)
    if row.revision != revision:
        raise ChangedSince()
    if row.valid_until <= now:
        raise OverAlready()
    row.stage, row.published_at, row.published_by = stage, now, by.audit_name
    row.save(update_fields=["stage", "published_at", "published_by"])
    import_string(SEND_OUT).enqueue(row.pk)
    audit.record("notices.announcement_published", row, by=by, at=now, revision=revision)
    publish(AnnouncementPublished(announcement_id=row.pk))
    return row


@transaction.atomic
def discard_announcement(*, announcement: Announcement, by: Actor, now: datetime) -> Announcement:
    """Put a draft away."""
    require(by, NoticePermission.WRITE, at=announcement.place)
    row = _locked(announcement)
    row.stage, row.closed_at = after(row.stage, Step.DISCARD), now
    row.save(update_fields=["stage", "closed_at"])
    audit.record("notices.announcement_discarded", row, by=by, at=now)
    return row


@transaction.atomic
def withdraw_announcement(
    *, announcement: Announcement, reason: str, by: Actor, now: datetime
) -> Announcement:
    """Take it back, with the reason in public; what has not gone out stays here."""
    require(by, NoticePermission.PUBLISH, at=announcement.place)
    if not reason.strip():
        raise ReasonMissing()
    return _close(_locked(announcement), Step.WITHDRAW, reason.strip()[:200], by, now)


@transaction.atomic
def end_over(*, now: datetime) -> int:
    """End what holds no longer; says how many."""
    over = Announcement.objects.select_for_update()
    rows = list(over.filter(stage=Stage.PUBLISHED, valid_until__lte=now)[:200])
    for row in rows:
        _close(row, Step.END, "", SYSTEM, now)
    return len(rows)


def _close(row: Announcement, step: Step, reason: str, by: Actor, now: datetime) -> Announcement:
    row.stage, row.closed_at, row.closed_reason = after(row.stage, step), now, reason
    row.save(update_fields=["stage", "closed_at", "closed_reason"])
    withdraw_waiting(reason=str(row.stage), of=_waiting_of(row))
    _told_about(row).filter(status=Delivery.Status.FAILED).update(useless_after=now)
    audit.record(f"notices.announcement_{row.stage}", row, by=by, at=now)
    publish(AnnouncementClosed(announcement_id=row.pk))
    return row


def _waiting_of(row: Announcement) -> list[int]:
    waiting = _told_about(row).filter(status=Delivery.Status.WAITING)
    return list(waiting.values_list("pk", flat=True))


def _told_about(row: Announcement) -> QuerySet[Delivery]:
    homes = AnnouncementHome.objects.filter(announcement=row).values("pk")
    to_homes = Q(subject_type=AnnouncementHome._meta.label_lower, subject_id__in=homes)
    return Delivery.objects.filter(to_homes | Q(subject_type=ANNOUNCEMENT, subject_id=row.pk))


def _locked(announcement: Announcement) -> Announcement:
    rows = Announcement.objects.select_for_update(of=("self",))
    return rows.select_related("place").get(pk=announcement.pk)


def _fill(row: Announcement, draft: Draft) -> None:
    for name, value in asdict(draft).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.text, row.text_en = row.text[:LONGEST_TEXT], row.text_en[:LONGEST_TEXT]
    row.labels = [key for key in draft.labels if key in labels]
    row.channels = [key for key in draft.channels if key in set(Reach)]
    if not row.title or not row.text or row.valid_until <= row.valid_from:
        raise WordsMissing()
