"""What sensing puts on the rail of the desk; entered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.alerts import has_alerts
from liren.ui.navigation import (
    DeskEntry,
    SubjectLink,
    SubjectPage,
    desk_entries,
    subject_links,
    subject_pages,
)

ENTRY = DeskEntry(
    key="alerts",
    label=_("Alerts"),
    icon="bell-ring",
    url_name="sensing:alerts",
    permission=SensingPermission.SEE,
    also=(SensingPermission.RULES, SensingPermission.WORK),
    order=26,
    covers=("/desk/devices/", "/desk/rules/"),
    is_beside=True,  # whoever only sets up begins with the set-up
)
PAGE = SubjectPage(key="sensing.alert", url_name="sensing:alert")
LINK = SubjectLink(
    key="sensing.of_case",
    subject="cases.case",
    label=_("Alerts of this case"),
    icon="bell-ring",
    url_name="sensing:alerts",
    query="case",
    permission=SensingPermission.SEE,
    holds=has_alerts,
)


def register() -> None:
    """Enter them once."""
    desk_entries.enter(ENTRY)
    if PAGE.key not in subject_pages:
        subject_pages.register(PAGE)
    subject_links.enter(LINK)
