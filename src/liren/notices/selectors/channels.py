"""Which channel carries what where, how it is set up, and what became of its messages."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings as django_settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.notices.channels import Channel, Reach, channels
from liren.notices.models import ChannelSetup, Delivery
from liren.notices.models.deliveries import DeliveryQuerySet

LOOKED_AT = timedelta(days=7)


class SetupUnknown(NotFound):
    """No such set-up, or outside the scope."""

    code = "notices.setup_unknown"
    sentence = sentence("This channel is not set up here.")


@dataclass(frozen=True)
class Found:
    """A channel with what was typed for it at the place that counts."""

    channel: Channel
    settings: Any
    place_path: str = ""

    @property
    def problem(self) -> str:
        """What is missing, as a sentence; empty when it works."""
        return problem_of(self.channel, self.settings)


def problem_of(channel: Channel, settings: Any) -> str:
    """What is missing in a set-up; a check that breaks is a problem too, and breaks no page."""
    try:
        return channel.check(settings)
    except Exception as failure:  # its words may hold what was typed
        return gettext("This cannot be checked ({}).").format(type(failure).__name__)


def setup_row(salt: str) -> str:
    """What the sealed values of a set-up are bound to."""
    return f"channel:{salt}"


def values_of(setup: ChannelSetup) -> Any:
    """What was typed, as the channel's own dataclass; what it no longer knows is left out."""
    kind = channels[setup.channel].settings
    sealed, row = bytes(setup.values_sealed), setup_row(setup.salt)
    typed = json.loads(crypto.unseal(sealed, purpose="channel", row=row))
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in typed.items() if name in known})


@dataclass(frozen=True)
class Switchboard:
    """Which channels are switched on where, read once for many messages."""

    rows: tuple[ChannelSetup, ...]

    @classmethod
    def read(cls) -> "Switchboard":
        """As it stands now; there are a handful of rows."""
        return cls(tuple(ChannelSetup.objects.filter(is_on=True).order_by("pk")))

    def nearest(self, path: str, keys: Collection[str]) -> ChannelSetup | None:
        """The set-up of the nearest place above; without a place, the one that is highest."""
        named = [row for row in self.rows if row.channel in keys]
        if not path:
            return min(named, key=lambda row: len(row.place_path), default=None)
        above = [row for row in named if path.startswith(row.place_path)]
        return max(above, key=lambda row: len(row.place_path), default=None)

    def by_reach(self, reach: Reach, path: str) -> Channel | None:
        """The channel that reaches so at a place; for telephones the settings name a usual one."""
        alike = [channel for channel in channels if channel.reaches is reach]
        setup = self.nearest(path, [channel.key for channel in alike])
        if setup is not None:
            return channels[setup.channel]
        if reach in (Reach.USER, Reach.PAPER):
            return alike[0]
        usual = str(getattr(django_settings, "LIREN_PHONE_CHANNEL", ""))
        return channels.get(usual) if reach is Reach.PHONE else None

    def groups(self, path: str) -> list[Channel]:
        """The robots switched on for a place."""
        keys = {row.channel for row in self.rows if path.startswith(row.place_path)}
        return [one for one in channels if one.reaches is Reach.GROUP and one.key in keys]


def set_up(channel: Channel, path: str) -> Found:
    """How a channel is set up for a place; as it comes when nobody has set it up."""
    setup = Switchboard.read().nearest(path, [channel.key])
    if setup is None:
        return Found(channel, channel.settings())
    return Found(channel, values_of(setup), setup.place_path)


def for_telephones() -> Found | None:
    """What carries messages to telephones where no nearer place has its own."""
    channel = Switchboard.read().by_reach(Reach.PHONE, "")
    return set_up(channel, "") if channel else None


def setups(scope: Scope) -> QuerySet[ChannelSetup]:
    """What is set up inside a scope."""
    return ChannelSetup.objects.within(scope).select_related("place")


def setup(scope: Scope, pk: int) -> ChannelSetup:
    """One of them, or not found."""
    found = setups(scope).filter(pk=pk).first()
    if found is None:
        raise SetupUnknown()
    return found


@dataclass(frozen=True)
class State:
    """How one set-up does: what `check` says, and what its messages came to in a week."""

    setup: ChannelSetup
    channel: Channel
    problem: str
    counts: dict[str, int]


def states(scope: Scope, now: datetime) -> Iterator[State]:
    """Each set-up inside a scope, looked at now."""
    for row in setups(scope):
        channel = channels.get(row.channel)
        if channel is not None:
            problem = problem_of(channel, values_of(row)) if row.is_on else ""
            yield State(row, channel, problem, _counts(row, now))


def _counts(row: ChannelSetup, now: datetime) -> dict[str, int]:
    lately = Delivery.objects.filter(channel=row.channel, made_at__gte=now - LOOKED_AT)
    inside = lately.filter(place_path__startswith=row.place_path)
    found = inside.values_list("status").annotate(Count("pk"))
    return {str(status): count for status, count in found}


def log(scope: Scope, *, channel: str = "", status: str = "") -> DeliveryQuerySet:
    """The deliveries inside a scope, the latest first."""
    rows = Delivery.objects.within(scope).order_by("-id")
    wanted = Q()
    wanted &= Q(channel=channel) if channel else Q()
    wanted &= Q(status=status) if status else Q()
    return rows.filter(wanted)
