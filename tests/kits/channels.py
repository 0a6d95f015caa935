"""What every channel must do. To test a new one, call `check_channel` with it.

```python
def test_my_channel_keeps_the_rules() -> None:
    check_channel(MyChannel(), MySettings(url=server.url, …))
    check_failures(MyChannel(), MySettings(url=nobody_there, …))
```
"""

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from liren.notices.channels import Channel, DeliveryFailed, Message, Reach, Receipt
from liren.notices.domain.hours import QuietHours

ADDRESSES = {
    Reach.USER: "",
    Reach.PHONE: "+8613812348383",
    Reach.EMAIL: "chen@example.org",
    Reach.GROUP: "桐花社区",
    Reach.PAPER: "梧桐苑3号楼2单元",
}
SECRET_WORDS = "密码是红豆"


def check_channel(channel: Channel, settings: Any) -> None:
    """Run all checks; with these settings the channel must be able to deliver."""
    _says_what_it_is(channel)
    _says_what_can_be_set_up(channel)
    assert channel.check(settings) == "", f"set it up for the test: {channel.check(settings)}"
    _delivers(channel, settings)
    _bears_a_repeated_try(channel, settings)


def check_failures(channel: Channel, *unfit: Any) -> None:
    """With each of these settings it must fail, and say so without a word of the message."""
    for settings in unfit:
        with pytest.raises(DeliveryFailed) as told:
            channel.deliver(Message(key="kit-3", text=SECRET_WORDS), _address(channel), settings)
        words = str(told.value)
        assert words, "the log needs a cause"
        assert SECRET_WORDS not in words and _address(channel) not in words
        for field in fields(settings):
            value = str(getattr(settings, field.name))
            if field.metadata.get("secret") and value:
                assert value not in words, f"{field.name} is a secret"


def check_set_up(channel: Channel, *unfit: Any) -> None:
    """With each of these settings `check` must name a cause, and no secret in it."""
    for settings in unfit:
        assert channel.check(settings), f"{settings} is not set up, and check() says it is"


def _says_what_it_is(channel: Channel) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", channel.key), "rows hold the key: keep it plain"
    assert channel.name, "people choose by the name"
    assert channel.reaches in Reach
    assert channel.longest >= 70, "a message of one SMS must fit"
    assert channel.quiet is None or isinstance(channel.quiet, QuietHours)
    for most in (channel.pace.a_minute, channel.pace.an_hour):
        assert most is None or most > 0


def _says_what_can_be_set_up(channel: Channel) -> None:
    kind = channel.settings
    assert is_dataclass(kind), "the form at the desk is made from a dataclass"
    kind()  # every field has a default
    for field in fields(kind):
        assert field.type in (str, int, bool), f"{field.name} cannot be typed into a form"
        assert "label" in field.metadata, f"{field.name} has no name for people"


def _delivers(channel: Channel, settings: Any) -> None:
    address = _address(channel)
    for text in ("路灯修好了", "灯" * channel.longest, "第一行\n第二行", '{"a": "{phone}"} & <b>'):
        receipt = channel.deliver(Message(key="kit-1", text=text), address, settings)
        assert isinstance(receipt, Receipt)
        assert not address or address not in receipt.reference, "a receipt is stored in clear"
        assert text not in receipt.reference, "a receipt is stored in clear"


def _bears_a_repeated_try(channel: Channel, settings: Any) -> None:
    message, address = Message(key="kit-2", text="再说一次"), _address(channel)
    once = channel.deliver(message, address, settings)
    assert once == channel.deliver(message, address, settings)


def _address(channel: Channel) -> str:
    return ADDRESSES[channel.reaches]
