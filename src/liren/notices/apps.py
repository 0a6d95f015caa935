"""Django's entry for the module."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "liren.notices"
