"""Group robots of WeCom and DingTalk: one message to a group, by the address its client gives.

Both take at most twenty messages a minute and answer `errcode` 0 when all is well. WeCom's address
holds its key; DingTalk's is signed besides: `sign` is Base64(HMAC-SHA256(secret, timestamp + "\\n"
+ secret)) over the milliseconds in `timestamp`, valid for an hour.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.errors import sentence
from liren.notices.channels.posting import is_address, post
from liren.notices.channels.protocol import DeliveryFailed, Message, Pace, Reach, Receipt
from liren.notices.domain.hours import NIGHT


@dataclass(frozen=True, kw_only=True)
class WecomSettings:
    """The address the client shows when a robot is added to a group."""

    webhook: str = field(default="", metadata={"label": _("Webhook address"), "secret": True})


@dataclass(frozen=True, kw_only=True)
class DingtalkSettings:
    """The address, and the secret shown beside "additional signature"."""

    webhook: str = field(default="", metadata={"label": _("Webhook address"), "secret": True})
    secret: str = field(default="", metadata={"label": _("Secret"), "secret": True})


class WecomRobotChannel:
    """A robot in a WeCom group."""

    key = "wecom_robot"
    name = sentence("WeCom group")
    reaches = Reach.GROUP
    is_stored = False
    longest = 510  # 2,048 bytes: three for a usual Chinese character, four for a rare one
    quiet = NIGHT
    pace = Pace(a_minute=20)
    settings = WecomSettings

    def check(self, settings: WecomSettings) -> str:
        """The address holds the key."""
        if not is_address(settings.webhook) or "key=" not in settings.webhook:
            return gettext("Paste the whole webhook address of the robot, with its key.")
        return ""

    def deliver(self, message: Message, address: str, settings: WecomSettings) -> Receipt:
        """Say it in the group."""
        return _say(settings.webhook, message)


class DingtalkRobotChannel:
    """A robot in a DingTalk group."""

    key = "dingtalk_robot"
    name = sentence("DingTalk group")
    reaches = Reach.GROUP
    is_stored = False
    longest = 5000
    quiet = NIGHT
    pace = Pace(a_minute=20)
    settings = DingtalkSettings

    def check(self, settings: DingtalkSettings) -> str:
        """Address and secret; a robot without a signature is open to whoever has the address."""
        if not is_address(settings.webhook) or "access_token=" not in settings.webhook:
            return gettext("Paste the whole webhook address of the robot, with its key.")
        if not settings.secret:
            return gettext("Switch on the signature of the robot, and enter its secret.")
        return ""

    def deliver(self, message: Message, address: str, settings: DingtalkSettings) -> Receipt:
        """Say it in the group, signed for this moment."""
        moment = str(int(time.time() * 1000))
        query = urlencode({"timestamp": moment, "sign": dingtalk_sign(settings.secret, moment)})
        return _say(f"{settings.webhook}&{query}", message)


def dingtalk_sign(secret: str, moment: str) -> str:
    """The signature as DingTalk reckons it."""
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _say(url: str, message: Message) -> Receipt:
    said: dict[str, Any] = {"msgtype": "text", "text": {"content": message.text}}
    body = json.dumps(said, ensure_ascii=False).encode()
    answer = post(url, body, {"Content-Type": "application/json; charset=utf-8"})
    code = answer.field("errcode")
    if code != "0":
        raise DeliveryFailed(f"errcode {code if re.fullmatch('-?[0-9]{1,9}', code) else '?'}")
    return Receipt(reference=message.key)
