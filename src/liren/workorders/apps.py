"""Django's entry for the module."""

from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    """Workorders."""

    name = "liren.workorders"
