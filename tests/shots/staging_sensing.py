"""Run by `liren shell` over a demo, like `staging.py`: alerts of cameras, judged and not."""

import json
from datetime import timedelta

from django.utils import timezone

from liren.accounts.models import User
from liren.core.permissions import SYSTEM
from liren.core.scope import EVERYWHERE
from liren.places.models import Kind as PlaceKind
from liren.places.selectors import places
from liren.sensing.models import Alert, Device, Gateway, Kind, Placement
from liren.sensing.services.away import NewAway, set_away
from liren.sensing.services.devices import NewDevice, register_device
from liren.sensing.services.gateways import NewGateway, add_gateway
from liren.sensing.services.joining import join_alerts
from liren.sensing.services.looks import ask_to_look

NOW = timezone.now()


def alert(device: Device, found: str, **more: object) -> Alert:
    """An alert of a camera, a few minutes old."""
    row = Alert(
        device=device,
        rule=found,
        severity=Alert.Severity.SOON,
        reason={"found": found, "sentence": "At {time}.", "data": {"time": "11-27 08:40"}},
        event_key=f"{found}-{NOW:%s%f}-{more.get('times', 0)}",
        raised_at=NOW - timedelta(minutes=30),
        last_at=NOW - timedelta(minutes=9),
        **more,
    )
    row.put_at(device.place)
    row.save()
    return row


def sensing() -> dict[str, str]:
    """A lift whose e-bikes come back, a recording somebody asks to see, two alarms in one case."""
    worker, secretary = (User.objects.get(username=name) for name in ("worker", "secretary"))
    lift = Device.objects.get(kind=Kind.LIFT_CAMERA)
    judged = {"stage": "closed", "closed_at": NOW, "closed_by": "wuye"}
    alert(lift, "ebike", times=4, result="true:advised", **judged)
    alert(lift, "ebike", times=2, result="false:mistaken", note="是婴儿车", **judged)
    building = places(EVERYWHERE).filter(kind=PlaceKind.BUILDING).order_by("path")[1]
    new = NewDevice(
        number="FO-0001", kind=Kind.FALLING_OBJECT, place=building, name="南侧", is_claimed=True
    )
    camera, _key = register_device(new, by=SYSTEM, now=NOW - timedelta(days=3))
    until = NOW + timedelta(days=6)
    fallen = alert(camera, "falling", reference="nvr-3/0840.mp4", reference_until=until)
    ask_to_look(alert=fallen, reason="砸坏了车，车主要追责", by=secretary, now=NOW)
    street = places(EVERYWHERE).filter(kind=PlaceKind.STREET)[0]
    gateway = NewGateway(number="cloud", name="云平台", adapter="http_push", place=street)
    add_gateway(gateway, by=SYSTEM, now=NOW)
    smoke = Alert.objects.filter(rule="smoke").earliest("pk")
    other = alert(Device.objects.get(number="SM-0011"), "smoke")
    words = "停电后两户烟感一起报警"
    case = join_alerts(alerts=[smoke.pk, other.pk], case=None, words=words, by=worker, now=NOW)
    home = Device.objects.get(number="WM-0001").place
    set_away(NewAway(home=home, until=NOW + timedelta(days=5), told_by="女儿"), by=worker, now=NOW)
    return {
        "alert_open": str(smoke.pk),
        "alert_fallen": str(fallen.pk),
        "alert_closed": str(Alert.objects.filter(closed_at__isnull=False).latest("pk").pk),
        "alert_case": str(case.pk),
        "lift_building": str(building_of(lift)),
        "rule_on": str(Placement.objects.earliest("pk").pk),
        "gateway": Gateway.objects.latest("pk").number,
    }


def building_of(lift: Device) -> int:
    """Where the camera's alerts are counted."""
    line = places(EVERYWHERE).filter(kind=PlaceKind.BUILDING)
    return next(one.pk for one in line if lift.place_path.startswith(one.path))


print("STAGED " + json.dumps(sensing()))  # noqa: T201  # read by the walker
