"""Django's entry for the module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "liren.portal"

    def ready(self) -> None:
        """Put the inbox first on the desk's rail."""
        from django.utils.translation import gettext_lazy as _

        from liren.ui.navigation import DeskEntry, desk_entries
        from liren.workorders.permissions import OrderPermission

        inbox = DeskEntry(
            key="inbox",
            label=_("Inbox"),
            icon="inbox",
            url_name="portal:inbox",
            permission=OrderPermission.WORK,
            order=10,
        )
        if inbox.key not in desk_entries:
            desk_entries.register(inbox)
