"""Django's entry for the module."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Ui."""

    name = "liren.ui"
