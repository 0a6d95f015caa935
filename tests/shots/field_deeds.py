"""What is done on the page of the field before its picture is taken."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

Deed = Callable[["Page", dict[str, str]], None]
QUICKER = {
    "code": "cases.settled_meanwhile",
    "title": "赵敏在 11-26 10:20 已经办了。",
    "status": 409,
    "data": {"words": "已经通了，不返味"},
}


def list_there(page: "Page", values: dict[str, str]) -> None:
    """The list of the telephone, not the plain one."""
    page.locator("[data-view=orders]").wait_for()
    page.locator(".field-row").first.wait_for()


def order_opened(page: "Page", values: dict[str, str]) -> None:
    """The first order."""
    list_there(page, values)
    page.locator(".field-row").first.click()
    page.locator("[data-view=order]").wait_for()


def act_opened(page: "Page", values: dict[str, str]) -> None:
    """The form of what is likely, sent without a word where one is needed."""
    order_opened(page, values)
    page.locator(".field-acts a").last.click()
    page.locator(".field-form .button-primary").click()
    page.locator(".field-alert, [data-view=orders]:visible").first.wait_for()


def tab_opened(name: str) -> Deed:
    """One of the other two pages of the bar."""

    def do(page: "Page", values: dict[str, str]) -> None:
        list_there(page, values)
        page.locator(f"[data-tab={name}]").click()
        page.locator(f"[data-view={name}]").wait_for()

    return do


def not_taken(page: "Page", values: dict[str, str]) -> None:
    """A colleague was quicker, and a find waits for a line."""
    list_there(page, values)
    page.context.route(
        "**/field/send/",
        lambda route: route.fulfill(
            status=409, content_type="application/problem+json", body=json.dumps(QUICKER)
        ),
    )
    page.locator(".field-row").first.click()
    page.locator(".field-acts a").first.click()
    page.fill("#field-words", "属实，堵着，有味")
    page.locator(".field-form .button-primary").click()
    page.locator("[data-trouble]:visible").wait_for()
    page.context.unroute("**/field/send/")
    page.context.route("**/field/send/", lambda route: route.fulfill(status=503))
    page.locator("[data-tab=new]").click()
    page.fill("#field-words", "井盖翘起来一角，轮椅过不去")
    page.select_option("#field-place", index=3)
    page.locator(".field-form .button-primary").click()
    page.locator(".field-act").nth(1).wait_for()


def leaving(page: "Page", values: dict[str, str]) -> None:
    """Signing out with two things unsent."""
    list_there(page, values)
    page.evaluate(
        "() => { const [who] = document.cookie.match(/liren_field=(\\d+)/).slice(1);"
        " document.cookie = `liren_waiting=${who}.2; path=/`; }"
    )
    page.goto(f"{page.url.split('/field/')[0]}/field/leaving/")
