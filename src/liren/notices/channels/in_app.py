"""The page "my notices": what is stored is delivered."""

from liren.core.errors import sentence
from liren.notices.channels.protocol import Message, Receipt


class InAppChannel:
    """Shows the message the next time the person looks."""

    key = "in_app"
    name = sentence("On this site")
    is_stored = True
    longest = 2000
    quiet = None

    def check(self) -> str:
        """Nothing has to be set up."""
        return ""

    def deliver(self, message: Message, address: str) -> Receipt:
        """The row is the delivery."""
        return Receipt(reference=message.key)
