"""Django's entry for the module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "liren.portal"
