"""A help button rings the ladder: its alert becomes a call, and what was found closes both."""

from datetime import datetime

from django.db import transaction

from liren.care.domain.help_call import Stage
from liren.care.models import HelpCall
from liren.care.services import calls
from liren.core.permissions import SYSTEM
from liren.sensing.models import Alert
from liren.sensing.services import alerts

Found = HelpCall.Found
# What was found at the door, in the result codes of alerts.
RESULTS = {
    Found.WELL: "false:mistaken",
    Found.MISTAKE: "false:mistaken",
    Found.HELPED: "true:helped",
    Found.HOSPITAL: "true:hospital",
    Found.NOBODY: "true:other",
}


@transaction.atomic
def ring(*, alert_id: int, now: datetime) -> HelpCall | None:
    """Call for whose button it is; one that is nobody's keeps the order of its alert.

    So does one whose person moved away meanwhile: help has to come to the door where it hangs.
    """
    alert = Alert.objects.active().filter(pk=alert_id).select_related("device__person").first()
    person = alert.device.person if alert else None
    if alert is None or person is None or person.place_id != alert.place_id or person.left_on:
        return None
    new = calls.NewCall(person=person, cause=f"alert {alert.pk}")
    row = calls.call(new, by=SYSTEM, now=now)
    if row.order is not None and row.is_open:
        alerts.hand_over(alert=alert, order=row.order, by=SYSTEM, now=now)
    return row


@transaction.atomic
def settle(*, call_id: int, now: datetime) -> None:
    """Close the alerts that rang, with what was found at the door."""
    row = HelpCall.objects.select_related("order").get(pk=call_id)
    if row.is_open or row.order is None:
        return
    result = "false:mistaken" if row.stage == Stage.TAKEN_BACK else RESULTS[Found(row.found)]
    for alert in Alert.objects.active().filter(order=row.order):
        alerts.close(alert=alert, result=result, note=row.found_words, by=SYSTEM, now=now)
