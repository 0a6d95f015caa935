"""The changing code, against the values of RFC 6238, appendix B."""

from datetime import UTC, datetime, timedelta

import pytest

from liren.accounts.domain.totp import address, base32, code_at, matching_step, step_of

KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(KEY, step_of(now)) == code
    assert matching_step(KEY, code, now) == step_of(now)


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    now = datetime(2026, 11, 16, 1, 0, 5, tzinfo=UTC)
    for off in (-30, 30):
        other = now + timedelta(seconds=off)
        assert matching_step(KEY, code_at(KEY, step_of(other)), now) == step_of(other)
    late = code_at(KEY, step_of(now) - 2)
    assert matching_step(KEY, late, now) is None


def test_the_address_is_what_authenticators_read() -> None:
    text = address(KEY, username="li", issuer="里仁")
    assert text.startswith("otpauth://totp/%E9%87%8C%E4%BB%81%3Ali?secret=" + base32(KEY))
