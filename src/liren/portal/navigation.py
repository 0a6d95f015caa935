"""What the portal puts on the rail of the desk, and on the tabs of what speaks outwards."""

from django.utils.translation import gettext_lazy as _

from liren.cases.permissions import CasePermission
from liren.places.permissions import PlacePermission
from liren.portal.permissions import PortalPermission
from liren.ui.navigation import DeskEntry, desk_entries, outreach_entries
from liren.workorders.permissions import OrderPermission

RAIL = (
    ("inbox", _("Inbox"), "inbox", OrderPermission.WORK, 10),
    ("load", _("After hours"), "moon", CasePermission.MEASURE, 45),
    ("screen", _("Wall screen"), "monitor", CasePermission.SCREEN, 70),
)
TABS = (
    ("posters", _("Posters"), "qr-code", PlacePermission.POSTERS, 30),
    ("kiosk_keys", _("Kiosks"), "monitor-smartphone", PortalPermission.KIOSK, 50),
)


def register() -> None:
    """Enter them once."""
    for registry, entries in ((desk_entries, RAIL), (outreach_entries, TABS)):
        for key, label, icon, permission, order in entries:
            registry.enter(
                DeskEntry(
                    key=key,
                    label=label,
                    icon=icon,
                    url_name=f"portal:{key}",
                    permission=permission,
                    order=order,
                )
            )
