"""Keys of devices: made here, shown once, kept as hashes in the forms that brokers' files have.

The key is random and long, so that few rounds do: a thousand devices that come back at once after
a power cut are let in within a second.
"""

import base64
import hashlib
import hmac
import secrets

import bcrypt

ROUNDS = 101  # mosquitto's own default
KEY_BYTES = 18
SALT_BYTES = 12
COST = 4  # the least that bcrypt has, for the same reason


def new_secret() -> str:
    """A key that can be typed off a sheet of paper if it must be."""
    return secrets.token_urlsafe(KEY_BYTES)


def hash_of(secret: str) -> str:
    """What is kept of it: `$7$rounds$salt$hash`, PBKDF2 with SHA-512."""
    return _hash(secret, secrets.token_bytes(SALT_BYTES), ROUNDS)


def nats_hash_of(secret: str) -> str:
    """The same key as NATS keeps it: `$2a$cost$…`, bcrypt."""
    return bcrypt.hashpw(secret.encode(), bcrypt.gensalt(COST, prefix=b"2a")).decode()


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
