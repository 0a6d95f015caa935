"""For development: the message appears in the terminal instead of on a telephone."""

import logging
import sys

from django.conf import settings as django_settings
from django.utils.translation import gettext

from liren.core.errors import sentence
from liren.notices.channels.protocol import (
    DeliveryFailed,
    Message,
    NoSettings,
    Pace,
    Reach,
    Receipt,
)

log = logging.getLogger(__name__)


class ConsoleChannel:
    """Prints messages where whoever runs a development server reads them."""

    key = "console"
    name = sentence("Terminal")
    reaches = Reach.PHONE
    is_stored = False
    longest = 500
    quiet = None
    pace = Pace()
    settings = NoSettings

    def check(self, settings: NoSettings) -> str:
        """Personal text goes to a terminal only where somebody said so."""
        if django_settings.DEBUG or getattr(django_settings, "LIREN_CONSOLE", False):
            return ""
        return gettext("The terminal is closed. Set LIREN_CONSOLE=1, or choose another channel.")

    def deliver(self, message: Message, address: str, settings: NoSettings) -> Receipt:
        """Print the words; in the log stands only that there were some."""
        log.info("message %s for the console", message.key)
        if problem := self.check(settings):
            raise DeliveryFailed(problem)
        sys.stdout.write(f"[{message.key}] {address}: {message.text}\n")
        sys.stdout.flush()
        return Receipt(reference=message.key)
