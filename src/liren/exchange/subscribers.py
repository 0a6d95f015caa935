"""Every fact is offered to the subscriptions."""

from django.utils import timezone

from liren.core.events import Event, subscribe_to_all
from liren.exchange.selectors.facts import is_anybody_listening
from liren.exchange.services.storing import store_deliveries


@subscribe_to_all(wanted=is_anybody_listening)
def offer_fact(event: Event) -> None:
    """Store a message for each subscription that wants it."""
    store_deliveries(event=event, now=timezone.now())
