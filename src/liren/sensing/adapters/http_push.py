"""JSON by HTTP from a vendor's platform, which speaks for many devices at once.

{"messages": [{"number": "SM-7", "id": "4711", "at": "…", "values": {"smoke": 1}}, …]}
"""

from liren.core.errors import sentence
from liren.sensing.adapters.protocol import Packet, Said, Unreadable
from liren.sensing.adapters.values import object_of, said_by

MOST_MESSAGES = 500


class HttpPush:
    """A platform that signs what it sends."""

    key = "http_push"
    name = sentence("HTTP push, signed")
    longest = 512 * 1024

    def read(self, packet: Packet) -> list[Said]:
        """All values of all messages; one that is not understood refuses the whole."""
        messages = object_of(packet.body).get("messages")
        if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
            raise Unreadable("no_messages")
        said: list[Said] = []
        for message in messages:
            if not isinstance(message, dict):
                raise Unreadable("not_an_object")
            said += said_by(message.get("number"), message)
        return said
