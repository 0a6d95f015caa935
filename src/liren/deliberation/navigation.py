"""What topics put on the rail of the desk, beside cases, and behind orders of the inbox."""

from django.utils.translation import gettext_lazy as _

from liren.deliberation.permissions import TalkPermission
from liren.ui.navigation import (
    DeskEntry,
    SubjectLink,
    SubjectPage,
    desk_entries,
    subject_links,
    subject_pages,
)

RAIL = DeskEntry(
    key="talk",
    label=_("Topics"),
    icon="messages-square",
    url_name="deliberation:desk",
    permission=TalkPermission.SEE,
    order=33,
)
PAGES = (
    SubjectPage(key="deliberation.topic", url_name="deliberation:desk_topic"),
    SubjectPage(key="deliberation.need", url_name="deliberation:desk_asked"),
    SubjectPage(key="deliberation.measure", url_name="deliberation:desk_measure"),
)
LINK = SubjectLink(
    key="deliberation.raise",
    subject="cases.case",
    label=_("Put this to the neighbours"),
    icon="messages-square",
    url_name="deliberation:desk_new",
    query="case",
    permission=TalkPermission.PREPARE,
)


def register() -> None:
    """Enter them once."""
    desk_entries.enter(RAIL)
    subject_pages.enter(*PAGES)
    subject_links.enter(LINK)
