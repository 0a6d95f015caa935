"""Django's entry for the module."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Ledgers."""

    name = "liren.ledgers"

    def ready(self) -> None:
        """Put the pages on the desk."""
        from liren.ledgers.navigation import register

        register()
