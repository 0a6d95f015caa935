"""The duty roster, and words to staff within their hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liren.accounts.models import User
from liren.accounts.selectors import phone_of_user, users_in
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.office import work_calendar
from liren.core.permissions import Actor, require
from liren.core.scope import Scope, ancestors
from liren.notices.domain.duty import Telling, who_may_be_told
from liren.notices.models import Delivery, DutyShift
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.duty import as_values, on_duty
from liren.notices.services.storing import NewNotice, send_all
from liren.places.models import Place

LONGEST_SHIFT = timedelta(hours=36)


class ShiftWrong(Invalid):
    """A shift begins before it ends, and is not for ever."""

    code = "notices.shift_wrong"
    sentence = sentence("A shift ends after it begins, and within 36 hours.")


class NotOfThisPlace(Invalid):
    """Whoever is on duty works here, or above."""

    code = "notices.not_of_this_place"
    sentence = sentence("{name} holds no role for this place.")


class OnDutyAlready(Conflict):
    """Nobody is on duty twice at once."""

    code = "notices.on_duty_already"
    sentence = sentence("{name} is on duty at that time already.")


@transaction.atomic
def put_on_duty(
    *, user: User, place: Place, from_at: datetime, until_at: datetime, by: Actor, now: datetime
) -> DutyShift:
    """Enter a shift."""
    require(by, NoticePermission.DUTY, at=place)
    if not from_at < until_at <= from_at + LONGEST_SHIFT or until_at <= now:
        raise ShiftWrong()
    if not _works_for(user, place):
        raise NotOfThisPlace(name=user.name)
    same_time = DutyShift.objects.filter(user=user, from_at__lt=until_at, until_at__gt=from_at)
    if same_time.exists():
        raise OnDutyAlready(name=user.name)
    row = DutyShift(user=user, from_at=from_at, until_at=until_at, made_by=by.audit_name)
    row.put_at(place)
    row.save()
    audit.record("notices.put_on_duty", row, by=by, at=now, user=user.username)
    return row


@transaction.atomic
def take_off_duty(*, shift: DutyShift, by: Actor, now: datetime) -> None:
    """Take a shift back, or end one that has begun."""
    require(by, NoticePermission.DUTY, at=shift.place)
    audit.record("notices.taken_off_duty", shift, by=by, at=now, user=shift.user.username)
    if shift.from_at < now < shift.until_at:
        DutyShift.objects.filter(pk=shift.pk).update(until_at=now)
    elif shift.from_at >= now:
        DutyShift.objects.filter(pk=shift.pk).delete()


@dataclass(frozen=True, kw_only=True)
class StaffNotice:
    """Something staff of a place should know."""

    place: Place
    text: str
    subject_type: str
    subject_id: int
    is_emergency: bool = False


@transaction.atomic
def tell_staff(notice: StaffNotice, *, staff: Sequence[User], now: datetime) -> list[Telling]:
    """Tell some staff within their hours; in an emergency whoever is on duty, at once.

    The page "my notices" disturbs nobody and has it at once; the telephone keeps the rule. Called
    again for the same subject, it tells nobody a second time.
    """
    shifts = on_duty(notice.place, now)
    known = {user.pk: user for user in (*staff, *(shift.user for shift in shifts))}
    tellings = who_may_be_told(
        [user.pk for user in staff],
        as_values(shifts),
        now=now,
        calendar=work_calendar(),
        is_emergency=notice.is_emergency,
    )
    told = set(
        Delivery.objects.filter(
            subject_type=notice.subject_type, subject_id=notice.subject_id, user__in=known
        ).values_list("user", flat=True)
    )
    fresh = [one for one in tellings if one.person not in told and one.at is not None]
    send_all([_notice(notice, known[one.person], one) for one in fresh], now=now)
    return tellings


def _notice(notice: StaffNotice, user: User, telling: Telling) -> NewNotice:
    return NewNotice(
        user=user,
        phone=phone_of_user(user),
        text=notice.text,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        place_path=notice.place.path,
        not_before=telling.at,
        at_any_hour=notice.is_emergency,
        in_office_hours=not notice.is_emergency,
    )


def _works_for(user: User, place: Place) -> bool:
    """Whether somebody holds a role at the place, above it, or in a part of it."""
    here = any(grant.place_path in ancestors(place.path) for grant in user.current_grants())
    return here or users_in(Scope.of([place.path])).filter(pk=user.pk, is_active=True).exists()
