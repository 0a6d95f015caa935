"""Django's entry for the module."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "liren.cases"

    def ready(self) -> None:
        """Put the pages of cases on the desk's rail."""
        from liren.cases.navigation import register

        register()
