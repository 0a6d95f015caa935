"""What cases put on the rail of the desk; entered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from liren.accounts.permissions import AccountPermission
from liren.cases.permissions import CasePermission
from liren.ui.navigation import (
    DeskEntry,
    SubjectPage,
    desk_entries,
    setup_entries,
    subject_pages,
)
from liren.workorders.permissions import OrderPermission

ENTRIES = (
    DeskEntry(
        key="cases",
        label=_("Cases"),
        icon="message-square-text",
        url_name="cases:desk_list",
        permission=CasePermission.SEE,
        order=20,
    ),
    DeskEntry(
        key="whistles",
        label=_("Whistles"),
        icon="siren",
        url_name="cases:whistles",
        permission=OrderPermission.WORK,
        order=25,
    ),
    DeskEntry(
        key="field",
        label=_("In the field"),
        icon="footprints",
        url_name="cases:field",
        permission=CasePermission.CHECK,
        also=(CasePermission.HANDLE,),
        order=28,
    ),
    DeskEntry(
        key="duties",
        label=_("Duty list"),
        icon="scroll-text",
        url_name="cases:desk_duties",
        permission=CasePermission.SETUP,
        order=75,
    ),
    DeskEntry(
        key="new",
        label=_("Enter a report"),
        icon="pencil-line",
        url_name="cases:desk_new",
        permission=CasePermission.REPORT_FOR,
        order=30,
    ),
    DeskEntry(
        key="chats",
        label=_("Group chats"),
        icon="messages-square",
        url_name="cases:desk_chats",
        permission=CasePermission.REPORT_FOR,
        order=35,
    ),
    DeskEntry(
        key="overview",
        label=_("Overview"),
        icon="gauge",
        url_name="cases:desk_overview",
        permission=CasePermission.MEASURE,
        order=40,
    ),
    DeskEntry(
        key="wordings",
        label=_("Public wording"),
        icon="eye",
        url_name="cases:desk_wordings",
        permission=CasePermission.PUBLISH,
        order=44,
    ),
    DeskEntry(
        key="causes",
        label=_("Monthly cause"),
        icon="target",
        url_name="cases:desk_causes",
        permission=CasePermission.CAUSE,
        order=46,
    ),
    DeskEntry(
        key="imports",
        label=_("Imports"),
        icon="file-up",
        url_name="cases:desk_imports",
        permission=CasePermission.IMPORT,
        order=60,
    ),
    DeskEntry(
        key="setup",
        label=_("Set-up"),
        icon="settings",
        url_name="cases:desk_setup",
        permission=CasePermission.SETUP,
        also=(AccountPermission.PARTIES,),
        order=70,
    ),
)
SUBJECTS = (
    SubjectPage(key="cases.publictext", url_name="cases:desk_wording", is_whole=False),
    SubjectPage(key="cases.measure", url_name="cases:desk_measure", is_whole=False),
)


TABS = tuple(
    DeskEntry(
        key=key,
        label=label,
        icon="settings",
        url_name=f"cases:desk_{key}",
        permission=permission,
        order=order,
        covers=("cases:desk_party",) if key == "parties" else (),
    )
    for key, label, permission, order in (
        ("classes", _("Classes"), CasePermission.SETUP, 10),
        ("duties", _("Duty list"), CasePermission.SETUP, 20),
        ("days", _("Holidays"), OrderPermission.CALENDAR, 30),
        ("parties", _("Parties"), AccountPermission.PARTIES, 40),
        ("chat_keys", _("Group chats"), CasePermission.SETUP, 50),
    )
)


def register() -> None:
    """Enter them once."""
    setup_entries.enter(*TABS)
    desk_entries.enter(*ENTRIES)
    subject_pages.enter(*SUBJECTS)
