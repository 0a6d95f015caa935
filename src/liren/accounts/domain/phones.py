"""Telephone numbers as people write them, and as they may be shown."""

import phonenumbers

from liren.core.errors import Invalid, sentence

REGION = "CN"
COUNTRY = 86


class PhoneUnusable(Invalid):
    """What was typed is not a telephone number that can be rung."""

    code = "accounts.phone_unusable"
    sentence = sentence("This does not look like a telephone number. Please check the digits.")


def normal(text: str) -> str:
    """The number with its country (E.164); a number without one is Chinese."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as wrong:
        raise PhoneUnusable() from wrong
    if not (phonenumbers.is_valid_number(number) or _is_mobile(number)):
        raise PhoneUnusable()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask(phone: str) -> str:
    """Enough to recognise one's own number and too little to ring it: 138****8383."""
    digits = phone.removeprefix("+86")
    if len(digits) < 8:
        return "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it has the form of a Chinese mobile: ranges open faster than tables are renewed."""
    digits = str(number.national_number)
    return number.country_code == COUNTRY and len(digits) == 11 and digits[0] == "1"


def is_mobile(phone: str) -> bool:
    """Whether a text message can reach a number: a land line rings, and cannot read."""
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    return kind in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE) or _is_mobile(number)
