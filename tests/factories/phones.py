"""Telephones for members of staff."""

from itertools import count

from liren.accounts.models import User
from liren.accounts.selectors import phone_index
from liren.core import crypto

_serial = count(13_800_001_000)


def give_phone(user: User) -> User:
    """Give somebody a number of their own, as their first sign-in by code would."""
    number = f"+86{next(_serial)}"
    user.phone_sealed = crypto.seal(number, purpose="phone", row=f"user:{user.username}")
    user.phone_index = phone_index(number)
    user.save()
    return user
