"""Any gateway that takes JSON over HTTP."""

import hashlib
import hmac
import time
from dataclasses import replace

import pytest

from liren.notices.channels import DeliveryFailed, Message
from liren.notices.channels.sms_gateway import SmsGatewayChannel, SmsSettings
from tests.kits.channels import check_channel, check_failures, check_set_up
from tests.notices.channels.gateway import Gateway

SECRET = "a secret of 24 characters"
PHONE = "+8613812348383"


def settings_for(gateway: Gateway, **more: str) -> SmsSettings:
    return SmsSettings(url=gateway.url, secret=SECRET, **more)


def test_it_keeps_the_rules(gateway: Gateway) -> None:
    check_channel(SmsGatewayChannel(), settings_for(gateway))


def test_the_signature_covers_moment_and_body(gateway: Gateway) -> None:
    message = Message(key="liren-7", text="路灯修好了")
    SmsGatewayChannel().deliver(message, PHONE, settings_for(gateway))
    [asked] = gateway.asked
    moment = asked.headers["X-Liren-Timestamp"]
    assert abs(int(moment) - time.time()) < 60
    signed = hmac.new(SECRET.encode(), moment.encode() + b"." + asked.body, hashlib.sha256)
    assert asked.headers["X-Liren-Signature"] == signed.hexdigest()
    assert asked.headers["X-Liren-Key"] == "liren-7"
    assert asked.json == {"phone": PHONE, "text": "路灯修好了", "key": "liren-7"}


def test_the_request_is_made_as_the_gateway_likes_it(gateway: Gateway) -> None:
    template = '{"to": ["{phone}"], "body": {"content": "{text} 回T退订"}, "id": "{key}", "n": 3}'
    words = '引号" 换行\n 和 {phone} 与 {key}'
    settings = settings_for(gateway, template=template)
    SmsGatewayChannel().deliver(Message(key="liren-8", text=words), PHONE, settings)
    assert gateway.asked[0].json == {
        "to": [PHONE],
        "body": {"content": f"{words} 回T退订"},
        "id": "liren-8",
        "n": 3,
    }


def test_a_gateway_that_says_no_is_not_believed(gateway: Gateway) -> None:
    settings = settings_for(gateway, success_field="result.code", success_value="OK")
    gateway.answer = b'{"result": {"code": "BLACKLIST"}}'
    with pytest.raises(DeliveryFailed, match=r"result\.code=BLACKLIST"):
        SmsGatewayChannel().deliver(Message(key="k", text="好"), PHONE, settings)
    gateway.answer = b'{"result": {"code": "OK"}}'
    SmsGatewayChannel().deliver(Message(key="k", text="好"), PHONE, settings)
    gateway.answer = b"<html>maintenance</html>"
    check_failures(SmsGatewayChannel(), settings)


@pytest.mark.parametrize("status", [302, 400, 403, 500, 503])
def test_whatever_is_not_a_yes_is_a_failure(gateway: Gateway, status: int) -> None:
    gateway.status, gateway.headers = status, {"Location": gateway.url}
    with pytest.raises(DeliveryFailed, match=f"HTTP {status}"):
        SmsGatewayChannel().deliver(Message(key="k", text="好"), PHONE, settings_for(gateway))
    assert len(gateway.asked) == 1, "a redirect would hand our words to somebody else"


def test_nobody_there_is_a_failure(gateway: Gateway) -> None:
    check_failures(SmsGatewayChannel(), SmsSettings(url="http://127.0.0.1:9/", secret=SECRET))


def test_it_says_what_is_missing(gateway: Gateway) -> None:
    good = settings_for(gateway)
    check_set_up(
        SmsGatewayChannel(),
        SmsSettings(),
        replace(good, url="ftp://gateway/"),
        replace(good, secret="short"),
        replace(good, template="{phone} {text}"),
        replace(good, template='{"text": "{text}"}'),
    )
