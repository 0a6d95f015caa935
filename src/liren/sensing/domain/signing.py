"""Whether a push comes from whoever holds the key, and is not an old one played again.

The signature is HMAC-SHA-256 over the moment in seconds, a full stop and the body, in hex.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)


def signature_of(secret: str, moment: str, body: bytes) -> str:
    """What the sender puts into its header."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def refusal_of(secret: str, moment: str, body: bytes, given: str, now: datetime) -> str:
    """Why a push is not taken, as a word that is counted; empty when it is."""
    if not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return "no_timestamp"
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        return "old_signature"
    wanted = signature_of(secret, moment, body)
    return "" if hmac.compare_digest(wanted.encode(), given.encode()) else "bad_signature"
