"""The terminal as a channel."""

import logging

import pytest
from pytest_django import Settings

from liren.notices.channels import DeliveryFailed, Message, NoSettings
from liren.notices.channels.console import ConsoleChannel
from tests.kits.channels import check_channel

MESSAGE = Message(key="liren-1", text="路灯修好了")


def test_it_keeps_the_rules(settings: Settings) -> None:
    settings.LIREN_CONSOLE = True
    check_channel(ConsoleChannel(), NoSettings())


def test_it_prints_where_a_developer_reads(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LIREN_CONSOLE = True
    ConsoleChannel().deliver(MESSAGE, "+8613812348383", NoSettings())
    assert "路灯修好了" in capsys.readouterr().out


def test_without_permission_nothing_personal_leaves(
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.DEBUG = settings.LIREN_CONSOLE = False
    with caplog.at_level(logging.INFO), pytest.raises(DeliveryFailed):
        ConsoleChannel().deliver(MESSAGE, "+8613812348383", NoSettings())
    said = capsys.readouterr().out + caplog.text
    assert "liren-1" in said and "路灯" not in said and "8383" not in said
    assert ConsoleChannel().check(NoSettings())
