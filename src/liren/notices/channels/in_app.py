"""The page "my notices": what is stored is delivered."""

from liren.core.errors import sentence
from liren.notices.channels.protocol import Message, NoSettings, Pace, Reach, Receipt


class InAppChannel:
    """Shows the message the next time the person looks."""

    key = "in_app"
    name = sentence("On this site")
    reaches = Reach.USER
    is_stored = True
    longest = 2000
    quiet = None
    pace = Pace()
    settings = NoSettings

    def check(self, settings: NoSettings) -> str:
        """Nothing has to be set up."""
        return ""

    def deliver(self, message: Message, address: str, settings: NoSettings) -> Receipt:
        """The row is the delivery."""
        return Receipt(reference=message.key)
