"""What exchange puts into the set-up and on the rail of the desk; entered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from liren.exchange.permissions import ExchangePermission
from liren.ui.navigation import DeskEntry, desk_entries, setup_entries

TABS = (
    DeskEntry(
        key="open311",
        label="Open311",
        icon="plug",
        url_name="exchange:keys",
        permission=ExchangePermission.MANAGE,
        also=(ExchangePermission.SEE,),
        order=60,
    ),
    DeskEntry(
        key="webhooks",
        label="Webhooks",
        icon="webhook",
        url_name="exchange:webhooks",
        permission=ExchangePermission.MANAGE,
        also=(ExchangePermission.SEE,),
        order=70,
    ),
)
# Whoever sets things up comes by the tabs; whoever only reads has a line on the rail.
CONNECTIONS = DeskEntry(
    key="connections",
    label=_("Connections"),
    icon="plug",
    url_name="exchange:keys",
    permission=ExchangePermission.SEE,
    order=75,
)


def register() -> None:
    """Enter them once."""
    setup_entries.enter(*TABS)
    desk_entries.enter(CONNECTIONS)
