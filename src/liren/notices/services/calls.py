"""The call list: homes that no machine reaches are rung or visited, and the caller notes it."""

from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.notices.domain.reaching import IS_REACHED, Outcome
from liren.notices.domain.workflow import Stage
from liren.notices.models import Announcement, AnnouncementHome, CallNote, Delivery
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.announcements import posters_of

CALL, VISIT = "call", "visit"


class NoCallsOpen(Conflict):
    """The announcement holds no longer: nobody need be rung."""

    code = "notices.no_calls_open"
    sentence = sentence("This announcement holds no longer. Nobody need be rung any more.")


@transaction.atomic
def note_call(
    *, home: AnnouncementHome, outcome: str, note: str, by: User, now: datetime
) -> CallNote:
    """Note what came of one call or visit; a home that was reached leaves the list."""
    require(by, NoticePermission.CALL, at=home.place)
    outcome = Outcome(outcome)
    rows = AnnouncementHome.objects.select_for_update(of=("self",)).select_related("announcement")
    row = rows.get(pk=home.pk)
    if row.announcement.stage != Stage.PUBLISHED:
        raise NoCallsOpen()
    written = CallNote.objects.create(
        home=row, outcome=outcome, note=note.strip()[:200], by=by.name, at=now
    )
    row.outcome = outcome
    if outcome in IS_REACHED and not row.reached_by:
        row.reached_by = VISIT if outcome is Outcome.VISITED else CALL
        row.reached_at = now
    row.save(update_fields=["outcome", "reached_by", "reached_at"])
    audit.record("notices.call_noted", row, by=by, at=now, outcome=str(outcome))
    return written


@transaction.atomic
def note_posted(
    *, announcement: Announcement, deliveries: list[int], by: Actor, now: datetime
) -> int:
    """Note which posters hang; says how many were new."""
    require(by, NoticePermission.WRITE, at=announcement.place)
    waiting = posters_of(announcement).filter(status=Delivery.Status.WAITING, pk__in=deliveries)
    ids = list(waiting.values_list("pk", flat=True))
    hung = Delivery.objects.filter(pk__in=ids).update(status=Delivery.Status.SENT, sent_at=now)
    if hung:
        audit.record("notices.posters_hung", announcement, by=by, at=now, count=hung)
    return hung
