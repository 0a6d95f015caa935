"""What care puts on the rail of the desk, and the pages behind its orders."""

from django.utils.translation import gettext_lazy as _

from liren.care.permissions import CarePermission
from liren.ui.navigation import DeskEntry, SubjectPage, desk_entries, subject_pages

RAIL = DeskEntry(
    key="care",
    label=_("Care"),
    icon="heart-handshake",
    url_name="care:desk",
    permission=CarePermission.SEE,
    order=32,
)
PAGES = (
    SubjectPage(key="care.helpcall", url_name="care:desk_call"),
    SubjectPage(key="care.caretask", url_name="care:desk_task"),
)


def register() -> None:
    """Enter them once."""
    if RAIL.key not in desk_entries:
        desk_entries.register(RAIL)
    for page in PAGES:
        if page.key not in subject_pages:
            subject_pages.register(page)
