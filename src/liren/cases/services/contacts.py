"""How a reporter can be answered: a telephone number, sealed, shown masked."""

from liren.accounts import selectors as accounts
from liren.accounts.models import User
from liren.core import crypto

PURPOSE = "report.contact"


def seal(phone: str, *, salt: str) -> bytes | None:
    """Encrypt a number for one report; `salt` binds it to the row."""
    if not phone.strip():
        return None
    return crypto.seal(accounts.normal_phone(phone), purpose=PURPOSE, row=salt)


def index_of(phone: str) -> bytes | None:
    """The keyed hash by which reports of the same number are found."""
    if not phone.strip():
        return None
    return crypto.blind_index(accounts.normal_phone(phone), purpose=PURPOSE)


def index_of_user(user: User) -> bytes | None:
    """The same for the number that somebody signs in with, and so holds in hand."""
    return index_of(accounts.phone_of_user(user) or "")


def unseal(blob: bytes | memoryview, *, salt: str) -> str:
    """The number in clear; callers ask for the permission and note it."""
    return crypto.unseal(bytes(blob), purpose=PURPOSE, row=salt)
