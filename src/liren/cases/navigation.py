"""What cases put on the rail of the desk; entered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from liren.cases.permissions import CasePermission
from liren.ui.navigation import DeskEntry, SubjectPage, desk_entries, subject_pages

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
        key="new",
        label=_("Enter a report"),
        icon="pencil-line",
        url_name="cases:desk_new",
        permission=CasePermission.REPORT_FOR,
        order=30,
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
        order=70,
    ),
)
SUBJECTS = (
    SubjectPage(key="cases.publictext", url_name="cases:desk_wording"),
    SubjectPage(key="cases.measure", url_name="cases:desk_measure"),
)


def register() -> None:
    """Enter them once."""
    for entry in ENTRIES:
        if entry.key not in desk_entries:
            desk_entries.register(entry)
    for page in SUBJECTS:
        if page.key not in subject_pages:
            subject_pages.register(page)
