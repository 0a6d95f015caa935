"""E-mail, against a mail server on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from liren.notices.channels import DeliveryFailed, Message
from liren.notices.channels.smtp import SmtpChannel, SmtpSettings
from tests.harness.servers import free_ports
from tests.kits.channels import check_channel, check_failures, check_set_up

ADDRESS = "chen@example.org"
USER, PASSWORD = "liren", "plum-blossom"


class Box:
    """What the server took, and what it shall say."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope.content)
        return self.answer


def _authenticate(server: Any, session: Any, envelope: Any, way: str, given: Any) -> AuthResult:
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=is_right)


@pytest.fixture
def box() -> Iterator[tuple[Box, SmtpSettings]]:
    box, port = Box(), free_ports(1)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        authenticator=_authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    settings = SmtpSettings(
        host="127.0.0.1",
        port=port,
        security="none",
        username=USER,
        password=PASSWORD,
        sender="桐花社区 <office@example.com>",
    )
    yield box, settings
    controller.stop()


def test_it_keeps_the_rules(box: tuple[Box, SmtpSettings]) -> None:
    check_channel(SmtpChannel(), box[1])


def test_a_letter_arrives_whole_in_chinese(box: tuple[Box, SmtpSettings]) -> None:
    words = "【桐花社区】周二上午停水\n9 点到 12 点，请提前存水。"
    receipt = SmtpChannel().deliver(Message(key="liren-5", text=words), ADDRESS, box[1])
    letter: Any = message_from_bytes(box[0].letters[0], policy=default)
    assert letter["Subject"] == "【桐花社区】周二上午停水"
    assert letter["To"] == ADDRESS and "office@example.com" in str(letter["From"])
    assert letter["Message-ID"] == receipt.reference == "<liren-5@example.com>"
    assert letter.get_content().splitlines() == words.splitlines()


def test_nobody_writes_headers_of_their_own(box: tuple[Box, SmtpSettings]) -> None:
    words = "停水\r\nBcc: everybody@example.org\r\n\r\n第二行"
    SmtpChannel().deliver(Message(key="liren-6", text=words), ADDRESS, box[1])
    letter: Any = message_from_bytes(box[0].letters[0], policy=default)
    assert letter["Bcc"] is None and letter["To"] == ADDRESS


def test_a_refusal_tells_its_number_only(box: tuple[Box, SmtpSettings]) -> None:
    box[0].answer = f"550 no such user {ADDRESS}"
    with pytest.raises(DeliveryFailed, match=r"^SMTP 550$"):
        SmtpChannel().deliver(Message(key="k", text="好"), ADDRESS, box[1])
    check_failures(SmtpChannel(), box[1], replace(box[1], password="wrong"))


def test_it_says_what_is_missing(box: tuple[Box, SmtpSettings]) -> None:
    good = box[1]
    check_set_up(
        SmtpChannel(),
        SmtpSettings(),
        replace(good, sender="office"),
        replace(good, security="tls please"),
        replace(good, password="wrong"),
        replace(good, port=9),
    )
