"""What ledgers put on the rail of the desk."""

from django.utils.translation import gettext_lazy as _

from liren.ledgers.permissions import LedgerPermission
from liren.ui.navigation import DeskEntry, desk_entries

RAIL = (
    DeskEntry(
        key="ledgers",
        label=_("Ledgers"),
        icon="table-2",
        url_name="ledgers:desk_imports",
        permission=LedgerPermission.IMPORT,
        order=38,
        covers=("/desk/ledgers/",),
    ),
)


def register() -> None:
    """Enter them once."""
    for entry in RAIL:
        if entry.key not in desk_entries:
            desk_entries.register(entry)
