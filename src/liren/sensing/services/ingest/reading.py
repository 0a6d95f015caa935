"""What a packet says: read by the thread that received it, while the batch before is stored."""

from collections.abc import Sequence

from liren.sensing.adapters import Packet, Said, Unreadable, adapters
from liren.sensing.domain.arrivals import Arrived


def said_by(one: Arrived) -> Sequence[Said] | str:
    """What it says, or the reason why it is not taken, as a word that is counted."""
    adapter = adapters.get(one.adapter)
    if adapter is None:
        return "no_adapter"
    if len(one.body) > adapter.longest:
        return "too_large"
    try:
        return adapter.read(Packet(one.body, one.topic))
    except Unreadable as why:
        return why.reason
