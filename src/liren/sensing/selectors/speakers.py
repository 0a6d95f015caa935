"""Everybody who has a key to speak with: devices in use, and gateways with those behind them."""

from collections import defaultdict

from liren.sensing.domain.broker_files import INGEST, Speaker
from liren.sensing.models import Device, Gateway


def speakers() -> list[Speaker]:
    """In the order of their numbers; nobody is let in under the name of ingest itself."""
    behind: dict[str, list[str]] = defaultdict(list)
    rows = Device.objects.in_use().exclude(number=INGEST).order_by("number")
    hidden = rows.filter(gateway__isnull=False).values_list("gateway__number", "number")
    for gateway, number in hidden:
        behind[gateway].append(number)
    devices = rows.exclude(secret_hash="").values_list("number", "secret_hash", "secret_bcrypt")
    active = Gateway.objects.filter(ended_at__isnull=True).exclude(number=INGEST)
    gateways = active.order_by("number").values_list("number", "secret_hash", "secret_bcrypt")
    return [
        *(Speaker(*row) for row in devices.iterator(2000)),
        *(Speaker(*row, tuple(behind[row[0]])) for row in gateways),
    ]
