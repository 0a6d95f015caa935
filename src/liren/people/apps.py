"""Django's entry for the module."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "liren.people"
