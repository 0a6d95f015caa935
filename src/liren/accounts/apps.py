"""Django's entry for the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "liren.accounts"

    def ready(self) -> None:
        """Put the two offices on the desk's rail."""
        from liren.accounts.permissions import AccountPermission
        from liren.ui.navigation import DeskEntry, desk_entries

        for key, label, icon, page, permission in (
            ("users", _("People and roles"), "users", "accounts:users", AccountPermission.GRANT),
            ("log", _("Log"), "scroll-text", "accounts:log", AccountPermission.AUDIT),
        ):
            entry = DeskEntry(
                key=key, label=label, icon=icon, url_name=page, permission=permission, order=90
            )
            desk_entries.register(entry)
