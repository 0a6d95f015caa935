"""Django's entry for the module."""

from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    """Workorders."""

    name = "liren.workorders"

    def ready(self) -> None:
        """Put the instructions on the rail of whoever asks."""
        from django.utils.translation import gettext_lazy as _

        from liren.ui.navigation import DeskEntry, desk_entries
        from liren.workorders.permissions import OrderPermission

        desk_entries.enter(
            DeskEntry(
                key="instructions",
                label=_("Instructions"),
                icon="clipboard-list",
                url_name="workorders:instructions",
                permission=OrderPermission.INSTRUCT,
                order=45,
            )
        )
