"""Wires the modules together once Django has read their tables."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    """Enters the roles and lets every module's subscribers and sweeps in."""

    name = "liren.config"
    label = "config"

    def ready(self) -> None:
        """Load the roles, and the subscribers and sweeps of all modules."""
        import_module("liren.config.roles")
        for module in apps.get_app_configs():
            if module.name.startswith("liren."):
                _load(f"{module.name}.events")
                _load(f"{module.name}.subscribers")
                _load(f"{module.name}.jobs")
                _load(f"{module.name}.datasets")
        post_migrate.connect(_make_keys, sender=apps.get_app_config("core"))


def _make_keys(**told: object) -> None:
    """Each purpose has its key before the first value is sealed."""
    from liren.core import keyring
    from liren.core.datasets import sealing_purposes
    from liren.core.models import DataKey

    if DataKey._meta.db_table in connection.introspection.table_names():
        keyring.make_for(sealing_purposes())


def _load(name: str) -> None:
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
