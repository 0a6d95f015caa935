"""Django's entry for the module."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Care."""

    name = "liren.care"

    def ready(self) -> None:
        """Put care on the desk, and behind what orders are about."""
        from liren.care.navigation import register

        register()
