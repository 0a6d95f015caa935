"""What votes put on the rail of the desk."""

from django.utils.translation import gettext_lazy as _

from liren.ui.navigation import DeskEntry, desk_entries
from liren.voting.permissions import VotePermission

RAIL = DeskEntry(
    key="votes",
    label=_("Votes"),
    icon="vote",
    url_name="voting:desk_votes",
    permission=VotePermission.SEE,
    order=34,
)


def register() -> None:
    """Enter it once."""
    desk_entries.enter(RAIL)
