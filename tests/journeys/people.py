"""What the people of a journey do, in words; each has a device of their own."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "liren-demo"
SLOW = 20_000  # two cores carry the browser and all the servers


def sign_in(page: "Page", username: str) -> "Page":
    """A member of staff comes to the desk."""
    page.goto("/sign-in/staff/?next=/desk/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/", timeout=SLOW)
    return page


def report(page: "Page", *, place: str, words: str) -> str:
    """A resident scans a poster, says a few words and sends; returns the link to follow."""
    page.goto(f"/report/{place}/")
    page.fill("textarea[name=text]", words)
    page.locator("button[value=send]:visible").last.click()
    page.wait_for_load_state()
    different = page.locator("button[name=different]:visible")
    if different.count():
        different.first.click()
    page.wait_for_url("**/r/*/received/", timeout=SLOW)
    return re.sub(r"received/$", "", page.url)


def act(page: "Page", case: str, name: str, **typed: str) -> None:
    """A member of staff takes one step with a case, with what is typed."""
    page.goto(f"/desk/cases/{case}/?do={name}")
    form = page.locator(f"form[action$='/{name}/']").filter(visible=True).first
    for field, text in typed.items():
        box = form.locator(f"[name={field}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(label=_option(box.inner_text(), text))
        else:
            box.fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=SLOW) as told:
        form.locator("button[type=submit]").click()
    assert told.value.status < 400, f"{name} was answered {told.value.status}"


def _option(options: str, wanted: str) -> str:
    found = [line.strip() for line in options.splitlines() if wanted in line]
    assert found, f"{wanted} is not offered: {options}"
    return found[0]


def stage(page: "Page", link: str) -> str:
    """The whole text of a resident's progress page."""
    page.goto(link)
    return page.locator("main").inner_text()
