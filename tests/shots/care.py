"""The pages of care: what residents, buddies and helpers see, and the desk."""

from typing import TYPE_CHECKING

from tests.shots.shown import Shown, desk, fill, opened, press, send

if TYPE_CHECKING:
    from playwright.sync_api import Page


def wrong_number(page: "Page", values: dict[str, str]) -> None:
    """Name somebody by a number that is none."""
    page.locator("main summary").first.click()
    page.fill("input[name=name]", "女儿")
    fill("input[name=phone]", "123")(page, values)


RESIDENT: tuple[Shown, ...] = (
    Shown(name="help-unknown", path="/help/", is_alone=True),
    Shown(name="help-button", path="/help/", user="resident"),
    Shown(name="help-called", path="/help/", user="elder"),
    Shown(name="helper", path="/h/{care_link}/"),
    Shown(name="buddies", path="/care/buddies/", user="resident"),
    Shown(name="buddies-empty", path="/care/buddies/", user="elder"),
    Shown(name="meals", path="/care/meals/", user="elder"),
    Shown(name="one-tap", path="/care/one-tap/", user="elder"),
    Shown(name="one-tap-more", path="/care/one-tap/", user="elder", deed=opened("main summary")),
    Shown(name="one-tap-unknown", path="/care/one-tap/", is_alone=True),
    Shown(name="my-family", path="/care/family/mine/", user="elder"),
    Shown(name="my-family-empty", path="/care/family/mine/", user="resident"),
    Shown(
        name="my-family-errors",
        path="/care/family/mine/",
        user="elder",
        deed=wrong_number,
        status=422,
    ),
    Shown(name="family", path="/care/family/", user="niece"),
    Shown(name="family-empty", path="/care/family/", user="resident"),
    Shown(name="family-day", path="/care/family/{care_tie}/", user="daughter"),
    Shown(name="family-day-quiet", path="/care/family/{care_quiet_tie}/", user="niece"),
    Shown(name="away", path="/care/away/", user="resident"),
    Shown(name="away-noted", path="/care/away/", user="elder"),
)
DESK: tuple[Shown, ...] = (
    desk("care", "/desk/care/"),
    desk("care-call", "/desk/care/calls/{care_call}/"),
    desk("care-new-call", "/desk/care/calls/new/?person={care_person}"),
    desk("care-person", "/desk/care/people/{care_person}/"),
    desk("care-pair", "/desk/care/people/{care_person}/buddy/?q=王"),
    desk("care-times", "/desk/care/times/"),
    desk("care-quiet", "/desk/care/quiet/"),
    desk("care-taps", "/desk/care/taps/"),
    desk("care-tap", "/desk/care/taps/{care_tap}/"),
    desk("care-tap-errors", "/desk/care/taps/new/", deed=send, status=422),
    desk("care-errand", "/desk/care/tasks/{care_errand}/", user="huzhu"),
    desk("care-rota", "/desk/care/buddies/"),
    desk("care-note", "/desk/care/buddies/{care_pair}/"),
    desk("care-task", "/desk/care/tasks/{care_task}/"),
    desk("care-task-errors", "/desk/care/tasks/{care_task}/", deed=send, status=422),
    desk("care-round", "/desk/care/round/", user="grid1"),
    desk("care-round-shell", "/desk/care/round/app/", user="grid1"),
    desk("care-meals", "/desk/care/meals/"),
    desk("care-menu", "/desk/care/meals/new/"),
    desk("care-meal", "/desk/care/meals/{care_menu}/"),
    desk(
        "care-meal-paper",
        "/desk/care/meals/{care_menu}/",
        deed=press("form[action$='/paper/'] button"),
    ),
)
