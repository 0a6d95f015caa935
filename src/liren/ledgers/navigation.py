"""What ledgers put on the rail of the desk, and where an order about a form leads."""

from django.utils.translation import gettext_lazy as _

from liren.ledgers import selectors
from liren.ledgers.permissions import LedgerPermission
from liren.ui.navigation import (
    DeskEntry,
    SubjectLink,
    SubjectPage,
    desk_entries,
    subject_links,
    subject_pages,
)
from liren.workorders.permissions import OrderPermission

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
    DeskEntry(
        key="forms",
        label=_("Forms"),
        icon="table-properties",
        url_name="ledgers:forms",
        permission=LedgerPermission.FILL,
        also=(OrderPermission.INSTRUCT,),
        order=46,
        covers=("/desk/forms/",),
    ),
    DeskEntry(
        key="reports",
        label=_("Reports"),
        icon="file-chart-column",
        url_name="ledgers:reports",
        permission=LedgerPermission.REPORTS,
        order=47,
        covers=("/desk/reports/", "/desk/burden/"),
    ),
)
PAGES = (SubjectPage(key="ledgers.formround", url_name="ledgers:round"),)
LINKS = (
    SubjectLink(
        key="form",
        subject="workorders.instruction",
        label=_("Open the form"),
        icon="table-properties",
        url_name="ledgers:of_instruction",
        query="instruction",
        permission=LedgerPermission.FILL,
        holds=selectors.is_of_form,
    ),
)


def register() -> None:
    """Enter them once."""
    desk_entries.enter(*RAIL)
    subject_pages.enter(*PAGES)
    subject_links.enter(*LINKS)
