"""Keys of devices: made here, shown once, kept as a hash in the form of mosquitto's own files.

The key is random and long, so that few rounds do: a thousand devices that come back at once after
a power cut are let in within a second.
"""

import base64
import hashlib
import hmac
import secrets

ROUNDS = 101  # mosquitto's own default
KEY_BYTES = 18
SALT_BYTES = 12


def new_secret() -> str:
    """A key that can be typed off a sheet of paper if it must be."""
    return secrets.token_urlsafe(KEY_BYTES)


def hash_of(secret: str) -> str:
    """What is kept of it: `$7$rounds$salt$hash`, PBKDF2 with SHA-512."""
    return _hash(secret, secrets.token_bytes(SALT_BYTES), ROUNDS)


def fits(secret: str, kept: str) -> bool:
    """Whether it is the key that the hash was made of; an empty hash fits nothing."""
    parts = kept.split("$")
    if len(parts) != 5 or parts[1] != "7":
        return False
    salt, rounds = base64.b64decode(parts[3]), int(parts[2])
    return hmac.compare_digest(_hash(secret, salt, rounds).encode(), kept.encode())


def _hash(secret: str, salt: bytes, rounds: int) -> str:
    made = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, rounds)
    return f"$7${rounds}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"
