"""Django's entry for the module."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Ledgers."""

    name = "liren.ledgers"
