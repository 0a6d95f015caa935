"""Channels are set up by people at the desk; what they type is sealed as a whole."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor, require
from liren.notices.channels import channels
from liren.notices.models import ChannelSetup
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.channels import setup_row
from liren.places.models import Place


class ValuesWrong(Invalid):
    """What was typed is for another channel."""

    code = "notices.values_wrong"
    sentence = sentence("These values are not those of the channel {channel}.")


@transaction.atomic
def set_up_channel(
    *, channel: str, place: Place, values: Any, by: Actor, now: datetime
) -> ChannelSetup:
    """Switch a channel on at a place, or change what was typed for it."""
    require(by, NoticePermission.CHANNELS, at=place)
    if channel not in channels or not isinstance(values, channels[channel].settings):
        raise ValuesWrong(channel=channel)
    row = ChannelSetup.objects.select_for_update().filter(channel=channel, place=place).first()
    row = row or ChannelSetup(channel=channel)
    row.put_at(place)
    row.salt = secrets.token_hex(16)
    row.values_sealed = crypto.seal(
        json.dumps(asdict(values)), purpose="channel", row=setup_row(row.salt)
    )
    row.is_on, row.changed_at, row.changed_by = True, now, by.audit_name
    row.save()
    audit.record("notices.channel_set_up", row, by=by, at=now, channel=channel)
    return row


@transaction.atomic
def switch_channel(*, setup: ChannelSetup, is_on: bool, by: Actor, now: datetime) -> ChannelSetup:
    """Switch a channel off or on again; what was typed stays."""
    require(by, NoticePermission.CHANNELS, at=setup.place)
    setup.is_on, setup.changed_at, setup.changed_by = is_on, now, by.audit_name
    setup.save(update_fields=["is_on", "changed_at", "changed_by"])
    what = "notices.channel_switched_on" if is_on else "notices.channel_switched_off"
    audit.record(what, setup, by=by, at=now, channel=setup.channel)
    return setup
