"""Findings become alerts, and alerts become orders, in the transaction of their readings."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField
from django.utils.translation import gettext, override

from liren.accounts.models import Party
from liren.core.permissions import SYSTEM
from liren.core.prepared import Prepared, Slot, Slots, blanks, give_ids, insert, update
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.sensing.domain.findings import FOUND, Change, Severity
from liren.sensing.events import AlertRaised
from liren.sensing.models import Alert
from liren.sensing.services.ingest.directory import Directory
from liren.sensing.services.ingest.judging import Found
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind, NewOrder, cancel, issue_all

LANGUAGE = "zh-hans"  # what stands in an order is written once
SEVERITIES = {
    Severity.NOTICE: Alert.Severity.NOTICE,
    Severity.URGENT: Alert.Severity.SOON,
    Severity.EMERGENCY: Alert.Severity.NOW,
}
# How long somebody may take to go there, before the next level hears of it.
CLOCKS = {
    Alert.Severity.NOW: (ClockKind.URGENT_HOURS, 15),
    Alert.Severity.SOON: (ClockKind.URGENT_HOURS, 120),
    Alert.Severity.NOTICE: (ClockKind.WORKING_DAYS, 3),
}
REFERENCES_KEPT = timedelta(days=7)
_blank = blanks(Alert)
_open = Prepared(
    lambda: (
        Alert.objects.active()
        .filter(device__in=Slots("devices", BigIntegerField()))
        .select_for_update()
        .order_by("device_id", "rule")  # as their index has them
    )
)
_alarms = Prepared(
    lambda: (
        Alert.objects.active()
        .filter(place__in=Slots("homes", BigIntegerField()))
        .filter(order__closed_at__isnull=True, order__kind=WorkOrder.Kind.ALARM)
        .filter(order__due_at__gt=Slot("now", DateTimeField()))
        .select_related("order")
        .order_by("order__urgent", "-order__due_at", "pk")
    )
)
Pair = tuple[int, str]  # id of the device, key of the rule
Sent = tuple[Found, Alert]  # an alert that needs somebody


def raise_alerts(found: Sequence[Found], directory: Directory, now: datetime) -> list[Alert]:
    """Open, count, worsen and clear alerts; gives the new ones, each with somebody sent.

    What was raised and comes again is raised anew where people closed it a moment ago.
    """
    if not found:
        return []
    active = _active(found)
    fresh: dict[Pair, Sent] = {}
    worse: dict[Pair, Sent] = {}
    for one in found:
        pair = (one.known.pk, one.rule.key)
        alert = active.get(pair) or (fresh[pair][1] if pair in fresh else None)
        if alert is None:
            if one.finding.change is Change.RAISED:
                fresh[pair] = (one, _row(one, now))
        elif _change(alert, one, now) and pair in active:
            worse[pair] = (one, alert)
    changed = sorted(active.values(), key=lambda alert: alert.pk)
    update(changed, ["times", "last_at", "severity", "reason", "cleared_at"])
    with override(LANGUAGE):
        return _send(list(fresh.values()), list(worse.values()), directory, now)


def _active(found: Iterable[Found]) -> dict[Pair, Alert]:
    """The alerts that are open now for these devices and rules, held until the end."""
    pairs = {(one.known.pk, one.rule.key) for one in found}
    rows = _open.all(devices={device for device, _rule in pairs})
    return {(row.device_id, row.rule): row for row in rows if (row.device_id, row.rule) in pairs}


def _row(one: Found, now: datetime) -> Alert:
    finding, known = one.finding, one.known
    row = _blank()
    row.device_id, row.rule, row.event_key = known.pk, one.rule.key, one.key
    row.severity, row.reason = SEVERITIES[finding.severity], _reason(one)
    row.reference = one.reference
    row.reference_until = now + REFERENCES_KEPT if one.reference else None
    row.raised_at = row.last_at = now
    row.place_id, row.place_path = known.place_id, known.place_path
    row.community_path = known.community_path
    return row


def _reason(one: Found) -> dict[str, object]:
    finding = one.finding
    return {
        "found": finding.found,
        "sentence": finding.reason.sentence,
        "data": dict(finding.reason.data),
    }


def _change(alert: Alert, one: Found, now: datetime) -> bool:
    """Note what was found once more; whether it is worse than before."""
    if one.finding.change is Change.CLEARED:
        alert.cleared_at = now
        return False
    if one.finding.change is Change.RAISED:
        alert.times, alert.cleared_at = alert.times + 1, None
    alert.last_at = max(now, alert.last_at)
    before, alert.severity = alert.severity, max(alert.severity, SEVERITIES[one.finding.severity])
    alert.reason = _reason(one)
    return alert.severity > before


def _send(
    fresh: Sequence[Sent], worse: Sequence[Sent], directory: Directory, now: datetime
) -> list[Alert]:
    """Store the new alerts, and send somebody for each and for what got worse.

    At one home one person goes for all, unless their order gives them longer than one of these may
    wait: smoke is nothing for whoever comes within three days.
    """
    if not fresh and not worse:
        return []
    alerts = [alert for _found, alert in fresh]
    give_ids(alerts)  # an order names the alert, the alert its order
    worsened = [alert.order_id for _found, alert in worse]
    orders = WorkOrder.objects.in_bulk(worsened) if worsened else {}
    needed = [*fresh, *(one for one in worse if not _hurries(orders.get(one[1].order_id), one[1]))]
    needed.sort(key=lambda one: -one[1].severity)
    spots = directory.spots({alert.place_id for _found, alert in needed})
    running = _running({pk for pk, spot in spots.items() if spot.place.kind == PlaceKind.HOME}, now)
    new: list[tuple[list[Alert], NewOrder]] = []
    joined: dict[int, list[Alert]] = {}
    for found, alert in needed:
        place = spots[alert.place_id].place
        if _hurries(order := running.get(place.pk), alert) and order:
            alert.order_id = order.pk
        elif place.pk in joined:
            joined[place.pk].append(alert)
        elif party := _party(found, directory):
            group = [alert]
            new.append((group, _order(found, alert, place, spots[place.pk].address, party)))
            if place.kind == PlaceKind.HOME:
                joined[place.pk] = group
    _issue(new, fresh, now)
    insert(alerts)
    update([alert for _found, alert in worse], ["order"])
    _take_back(orders.values(), now)
    return alerts


def _issue(
    new: Sequence[tuple[list[Alert], NewOrder]], fresh: Sequence[Sent], now: datetime
) -> None:
    told = [
        AlertRaised(
            alert_id=alert.pk, device_id=alert.device_id, kind=found.known.kind, rule=alert.rule
        )
        for found, alert in fresh
    ]
    issued = issue_all([order for _group, order in new], by=SYSTEM, now=now, told=told)
    for (group, _new), order in zip(new, issued, strict=True):
        for alert in group:
            alert.order_id = order.pk


def _hurries(order: WorkOrder | None, alert: Alert) -> bool:
    """Whether whoever has an order goes as soon as an alert needs somebody."""
    if order is None or order.closed_at is not None:
        return False
    if alert.severity == Alert.Severity.NOW:
        return order.urgent
    is_soon = order.clock_kind == ClockKind.URGENT_HOURS
    return is_soon or alert.severity == Alert.Severity.NOTICE


def _take_back(orders: Iterable[WorkOrder], now: datetime) -> None:
    """Orders for which a more urgent one stands now, if no alert needs them any more."""
    open_ones = [order for order in orders if order.closed_at is None]
    if not open_ones:
        return
    needed = {row.order_id for row in Alert.objects.active().filter(order__in=open_ones)}
    for order in open_ones:
        if order.pk not in needed:
            reason = gettext("It is urgent now, and there is another order for it")
            cancel(order=order, reason=reason, by=SYSTEM, now=now)


def _running(homes: set[int], now: datetime) -> dict[int, WorkOrder]:
    """The order for which somebody is on the way to a home already; of several the soonest.

    A call for help is none of them: it ends with what was found of the call. Nor is what is late:
    whoever did not go stops nobody.
    """
    if not homes:
        return {}
    return {row.place_id: row.order for row in _alarms.all(homes=homes, now=now) if row.order}


def _party(found: Found, directory: Directory) -> Party | None:
    if found.finding.severity is Severity.NOTICE:
        maintainer = directory.maintainer_of(found.known)
        if maintainer is not None:
            return maintainer
    return directory.party_for(found.known, found.rule.ladder)


def _order(found: Found, alert: Alert, place: Place, address: str, party: Party) -> NewOrder:
    kind, amount = CLOCKS[Alert.Severity(alert.severity)]
    what = gettext(FOUND[found.finding.found])
    why = gettext(found.finding.reason.sentence).format_map(dict(found.finding.reason.data))
    where = f"{address}（{found.known.name}）" if found.known.name else address
    return NewOrder(
        kind=WorkOrder.Kind.ALARM,
        subject=alert,
        title=f"{what}：{where}",
        place=place,
        address=address,
        party=party,
        clock_kind=kind,
        clock_amount=amount,
        urgent=alert.severity == Alert.Severity.NOW,
        instruction=why,
    )
