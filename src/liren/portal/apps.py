"""Django's entry for the module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "liren.portal"

    def ready(self) -> None:
        """Put the inbox first on the desk's rail, and the way to the wall at its end."""
        from django.utils.translation import gettext_lazy as _

        from liren.cases.permissions import CasePermission
        from liren.ui.navigation import DeskEntry, desk_entries
        from liren.workorders.permissions import OrderPermission

        for key, label, icon, permission, order in (
            ("inbox", _("Inbox"), "inbox", OrderPermission.WORK, 10),
            ("screen", _("Wall screen"), "monitor", CasePermission.SCREEN, 70),
        ):
            entry = DeskEntry(
                key=key,
                label=label,
                icon=icon,
                url_name=f"portal:{key}",
                permission=permission,
                order=order,
            )
            if key not in desk_entries:
                desk_entries.register(entry)
