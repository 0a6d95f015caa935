"""Wires the modules together once Django has read their tables."""

from importlib import import_module

from django.apps import AppConfig, apps


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


def _load(name: str) -> None:
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
