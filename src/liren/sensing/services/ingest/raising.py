"""Findings become alerts, and alerts become orders, in the transaction of their readings."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext, override

from liren.accounts.models import Party
from liren.core.permissions import SYSTEM
from liren.core.prepared import insert, update
from liren.places.models import Kind as PlaceKind
from liren.places.models import Place
from liren.sensing.domain.findings import FOUND, Change, Severity
from liren.sensing.events import AlertRaised
from liren.sensing.models import Alert
from liren.sensing.services.ingest.directory import Directory
from liren.sensing.services.ingest.judging import Found
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind, NewOrder, issue_all

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
# Whoever goes to a home already goes for an alert too if they are there as soon as its own order
# would ask for: smoke does not wait for whoever mends a silent meter within three days.
SOON_ENOUGH = {
    Alert.Severity.NOW: timedelta(minutes=15),
    Alert.Severity.SOON: timedelta(minutes=120),
    Alert.Severity.NOTICE: timedelta.max,
}
REFERENCES_KEPT = timedelta(days=7)
Pair = tuple[int, str]  # id of the device, key of the rule


def raise_alerts(found: Sequence[Found], directory: Directory, now: datetime) -> list[Alert]:
    """Open, count, worsen and clear alerts; gives the new ones, each with somebody sent.

    What was raised and comes again is raised anew where people closed it a moment ago.
    """
    if not found:
        return []
    active = _active(found)
    fresh: dict[Pair, tuple[Found, Alert]] = {}
    for one in found:
        pair = (one.known.pk, one.rule.key)
        alert = active.get(pair) or (fresh[pair][1] if pair in fresh else None)
        if alert is None:
            if one.finding.change is Change.RAISED:
                fresh[pair] = (one, _row(one, now))
        else:
            _change(alert, one, now)
    changed = sorted(active.values(), key=lambda alert: alert.pk)
    update(changed, ["times", "last_at", "severity", "reason", "cleared_at"])
    return _send(list(fresh.values()), directory, now)


def _active(found: Iterable[Found]) -> dict[Pair, Alert]:
    """The alerts that are open now for these devices and rules, held until the end."""
    pairs = {(one.known.pk, one.rule.key) for one in found}
    rows = Alert.objects.active().filter(device__in={device for device, _rule in pairs})
    held = rows.select_for_update().order_by("pk")
    return {(row.device_id, row.rule): row for row in held if (row.device_id, row.rule) in pairs}


def _row(one: Found, now: datetime) -> Alert:
    finding, known = one.finding, one.known
    return Alert(
        device_id=known.pk,
        rule=one.rule.key,
        severity=SEVERITIES[finding.severity],
        reason=_reason(one),
        event_key=one.key,
        reference=one.reference,
        reference_until=now + REFERENCES_KEPT if one.reference else None,
        raised_at=now,
        last_at=now,
        place_id=known.place_id,
        place_path=known.place_path,
        community_path=known.community_path,
    )


def _reason(one: Found) -> dict[str, object]:
    finding = one.finding
    return {
        "found": finding.found,
        "sentence": finding.reason.sentence,
        "data": dict(finding.reason.data),
    }


def _change(alert: Alert, one: Found, now: datetime) -> None:
    if one.finding.change is Change.CLEARED:
        alert.cleared_at = now
        return
    if one.finding.change is Change.RAISED:
        alert.times, alert.cleared_at = alert.times + 1, None
    alert.last_at = max(now, alert.last_at)
    alert.severity = max(alert.severity, SEVERITIES[one.finding.severity])
    alert.reason = _reason(one)


def _send(fresh: Sequence[tuple[Found, Alert]], directory: Directory, now: datetime) -> list[Alert]:
    """Store the new alerts, and send somebody for each; at one home one person goes for all."""
    if not fresh:
        return []
    fresh = sorted(fresh, key=lambda one: -one[1].severity)  # one order has the shortest clock
    alerts = [alert for _found, alert in fresh]
    insert(alerts)
    spots = directory.spots({alert.place_id for alert in alerts})
    running = _running({pk for pk, spot in spots.items() if spot.place.kind == PlaceKind.HOME}, now)
    new: list[tuple[list[Alert], NewOrder]] = []
    joined: dict[int, list[Alert]] = {}
    for found, alert in fresh:
        place = spots[alert.place_id].place
        if place.pk in running and running[place.pk][1] <= SOON_ENOUGH[_severity(alert)]:
            alert.order_id = running[place.pk][0]
        elif place.pk in joined:
            joined[place.pk].append(alert)
        elif party := _party(found, directory):
            group = [alert]
            new.append((group, _order(found, alert, place, spots[place.pk].address, party)))
            if place.kind == PlaceKind.HOME:
                joined[place.pk] = group
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
    update(alerts, ["order"])
    return alerts


def _running(homes: set[int], now: datetime) -> dict[int, tuple[int, timedelta]]:
    """The order for which somebody is on the way to a home already, and how soon; none is late."""
    if not homes:
        return {}
    rows = Alert.objects.active().filter(place__in=homes, order__closed_at__isnull=True)
    rows = rows.filter(order__due_at__gt=now).order_by("-order__due_at")
    due = rows.values_list("place_id", "order_id", "order__due_at")
    return {place: (order, at - now) for place, order, at in due if order is not None}


def _severity(alert: Alert) -> Alert.Severity:
    return Alert.Severity(alert.severity)


def _party(found: Found, directory: Directory) -> Party | None:
    if found.finding.severity is Severity.NOTICE:
        maintainer = directory.maintainer_of(found.known)
        if maintainer is not None:
            return maintainer
    return directory.party_for(found.known, found.rule.ladder)


def _order(found: Found, alert: Alert, place: Place, address: str, party: Party) -> NewOrder:
    kind, amount = CLOCKS[_severity(alert)]
    with override(LANGUAGE):
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
