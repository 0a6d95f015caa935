"""What the clock does: publication ends, evaluations are settled, silence is not left alone."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.accounts.selectors import users_with
from liren.core import audit
from liren.core.errors import sentence
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.deliberation.domain.phases import Phase, Step
from liren.deliberation.models import Measure, Sitting, Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.measures import silent
from liren.deliberation.selectors.sittings import POSTED_WITHIN, not_posted
from liren.deliberation.services.evaluations import settle_evaluation
from liren.deliberation.services.moving import Move, move_topic
from liren.deliberation.services.words import note_step
from liren.notices.services.duty import StaffNotice, tell_staff

AT_ONCE = 200
LANGUAGE = "zh-hans"
SILENT = sentence("Nothing was heard of “{what}” for thirty days. {link}")
NOT_POSTED = sentence("The minutes of “{title}” are not posted yet. {link}")


def follow_the_clock(*, now: datetime) -> int:
    """Begin what was published long enough, settle what was evaluated; says how many moved."""
    due = Topic.objects.filter(open_until__lte=now).select_related("place").order_by("open_until")
    moved = 0
    for row in due.filter(phase=Phase.PUBLICATION)[:AT_ONCE]:
        move_topic(topic=row, move=Move(step=Step.BEGIN), by=SYSTEM, now=now)
        moved += 1
    for row in due.filter(phase=Phase.EVALUATION)[:AT_ONCE]:
        moved += settle_evaluation(topic=row, now=now) is not Phase.EVALUATION
    return moved


def remind_silent(*, now: datetime) -> int:
    """Thirty days without news: the party and the committee are told; says how many."""
    rows = list(silent(now)[:AT_ONCE])
    for row in rows:
        _remind(row, now)
    return len(rows)


@transaction.atomic
def _remind(measure: Measure, now: datetime) -> None:
    Measure.objects.filter(pk=measure.pk).update(reminded_at=now)
    note_step(measure.topic, "measure_silent", by=SYSTEM, now=now, of=measure)
    words = _in_chinese(SILENT).format(
        what=measure.what,
        link=settings.LIREN_URL + reverse("deliberation:desk_measure", args=[measure.pk]),
    )
    notice = StaffNotice(
        place=measure.place,
        text=words,
        subject_type=f"{Measure._meta.label_lower}.silent.{now:%Y%m%d}",
        subject_id=measure.pk,
    )
    tell_staff(notice, staff=_concerned(measure, now), now=now)
    audit.record("deliberation.measure_reminded", measure, by=SYSTEM, at=now)


def _concerned(measure: Measure, now: datetime) -> list[User]:
    """Those who lead at the place, and whoever works for the party in charge."""
    lead = users_with(TalkPermission.LEAD, measure.place, now)
    party = [grant.user for grant in measure.party.grants.in_force(now).select_related("user")]
    return list(dict.fromkeys([*lead, *party]))


def remind_of_minutes(*, now: datetime) -> int:
    """Minutes are posted within three days; whoever leads is told once when they are not."""
    rows = not_posted(EVERYWHERE, now).filter(starts_at__lte=now - POSTED_WITHIN)
    for row in rows.select_related("topic__place")[:AT_ONCE]:
        words = _in_chinese(NOT_POSTED).format(
            title=row.topic.title,
            link=settings.LIREN_URL + reverse("deliberation:desk_sitting", args=[row.pk]),
        )
        notice = StaffNotice(
            place=row.topic.place,
            text=words,
            subject_type=Sitting._meta.label_lower,
            subject_id=row.pk,
        )
        tell_staff(notice, staff=users_with(TalkPermission.LEAD, row.topic.place, now), now=now)
    return len(rows)


def _in_chinese(words: str) -> str:
    """Messages to staff speak the language of the office."""
    with override(LANGUAGE):
        return gettext(words)
