"""Django's entry for the module."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Exchange."""

    name = "liren.exchange"

    def ready(self) -> None:
        """Put its pages into the set-up, and on the rail of whoever only reads them."""
        from liren.exchange.navigation import register

        register()
