"""Group robots, against a server that answers as theirs do."""

import base64
import hashlib
import hmac
import time

import pytest

from liren.notices.channels import DeliveryFailed, Message
from liren.notices.channels.robots import (
    DingtalkRobotChannel,
    DingtalkSettings,
    WecomRobotChannel,
    WecomSettings,
    dingtalk_sign,
)
from tests.kits.channels import check_channel, check_failures, check_set_up
from tests.notices.channels.gateway import Gateway

KNOWN = "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="
MESSAGE = Message(key="liren-9", text="周二上午停水\n请提前存水")


def wecom(gateway: Gateway) -> WecomSettings:
    return WecomSettings(webhook=f"{gateway.url}?key=693a91f6-7xxx")


def dingtalk(gateway: Gateway) -> DingtalkSettings:
    return DingtalkSettings(webhook=f"{gateway.url}?access_token=566cc69d", secret="SEC-of-robot")


def test_both_keep_the_rules(gateway: Gateway) -> None:
    check_channel(WecomRobotChannel(), wecom(gateway))
    check_channel(DingtalkRobotChannel(), dingtalk(gateway))


def test_wecom_is_asked_as_its_document_says(gateway: Gateway) -> None:
    WecomRobotChannel().deliver(MESSAGE, "桐花社区", wecom(gateway))
    [asked] = gateway.asked
    assert asked.query == {"key": "693a91f6-7xxx"}
    assert asked.json == {"msgtype": "text", "text": {"content": MESSAGE.text}}


def test_wecom_counts_in_bytes_and_so_do_we() -> None:
    assert len("灯" * WecomRobotChannel.longest) * 3 <= 2048


def test_dingtalk_is_signed_as_its_document_says(gateway: Gateway) -> None:
    DingtalkRobotChannel().deliver(MESSAGE, "桐花社区", dingtalk(gateway))
    query = gateway.asked[0].query
    assert query["access_token"] == "566cc69d"
    assert abs(int(query["timestamp"]) / 1000 - time.time()) < 60
    words = f"{query['timestamp']}\nSEC-of-robot".encode()
    digest = hmac.new(b"SEC-of-robot", words, hashlib.sha256).digest()
    assert query["sign"] == base64.b64encode(digest).decode()


def test_a_signature_of_a_known_moment() -> None:
    """Reckoned with `openssl dgst -sha256 -hmac`, so that it does not lean on our own code."""
    assert dingtalk_sign("SECabc", "1700000000000") == KNOWN


def test_a_refusal_stands_in_a_good_answer(gateway: Gateway) -> None:
    gateway.answer = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    with pytest.raises(DeliveryFailed, match="errcode 45009"):
        WecomRobotChannel().deliver(MESSAGE, "", wecom(gateway))
    check_failures(DingtalkRobotChannel(), dingtalk(gateway))
    gateway.answer = b"nothing"
    check_failures(WecomRobotChannel(), wecom(gateway))


def test_they_say_what_is_missing(gateway: Gateway) -> None:
    check_set_up(WecomRobotChannel(), WecomSettings(), WecomSettings(webhook=gateway.url))
    whole = dingtalk(gateway).webhook
    check_set_up(DingtalkRobotChannel(), DingtalkSettings(), DingtalkSettings(webhook=whole))
