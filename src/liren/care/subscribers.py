"""What care makes of facts."""

from django.utils import timezone

from liren.care.events import HelpEnded
from liren.care.services import buttons
from liren.core.events import subscribe
from liren.sensing.events import AlertRaised
from liren.sensing.models import Kind


@subscribe(AlertRaised, when=lambda fact: fact.kind == Kind.HELP_BUTTON)
def ring_the_ladder(event: AlertRaised) -> None:
    """Somebody pressed: the ladder is rung as if they had called."""
    buttons.ring(alert_id=event.alert_id, now=timezone.now())


@subscribe(HelpEnded)
def settle_the_button(event: HelpEnded) -> None:
    """Somebody was at the door: the button's alert ends with the call."""
    buttons.settle(call_id=event.call_id, now=timezone.now())
