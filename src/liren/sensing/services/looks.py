"""Two people open a camera's reference together; who, why and when stays."""

from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.core import audit
from liren.core.permissions import require
from liren.sensing.domain.looks import NothingToLookAt, ReasonMissing
from liren.sensing.models import Alert, Look
from liren.sensing.permissions import SensingPermission


@transaction.atomic
def ask_to_look(*, alert: Alert, reason: str, by: User, now: datetime) -> Look:
    """Ask, with a reason, to look at what a camera points to; nothing is shown yet."""
    row = _locked(alert, by, now)
    if not reason.strip():
        raise ReasonMissing()
    open_ones = Look.objects.filter(alert=row, asked_by=by, agreed_at__isnull=True)
    for before in open_ones:
        if before.asked.waits(now):
            return before
    open_ones.delete()  # nobody agreed within its day
    made = Look.objects.create(alert=row, asked_by=by, asked_at=now, reason=reason.strip()[:200])
    audit.record("sensing.look_asked", row, by=by, at=now, look=made.pk)
    return made


@transaction.atomic
def agree_to_look(*, look: Look, by: User, now: datetime) -> Look:
    """Agree as the second: both may see the reference now, for a while."""
    _locked(look.alert, by, now)
    row = Look.objects.select_for_update().get(pk=look.pk)
    row.asked.require_second(by.pk, now)
    row.agreed_by, row.agreed_at = by, now
    row.save(update_fields=["agreed_by", "agreed_at"])
    asker = row.asked_by.audit_name
    audit.record("sensing.look_agreed", look.alert, by=by, at=now, look=row.pk, asked_by=asker)
    return row


def _locked(alert: Alert, by: User, now: datetime) -> Alert:
    """The alert, held, while it still has a reference."""
    row = Alert.objects.select_for_update(of=("self",)).select_related("place").get(pk=alert.pk)
    require(by, SensingPermission.REVIEW, at=row.place)
    if not row.has_reference(now):
        raise NothingToLookAt()
    return row
