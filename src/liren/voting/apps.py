"""Django's entry for the module."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Voting."""

    name = "liren.voting"
