"""Django's entry for the module."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "liren.accounts"
