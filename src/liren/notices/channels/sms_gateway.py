"""Text messages by any gateway that takes JSON over HTTP, signed with HMAC-SHA256.

The signature covers the moment and the body, so that a copied request is worth nothing later:

    X-Liren-Timestamp: 1795740000
    X-Liren-Key:       liren-42                 the same when a try is repeated
    X-Liren-Signature: hex(HMAC-SHA256(secret, timestamp + "." + body))
"""

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.core.errors import sentence
from liren.notices.channels.posting import is_address, post
from liren.notices.channels.protocol import DeliveryFailed, Message, Pace, Reach, Receipt
from liren.notices.domain.hours import NIGHT

CODE = re.compile(r"[A-Za-z0-9_.:-]{1,20}")
TEMPLATE = '{"phone": "{phone}", "text": "{text}", "key": "{key}"}'


@dataclass(frozen=True, kw_only=True)
class SmsSettings:
    """Where the gateway is, how it knows us, and how it likes to be asked."""

    url: str = field(default="", metadata={"label": _("Address of the gateway"), "where": True})
    secret: str = field(default="", metadata={"label": _("Secret"), "secret": True})
    template: str = field(
        default=TEMPLATE,
        metadata={
            "label": _("Request as JSON"),
            "hint": _("{phone}, {text} and {key} are filled in."),
        },
    )
    success_field: str = field(
        default="", metadata={"label": _("Field of the answer that tells success")}
    )
    success_value: str = field(default="", metadata={"label": _("Its value when all is well")})


class SmsGatewayChannel:
    """One text message to one telephone."""

    key = "sms_gateway"
    name = sentence("Text message")
    reaches = Reach.PHONE
    is_stored = False
    longest = 350  # five parts of a long message
    quiet = NIGHT
    pace = Pace(a_minute=600, an_hour=20_000)
    settings = SmsSettings

    def check(self, settings: SmsSettings) -> str:
        """Look at the settings; a gateway cannot be tried without sending."""
        if not is_address(settings.url):
            return gettext("Enter the address of the gateway, beginning with https://.")
        if len(settings.secret) < 16:
            return gettext("Enter the secret of the gateway, at least 16 characters.")
        try:
            json.dumps(_filled(json.loads(settings.template), {}), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return gettext("The request is not JSON.")
        if "{phone}" not in settings.template or "{text}" not in settings.template:
            return gettext("The request must name {phone} and {text}.")
        return ""

    def deliver(self, message: Message, address: str, settings: SmsSettings) -> Receipt:
        """Send it, and believe the gateway only when it says yes."""
        values = {"{phone}": address, "{text}": message.text, "{key}": message.key}
        body = json.dumps(_filled(json.loads(settings.template), values), ensure_ascii=False)
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Liren-Timestamp": moment,
            "X-Liren-Key": message.key,
            "X-Liren-Signature": signature(settings.secret, moment, body.encode()),
        }
        answer = post(settings.url, body.encode(), headers)
        told = answer.field(settings.success_field) if settings.success_field else ""
        if settings.success_field and told != settings.success_value:
            raise DeliveryFailed(f"the gateway says {settings.success_field}={_code_in(told)}")
        return Receipt(reference=message.key)


def signature(secret: str, moment: str, body: bytes) -> str:
    """What proves that the request is ours and of this moment."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def _code_in(told: str) -> str:
    """A code may stand in the log; a sentence could name the number or quote the words."""
    is_code = CODE.fullmatch(told) and not re.search(r"\d{7}", told)
    return told if is_code else "?"


def _filled(node: Any, values: dict[str, str]) -> Any:
    """The template with its names filled in, in texts only: no value can break out of its own."""
    if isinstance(node, dict):
        return {name: _filled(part, values) for name, part in node.items()}
    if isinstance(node, list):
        return [_filled(part, values) for part in node]
    if isinstance(node, str):
        return _replaced(node, values)
    return node


def _replaced(text: str, values: dict[str, str]) -> str:
    if text in values:
        return values[text]
    # The words come last: a "{phone}" that somebody wrote in them stays what they wrote.
    for name in sorted(values, key=lambda name: name == "{text}"):
        text = text.replace(name, values[name])
    return text
