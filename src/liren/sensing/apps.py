"""Django's entry for the module."""

from django.apps import AppConfig


class SensingConfig(AppConfig):
    """Sensing."""

    name = "liren.sensing"

    def ready(self) -> None:
        """Put its pages on the rail, and say where an alert is shown."""
        from liren.sensing.navigation import register

        register()
