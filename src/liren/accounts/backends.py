"""Sign-in by password, with the lock-out kept by the services."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from liren.accounts.models import User


class PasswordBackend(BaseBackend):
    """Loads the user of a session; the password itself is checked by `services.sign_in`."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Passwords are checked where failures are counted, in `services.sign_in`."""
        return None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, while active."""
        return User.objects.filter(pk=user_id, is_active=True).first()
