"""Django's entry for the module."""

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


def mirror_catalogue(**kwargs: object) -> None:
    """After every migration the table says what the code says."""
    from liren.people.services.catalogue import mirror

    if "people_elementrow" in connection.introspection.table_names():  # not so far back
        mirror()


class PeopleConfig(AppConfig):
    """People."""

    name = "liren.people"

    def ready(self) -> None:
        """Have the catalogue mirrored, and put the pages on the desk."""
        from liren.people.navigation import register

        register()
        post_migrate.connect(mirror_catalogue, sender=self)
