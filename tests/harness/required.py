"""Skips with a reason, and what turns such a skip into a failure."""

import os
from typing import NoReturn

import pytest

KINDS = ("postgres", "browser", "data", "streams")


def is_required(kind: str) -> bool:
    """Whether `LIREN_REQUIRE` names it."""
    return kind in os.environ.get("LIREN_REQUIRE", "").split()


def missing(kind: str, reason: str) -> NoReturn:
    """Skip the test, or fail it where the kind is required."""
    if is_required(kind):
        pytest.fail(f"LIREN_REQUIRE names {kind!r}, but: {reason}", pytrace=False)
    pytest.skip(reason)
