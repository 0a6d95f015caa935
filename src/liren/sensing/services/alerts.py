"""What people do with alerts: take on, handle, close with what it was."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.core import audit
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.places.selectors import home_community
from liren.sensing.domain.alerts import Act, Result, after, result_of
from liren.sensing.domain.findings import FOUND, Found
from liren.sensing.events import AlertClosed
from liren.sensing.models import Alert
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.alerts import was_sent
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder


@transaction.atomic
def acknowledge(*, alert: Alert, by: Actor, now: datetime) -> Alert:
    """Say that one goes; the order is accepted with it."""
    row = _locked(alert, by, now)
    row.stage = after(row.stage, Act.ACKNOWLEDGE)
    row.acknowledged_at, row.acknowledged_by = now, by.audit_name
    row.save(update_fields=["stage", "acknowledged_at", "acknowledged_by"])
    order = _open_order(row)
    if order is not None and order.accepted_at is None:
        workorders.accept(order=order, by=by, now=now)
    audit.record("sensing.alert_acknowledged", row, by=by, at=now)
    return row


@transaction.atomic
def handle(*, alert: Alert, note: str, by: Actor, now: datetime) -> Alert:
    """Note that somebody was there and what was done."""
    row = _locked(alert, by, now)
    row.stage = after(row.stage, Act.HANDLE)
    row.handled_at, row.handled_by, row.note = now, by.audit_name, note.strip()[:400]
    row.save(update_fields=["stage", "handled_at", "handled_by", "note"])
    audit.record("sensing.alert_handled", row, by=by, at=now)
    return row


@transaction.atomic
def close(*, alert: Alert, result: str, note: str, by: Actor, now: datetime) -> Alert:
    """Say what it turned out to be; with the last alert of an order the order is done."""
    row = _locked(alert, by, now)
    row.stage, row.result = after(row.stage, Act.CLOSE), result_of(result)
    row.note = note.strip()[:400] or row.note
    row.closed_at, row.closed_by = now, by.audit_name
    row.last_at = max(row.last_at, row.raised_at)
    row.save()
    order = _open_order(row)
    if order is not None and not Alert.objects.active().filter(order=order).exists():
        workorders.finish(order=order, result=row.note or row.result, by=by, now=now)
    publish(AlertClosed(alert_id=row.pk, result=Result(row.result)))
    audit.record("sensing.alert_closed", row, by=by, at=now, result=row.result)
    if row.forget_when_closed:
        _forget_orders(take_words_out(Q(pk=row.pk)), by, now)
    return row


@transaction.atomic
def hand_over(*, alert: Alert, order: WorkOrder, by: Actor, now: datetime) -> Alert:
    """Let another order stand for an alert; its own is done when no other alert needs it."""
    row = _locked(alert, by, now)
    before = _open_order(row)
    row.order = order
    row.save(update_fields=["order"])
    if before is not None and not Alert.objects.active().filter(order=before).exists():
        workorders.finish(order=before, result=row.rule, by=by, now=now)
    audit.record("sensing.alert_handed_over", row, by=by, at=now, order=order.pk)
    return row


@transaction.atomic
def forget_words_of(*, devices: Collection[int], by: Actor, now: datetime) -> None:
    """Take out what alerts of some devices, and their orders, tell; kind and days stay."""
    _forget_orders(take_words_out(Q(device__in=devices)), by, now)


def take_words_out(whose: Q) -> list[Alert]:
    """Take out what alerts tell, and give the closed ones; of the others it goes when they close.

    To an open one somebody still has to go.
    """
    Alert.objects.active().filter(whose).update(forget_when_closed=True)
    closed = Alert.objects.filter(whose, closed_at__isnull=False).select_related("place")
    told = closed.exclude(note="", reason__sentence__isnull=True)
    rows = list(told.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.note, row.reason = "", {"found": row.reason.get("found", Found.OTHER)}
    Alert.objects.bulk_update(rows, ["note", "reason"], batch_size=500)
    return rows


def _forget_orders(rows: Iterable[Alert], by: Actor, now: datetime) -> None:
    for row in rows:
        if row.order_id is None or Alert.objects.active().filter(order=row.order_id).exists():
            continue
        with override("zh-hans"):
            title = gettext(FOUND[Found(row.reason["found"])])
        at = home_community(row.place) or row.place
        workorders.forget_words(orders=[row.order_id], title=title, at=at, by=by, now=now)


def _locked(alert: Alert, by: Actor, now: datetime) -> Alert:
    held = Alert.objects.select_for_update(of=("self",)).select_related("place", "device", "order")
    row = held.get(pk=alert.pk)
    if not (isinstance(by, User) and was_sent(by, row, now)):
        require(by, SensingPermission.HANDLE, at=row.place)
    return row


def _open_order(alert: Alert) -> WorkOrder | None:
    if alert.order_id is None:
        return None
    return WorkOrder.objects.filter(pk=alert.order_id, closed_at__isnull=True).first()
