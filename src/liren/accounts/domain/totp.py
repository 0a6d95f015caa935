"""Codes that change every half minute (RFC 6238), as authenticator programs make them."""

import base64
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30
DIGITS = 6
WINDOW = (0, -1, 1)  # a telephone's clock may be half a minute off either way
KEY_BYTES = 20


def step_of(at: datetime) -> int:
    """The half minute since the epoch."""
    return int(at.timestamp()) // STEP


def code_at(key: bytes, step: int) -> str:
    """The code of a step."""
    return HOTP(key, DIGITS, SHA1()).generate(step).decode()  # noqa: S303  # the RFC's own hash


def matching_step(key: bytes, code: str, now: datetime) -> int | None:
    """The step whose code this is, now or next to now."""
    steps = (step_of(now) + offset for offset in WINDOW)
    return next((step for step in steps if code_at(key, step) == code), None)


def base32(key: bytes) -> str:
    """The key as authenticator programs take it."""
    return base64.b32encode(key).decode()


def address(key: bytes, *, username: str, issuer: str) -> str:
    """The address that a QR code hands to the authenticator."""
    label = quote(f"{issuer}:{username}")
    settings = {"secret": base32(key), "issuer": issuer, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{label}?{urlencode(settings, quote_via=quote)}"
