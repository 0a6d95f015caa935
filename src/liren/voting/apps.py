"""Django's entry for the module."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Voting."""

    name = "liren.voting"

    def ready(self) -> None:
        """Put votes on the desk."""
        from liren.voting.navigation import register

        register()
