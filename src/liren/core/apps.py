"""Django's entry for the module."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "liren.core"
