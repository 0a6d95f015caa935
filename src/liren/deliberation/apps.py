"""Django's entry for the module."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Deliberation."""

    name = "liren.deliberation"
