"""What the register puts on the rail of the desk."""

from django.utils.translation import gettext_lazy as _

from liren.people.permissions import PeoplePermission
from liren.ui.navigation import DeskEntry, SubjectPage, desk_entries, subject_pages

RAIL = (
    DeskEntry(
        key="people",
        label=_("Residents"),
        icon="users",
        url_name="people:desk_list",
        permission=PeoplePermission.SEE,
        order=34,
        covers=("/desk/people/",),
    ),
    DeskEntry(
        key="proposals",
        label=_("Corrections"),
        icon="list-checks",
        url_name="people:desk_proposals",
        permission=PeoplePermission.DECIDE,
        also=(PeoplePermission.DECIDE_OWN,),
        order=36,
        covers=("/desk/people/proposals/",),
    ),
)
PAGES = (SubjectPage(key="places.place", url_name="people:desk_home"),)


def register() -> None:
    """Enter them once."""
    desk_entries.enter(*RAIL)
    subject_pages.enter(*PAGES)
