"""Django's entry for the module."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Deliberation."""

    name = "liren.deliberation"

    def ready(self) -> None:
        """Put topics on the desk, and behind what orders are about."""
        from liren.deliberation.navigation import register

        register()
