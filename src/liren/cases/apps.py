"""Django's entry for the module."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "liren.cases"
