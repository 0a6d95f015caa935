"""Signatures of Standard Webhooks: base64 of HMAC-SHA256 over id, timestamp and body.

A header carries one signature a secret, so that a receiver may change over in its own time.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
KEY_BYTES = 32


def secret_of(key: bytes) -> str:
    """A key as it is handed to the receiver."""
    return PREFIX + base64.b64encode(key).decode()


def headers_of(
    message_id: str, body: bytes, *, secrets: Iterable[str], sent_at: datetime
) -> dict[str, str]:
    """The three headers of one try; the timestamp is that of the try."""
    moment = str(int(sent_at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_sign(message_id, moment, body, each) for each in secrets),
    }


def _sign(message_id: str, moment: str, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
