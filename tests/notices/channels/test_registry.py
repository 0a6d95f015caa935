"""Ours come in by the door of strangers."""

from importlib.metadata import EntryPoint

import pytest

from liren.core.registry import Registry
from liren.notices import channels
from liren.notices.channels import Channel
from liren.notices.channels.in_app import InAppChannel


class Pigeon(InAppChannel):
    key = "pigeon"


def test_another_package_brings_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("pigeon", f"{__name__}:Pigeon", "liren.channels")
    monkeypatch.setattr(EntryPoint, "load", lambda self: Pigeon)
    monkeypatch.setattr(channels, "entry_points", lambda group: [entry])
    registry: Registry[Channel] = Registry("channels")
    channels.load(registry)
    assert [channel.key for channel in registry] == [
        *("in_app", "console", "sms_gateway", "smtp", "wecom_robot", "dingtalk_robot", "paper"),
        "pigeon",
    ]
