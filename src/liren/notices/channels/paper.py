"""Paper: a poster on a door. Whoever puts it up notes that it hangs."""

from liren.core.errors import sentence
from liren.notices.channels.protocol import (
    DeliveryFailed,
    Message,
    NoSettings,
    Pace,
    Reach,
    Receipt,
)


class PaperChannel:
    """Waits for hands: the sweep never carries it, only a note at the desk does."""

    key = "paper"
    name = sentence("Poster")
    reaches = Reach.PAPER
    is_stored = False
    longest = 2000
    quiet = None
    pace = Pace()
    settings = NoSettings

    def check(self, settings: NoSettings) -> str:
        """A printer is somebody else's matter."""
        return ""

    def deliver(self, message: Message, address: str, settings: NoSettings) -> Receipt:
        """The note that it hangs; without a door there is nothing to put it on."""
        if not address:
            raise DeliveryFailed("no door")
        return Receipt(reference=message.key)
