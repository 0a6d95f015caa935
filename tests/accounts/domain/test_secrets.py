"""What a person types."""

from liren.accounts.domain.secrets import digits, in_fours, one_time_code, plain, recovery_code


def test_a_code_is_read_with_spaces_and_full_width_digits() -> None:
    assert digits(" 12 34 56 ") == digits("123456") == "123456"


def test_codes_have_six_digits_also_when_they_begin_with_noughts() -> None:
    assert all(len(one_time_code()) == 6 and one_time_code().isdigit() for _ in range(200))


def test_a_recovery_code_is_read_back_however_it_was_copied() -> None:
    code = recovery_code()
    assert plain(code.upper().replace("-", " ")) == plain(code)
    assert len(plain(code)) == 10


def test_long_secrets_are_shown_in_fours() -> None:
    assert in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"
