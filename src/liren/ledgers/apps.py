"""Django's entry for the module."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Ledgers."""

    name = "liren.ledgers"

    def ready(self) -> None:
        """Put the pages on the desk, and say what looks at forms were at."""
        from liren.ledgers.navigation import register
        from liren.ledgers.selectors.forms import names_of_forms
        from liren.people.selectors import Looks, looks

        register()
        looks.enter(Looks("form", names_of_forms))
