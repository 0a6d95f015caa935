"""What notices put on the rail of the desk, and on the tabs of the pages that speak outwards."""

from django.utils.translation import gettext_lazy as _

from liren.notices.permissions import NoticePermission
from liren.ui.navigation import DeskEntry, desk_entries, outreach_entries

RAIL = (
    DeskEntry(
        key="announcements",
        label=_("Notices"),
        icon="megaphone",
        url_name="notices:desk_announcements",
        permission=NoticePermission.CALL,
        order=32,
        covers=(
            *("/desk/calls/", "/desk/affairs/", "/desk/questions/", "/desk/duty/"),
            *("/desk/posters/", "/desk/kiosks/"),
        ),
    ),
    DeskEntry(
        key="channels",
        label=_("Channels"),
        icon="send",
        url_name="notices:desk_channels",
        permission=NoticePermission.CHANNELS,
        order=72,
        covers=("/desk/deliveries/", "/desk/columns/", "/desk/posters/"),
    ),
)
TABS = (
    ("announcements", _("Announcements"), "desk_announcements", NoticePermission.CALL, 10),
    ("affairs", _("Public affairs"), "desk_affairs", NoticePermission.AFFAIRS, 20),
    ("columns", _("What is due when"), "desk_columns", NoticePermission.COLUMNS, 22),
    ("duty", _("Duty roster"), "desk_duty", NoticePermission.DUTY, 40),
    ("channels", _("Channels"), "desk_channels", NoticePermission.CHANNELS, 70),
    ("log", _("Delivery log"), "desk_log", NoticePermission.CHANNELS, 72),
)


def register() -> None:
    """Enter them once."""
    desk_entries.enter(*RAIL)
    for key, label, name, permission, order in TABS:
        outreach_entries.enter(
            DeskEntry(
                key=key,
                label=label,
                icon="",
                url_name=f"notices:{name}",
                permission=permission,
                order=order,
            )
        )
