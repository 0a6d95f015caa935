"""The pages of sensing, all of the desk."""

from typing import TYPE_CHECKING

from tests.shots.shown import Deed, desk, press, send

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tried(rule: str) -> Deed:
    """Try a rule that ships on the last month of the first place."""

    def do(page: "Page", values: dict[str, str]) -> None:
        page.locator("select[name=rule]").select_option(rule)
        page.locator("select[name=place]").select_option(index=1)
        send(page, values)

    return do


DESK = (
    desk("alerts", "/desk/alerts/"),
    desk("alerts-closed", "/desk/alerts/?show=closed"),
    desk("alerts-rates", "/desk/alerts/?show=rates"),
    desk("alerts-of-case", "/desk/alerts/?case={alert_case}"),
    desk("alerts-grid", "/desk/alerts/", "grid1"),
    desk("alert-open", "/desk/alerts/{alert_open}/", "grid1"),
    desk("alert-recording", "/desk/alerts/{alert_fallen}/"),
    desk("alert-recording-asked", "/desk/alerts/{alert_fallen}/", "secretary"),
    desk("alert-closed", "/desk/alerts/{alert_closed}/"),
    desk("alert-join", "/desk/alerts/{alert_fallen}/join/"),
    desk("alert-join-errors", "/desk/alerts/{alert_fallen}/join/", deed=send, status=422),
    desk("alerts-lifts", "/desk/alerts/lifts/"),
    desk("alerts-lift", "/desk/alerts/lifts/{lift_building}/"),
    desk("devices", "/desk/devices/"),
    desk("devices-nothing", "/desk/devices/?words=nothing"),
    desk("device", "/desk/devices/SM-0003/"),
    desk("device-meter", "/desk/devices/WM-0001/"),
    desk("device-claim", "/desk/devices/SM-0003/claim/", "grid1"),
    desk("device-key", "/desk/devices/SM-0010/", deed=press("form[action$='/key/'] button")),
    desk("device-new", "/desk/devices/new/"),
    desk("device-new-errors", "/desk/devices/new/", deed=send, status=422),
    desk("device-import", "/desk/devices/import/"),
    desk("gateways", "/desk/devices/gateways/", "admin"),
    desk("gateways-errors", "/desk/devices/gateways/", "admin", deed=send, status=422),
    desk("rules", "/desk/rules/", "secretary"),
    desk("rule-on", "/desk/rules/{rule_on}/", "secretary"),
    desk("rule-tried", "/desk/rules/", "secretary", deed=tried("water-taicang")),
)
