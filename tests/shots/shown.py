"""One state of one page, and what is done to it before it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

if TYPE_CHECKING:
    from playwright.sync_api import Page

Door = Literal["resident", "desk", "screen"]
Deed = Callable[["Page", dict[str, str]], None]
NORMAL, ELDER = "normal", "elder"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One state of one page."""

    name: str
    path: str
    user: str = ""
    door: Door = "resident"
    status: int = 200
    modes: tuple[str, ...] = (NORMAL, ELDER)
    deed: Deed | None = None
    is_alone: bool = False  # in a browser that nobody has used before

    def filled(self, values: dict[str, str]) -> "Shown | None":
        """The page with what was staged; none when the demo has nothing to show on it."""
        try:
            path, user = self.path.format_map(values), self.user.format_map(values)
        except KeyError:
            return None
        return Shown(**{**vars(self), "path": path, "user": user})


def send(page: "Page", values: dict[str, str]) -> None:
    """Send the page's form as it is, past the browser's own question for what is missing."""
    page.evaluate("[...document.forms].forEach(form => { form.noValidate = true })")
    with page.expect_navigation():
        page.locator("button.button-primary:visible").last.click()


def fill(selector: str, text: str, *, then: Deed = send) -> Deed:
    """Type something, then send."""

    def do(page: "Page", values: dict[str, str]) -> None:
        page.fill(selector, text.format_map(values))
        then(page, values)

    return do


def begun_before(version: int) -> Deed:
    """Send a correction that was begun from an older version, as the second of two clerks does."""

    def do(page: "Page", values: dict[str, str]) -> None:
        page.evaluate("number => { document.querySelector('[name=base]').value = number }", version)
        page.fill("input[name=reason]", "漏了水费")
        send(page, values)

    return do


def press(selector: str) -> Deed:
    """Press something that leads to another page."""

    def do(page: "Page", values: dict[str, str]) -> None:
        with page.expect_navigation():
            page.locator(selector).first.click()

    return do


def opened(selector: str) -> Deed:
    """Press something that stays on the page."""
    return lambda page, values: page.locator(selector).first.click()


def go_to_place(page: "Page", values: dict[str, str]) -> None:
    """Elder mode: from the words to the place."""
    fill("textarea[name=text]", "楼道里的灯不亮了")(page, values)


def go_to_answer(page: "Page", values: dict[str, str]) -> None:
    """Elder mode: from the words over the place to the telephone."""
    go_to_place(page, values)
    page.locator("select[name=place]").select_option(index=2)
    send(page, values)


def add_nothing(page: "Page", values: dict[str, str]) -> None:
    """The first form of the page, sent as it is."""
    page.evaluate("[...document.forms].forEach(form => { form.noValidate = true })")
    with page.expect_navigation():
        page.locator("form.duty-form button.button-primary").first.click()


def sign_in_to_the_second_step(page: "Page", values: dict[str, str]) -> None:
    """The right password of somebody who has, or must have, a second factor."""
    page.fill("input[name=password]", "liren-demo")
    send(page, values)


def second_step_of(user: str) -> Deed:
    """Up to the second step of a sign-in."""
    return fill("input[name=username]", user, then=sign_in_to_the_second_step)


def tick_two(page: "Page", values: dict[str, str]) -> None:
    """Tick the two first lines of a ballot, and look at it once more."""
    for number in range(2):
        page.locator("input[name=ticks]").nth(number).check(force=True)
    send(page, values)


def look_for(words: str) -> Deed:
    """Type a few letters of a place, and wait for what is found."""

    def do(page: "Page", values: dict[str, str]) -> None:
        page.fill("input[name=place_q]", words)
        page.locator("#places-found button").first.wait_for()

    return do


def ask_nothing(page: "Page", values: dict[str, str]) -> None:
    """Send the question without a word."""
    page.locator("main details").last.locator("summary").click()
    page.evaluate("[...document.forms].forEach(form => { form.noValidate = true })")
    with page.expect_navigation():
        page.locator("main form button.button-primary").click()


def begin_kiosk(page: "Page", values: dict[str, str]) -> None:
    """Turn the browser into a kiosk, and touch its first page."""
    fill("main input[name=key]", "{kiosk_key}")(page, values)
    press("main a.door-first")(page, values)


def as_tenant(page: "Page", values: dict[str, str]) -> None:
    """Somebody with the letter and another telephone."""
    fill("main input[name=phone]", "15400000099")(page, values)


def in_session(name: str, path: str, then: Deed | None = None) -> Deed:
    """Go on in a browser whose session is staged."""

    def do(page: "Page", values: dict[str, str]) -> None:
        cookie = {"name": "sessionid", "value": values[f"session_{name}"], "url": page.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie of three values
        page.goto(urljoin(page.url, path))
        if then is not None:
            then(page, values)

    return do


def tick_and_look(page: "Page", values: dict[str, str]) -> None:
    """Fill the ballot in, and look at it again."""
    for name in ("陆静", "顾晓芸"):
        page.locator("main label").filter(has_text=name).click()
    page.locator("main fieldset").nth(1).locator("label").first.click()
    send(page, values)


def as_owner(page: "Page", values: dict[str, str]) -> None:
    """The owner: letter and telephone belong together."""
    fill("main input[name=phone]", "{letter_phone}")(page, values)


def desk(name: str, path: str, user: str = "worker", **more: object) -> Shown:
    """A page of the desk, in normal print only."""
    return Shown(name=name, path=path, user=user, door="desk", modes=(NORMAL,), **more)  # type: ignore[arg-type]  # the rest of a Shown
