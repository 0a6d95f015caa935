"""What every adapter must do. To test a new one, call `check_adapter` with recorded packets.

```python
def test_my_adapter_keeps_the_rules() -> None:
    check_adapter(MyAdapter(), [Packet(recorded, topic)], [Packet(b"broken")])
```
"""

import re
from collections.abc import Sequence

import pytest

from liren.sensing.adapters.protocol import (
    LONGEST_KEY,
    LONGEST_NAMELESS,
    LONGEST_NUMBER,
    LONGEST_REFERENCE,
    LONGEST_WORD,
    Adapter,
    Packet,
    Unreadable,
)

PLAIN = re.compile(r"[a-z][a-z0-9_]{1,39}")


def check_adapter(adapter: Adapter, good: Sequence[Packet], bad: Sequence[Packet]) -> None:
    """Run all checks: `good` were recorded from devices, `bad` must be refused."""
    assert PLAIN.fullmatch(adapter.key), "rows hold the key: keep it plain"
    assert adapter.name, "people choose by the name"
    assert 0 < adapter.longest <= 1024 * 1024
    for packet in good:
        _is_read(adapter, packet)
    for packet in bad:
        _is_refused(adapter, packet)
    for packet in good:
        _bears_damage(adapter, packet)


def _is_read(adapter: Adapter, packet: Packet) -> None:
    said = adapter.read(packet)
    assert said, "a recorded packet says something"
    assert said == adapter.read(packet), "same packet, same answer"
    for one in said:
        assert 0 < len(one.number) <= LONGEST_NUMBER
        assert 0 < len(one.key) <= LONGEST_KEY
        assert one.is_named or len(one.key) <= LONGEST_NAMELESS
        assert PLAIN.fullmatch(one.what) and len(one.what) <= LONGEST_WORD
        assert one.at is None or one.at.tzinfo is not None, "a moment has its zone"
        assert len(one.reference) <= LONGEST_REFERENCE
    keys = [(one.number, one.key) for one in said]
    assert len(keys) == len(set(keys)), "each value has a key of its own"


def _is_refused(adapter: Adapter, packet: Packet) -> None:
    with pytest.raises(Unreadable) as told:
        adapter.read(packet)
    assert PLAIN.fullmatch(told.value.reason), "the reason is counted: keep it plain"


def _bears_damage(adapter: Adapter, packet: Packet) -> None:
    """Cut off anywhere, with any byte turned over: read or refused, never anything else."""
    for at in range(0, len(packet.body), max(1, len(packet.body) // 64)):
        turned = bytearray(packet.body)
        turned[at] ^= 0x80
        for body in (packet.body[:at], bytes(turned)):
            try:
                adapter.read(Packet(body, packet.topic))
            except Unreadable:
                continue
