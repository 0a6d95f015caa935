"""Django's entry for the module."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "liren.notices"

    def ready(self) -> None:
        """Put the pages of notices on the desk."""
        from liren.notices.navigation import register

        register()
