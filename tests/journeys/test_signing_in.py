"""Ways in: the second factor of staff, and the one-time code of a resident."""

import base64
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from liren.accounts.domain import totp
from tests.harness.accessibility import assert_accessible
from tests.journeys.people import PASSWORD, SLOW

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

OFFICER = "huanwei"  # no other journey is theirs


def enter_password(page: "Page") -> None:
    page.goto("/sign-in/staff/?next=/desk/")
    page.fill("input[name=username]", OFFICER)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def send_code(page: "Page", code: str) -> None:
    page.fill("input[name=code]", code)
    with page.expect_navigation(timeout=SLOW):
        page.press("input[name=code]", "Enter")


def test_a_second_factor_is_set_up_and_asked_for(open_desk: "Opener", watched: "Watched") -> None:
    watched.allow("422")  # a wrong code is answered so
    page = open_desk()
    enter_password(page)
    page.wait_for_url("**/desk/", timeout=SLOW)
    page.goto("/me/security/")
    page.locator("#factor button[type=submit]").click()
    page.locator("details summary").first.click()
    key = base64.b32decode(page.locator("details code").inner_text().replace(" ", ""))
    used = totp.step_of(datetime.now(UTC))
    send_code(page, totp.code_at(key, used))
    recovery = page.locator("main li code").all_inner_texts()
    assert len(recovery) >= 8
    assert_accessible(page)

    again = open_desk()
    enter_password(again)
    again.wait_for_url("**/second-factor/**", timeout=SLOW)
    send_code(again, "000000")
    assert again.locator(".field-error").count() == 1
    while totp.step_of(datetime.now(UTC)) == used:
        time.sleep(1)  # a code is taken once: the next one is on its way
    send_code(again, totp.code_at(key, totp.step_of(datetime.now(UTC))))
    assert again.url.endswith("/desk/")

    lost = open_desk()
    enter_password(lost)
    lost.wait_for_url("**/second-factor/**", timeout=SLOW)
    send_code(lost, recovery[0])
    assert lost.url.endswith("/desk/")


def test_a_resident_signs_in_by_the_code_of_a_message(
    phone: "Page", live: "Servers", watched: "Watched"
) -> None:
    watched.allow("422")
    phone.goto("/sign-in/?next=/my/")
    phone.fill("input[name=phone]", "139 0000 3344")
    with phone.expect_navigation(timeout=SLOW):
        phone.locator("button.button-primary:visible").click()
    send_code(phone, "000000")
    assert phone.locator(".field-error").count() == 1
    send_code(phone, sent_to("13900003344", live))
    assert phone.url.endswith("/my/")
    phone.goto("/me/security/")
    assert "没有密码" in phone.locator("main").inner_text()


def sent_to(number: str, live: "Servers") -> str:
    """The six digits that the console channel printed for a telephone."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        line = re.search(rf"\+86{number}: .*?(\d{{6}})", live.log.read_text("utf-8", "replace"))
        if line:
            return line[1]
        time.sleep(0.2)
    raise AssertionError(f"nothing was sent to {number}")
