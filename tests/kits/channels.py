"""What every channel must do. To test a new one, call `check_channel` with it.

```python
def test_my_channel_keeps_the_rules() -> None:
    check_channel(MyChannel(…))
```
"""

import re

from liren.notices.channels import Channel, Message, Receipt
from liren.notices.domain.hours import QuietHours

ADDRESS = "+8613812348383"


def check_channel(channel: Channel) -> None:
    """Run all checks; the channel must be set up so that it can deliver."""
    _says_what_it_is(channel)
    _delivers(channel)
    _bears_a_repeated_try(channel)


def _says_what_it_is(channel: Channel) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", channel.key), "rows hold the key: keep it plain"
    assert channel.name, "people choose by the name"
    assert channel.longest >= 70, "a message of one SMS must fit"
    assert channel.quiet is None or isinstance(channel.quiet, QuietHours)
    assert channel.check() == "", f"set it up for the test: {channel.check()}"


def _delivers(channel: Channel) -> None:
    for text in ("路灯修好了", "x" * channel.longest, "第一行\n第二行"):
        receipt = channel.deliver(Message(key="kit-1", text=text), ADDRESS)
        assert isinstance(receipt, Receipt)
        assert ADDRESS not in receipt.reference, "a receipt is stored in clear"
        assert text not in receipt.reference, "a receipt is stored in clear"


def _bears_a_repeated_try(channel: Channel) -> None:
    message = Message(key="kit-2", text="再说一次")
    assert channel.deliver(message, ADDRESS) == channel.deliver(message, ADDRESS)
