"""What a fact says outside: its name, its moment, and ids of things. Never who, never words."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

# A field that is not named here stays inside, so that a new one is told only once somebody has
# thought about it. Ids of persons are not named.
TOLD = frozenset(
    {"case_id", "into_id", "report_id", "order_id", "level", "status", "solved", "whistle_id"}
    | {"seal", "digest", "sealed_at"}
)


def payload_of(
    name: str, fields: Mapping[str, object], *, request: str, happened_at: datetime
) -> str:
    """The body of a message, as Standard Webhooks recommends it: type, timestamp, data.

    `request` is the number by which Open311 knows the case.
    """
    data = {key: value for key, value in fields.items() if key in TOLD}
    if request:
        data["service_request_id"] = request
    moment = happened_at.astimezone(UTC).isoformat(timespec="milliseconds")
    body = {"type": name, "timestamp": moment.replace("+00:00", "Z"), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
