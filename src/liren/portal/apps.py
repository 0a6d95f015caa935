"""Django's entry for the module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "liren.portal"

    def ready(self) -> None:
        """Put the inbox first on the desk's rail, and the way to the wall at its end."""
        from liren.portal.navigation import register

        register()
