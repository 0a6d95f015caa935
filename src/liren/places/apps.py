"""Django's entry for the module."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places."""

    name = "liren.places"
