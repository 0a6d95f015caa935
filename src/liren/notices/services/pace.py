"""A carrier takes so many messages a minute; what is more waits, and loses no try.

Counted in the database, so that several workers together keep to it.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from liren.notices.channels import Channel
from liren.notices.models import ChannelUse

MINUTE, HOUR = 60, 3600


@transaction.atomic
def take_turn(channel: Channel, place_path: str, *, now: datetime) -> datetime | None:
    """Count one more message; the moment of the next turn when there is no room now."""
    limits = ((MINUTE, channel.pace.a_minute), (HOUR, channel.pace.an_hour))
    for seconds, most in limits:
        if most is not None and not _counted(channel, place_path, seconds, most, now):
            transaction.set_rollback(True)
            return _begin(now, seconds) + timedelta(seconds=seconds)
    return None


def forget_uses(now: datetime) -> None:
    """What was counted yesterday limits nobody today."""
    ChannelUse.objects.filter(begins_at__lt=now - timedelta(days=1)).delete()


def _counted(channel: Channel, path: str, seconds: int, most: int, now: datetime) -> bool:
    named = {"channel": channel.key, "place_path": path, "seconds": seconds}
    named |= {"begins_at": _begin(now, seconds)}
    rows = ChannelUse.objects.filter(**named)
    if rows.filter(count__lt=most).update(count=F("count") + 1):
        return True
    if rows.exists():
        return False
    # Two at the same moment: the second finds the row of the first.
    ChannelUse.objects.bulk_create([ChannelUse(**named)], ignore_conflicts=True)
    return bool(rows.filter(count__lt=most).update(count=F("count") + 1))


def _begin(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
