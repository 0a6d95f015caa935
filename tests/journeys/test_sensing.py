"""From a device to a person at the door, with a real MQTT client and a real browser."""

import json
import re
import secrets
import threading
import time
from typing import TYPE_CHECKING

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.journeys import rude
from tests.journeys.people import SLOW, sign_in
from tests.journeys.test_care import NOBODY_CALLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from tests.harness.browser import Opener
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser
STORM, BURST = "SM-0004", 100_000
AT_ONCE = 3_000  # milliseconds from the device to a row in an inbox that is open


def new_key(clerk: "Page", number: str) -> str:
    """A clerk gives a device a new key; it is shown this once."""
    clerk.goto(f"/desk/devices/{number}/")
    with clerk.expect_navigation(timeout=SLOW):
        clerk.get_by_role("button", name="换新密钥").click()
    return clerk.locator("td code").inner_text()


class Device:
    """A device with its key, speaking MQTT to the broker of the house."""

    def __init__(self, port: int, kind: str, number: str, key: str) -> None:
        self._topic = f"liren/journey/{kind}/{number}/alarm"
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=number)
        self._client.username_pw_set(number, key)
        # The register is read once a second: a key of just now may be turned away at first.
        self._client.reconnect_delay_set(1, 1)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        until = time.monotonic() + SLOW / 1000
        while not self._client.is_connected():
            assert time.monotonic() < until, "the broker does not take the key"
            time.sleep(0.05)

    def says(self, **values: float) -> None:
        """Publish, and wait until it is stored: it is acknowledged only then."""
        body = json.dumps({"id": secrets.token_hex(8), "values": values})
        self._client.publish(self._topic, body, qos=1).wait_for_publish(SLOW / 1000)

    def leave(self) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()


if TYPE_CHECKING:
    Plug = Callable[..., Device]


@pytest.fixture
def plug_in(live: "Servers") -> "Iterator[Plug]":
    """Devices at the broker of the servers; they hang up when the test ends."""
    opened: list[Device] = []

    def plug(kind: str, number: str, key: str, port: int = live.port + 2) -> Device:
        opened.append(Device(port, kind, number, key))
        return opened[-1]

    yield plug
    for device in opened:
        device.leave()


def next_row(page: "Page", words: str = "") -> "Locator":
    """The row of an alert that is not in this inbox yet; nobody loads the page again."""
    links = page.locator("main a[href*='/desk/alerts/']")
    known = {link.get_attribute("href") for link in links.all()}
    unknown = "".join(f":not([href='{href}'])" for href in sorted(filter(None, known)))
    rows = page.locator(f"main a[href*='/desk/alerts/']{unknown}")
    return rows.filter(has_text=words).first if words else rows.first


def close(page: "Page", result: str, words: str) -> None:
    """Say what it turned out to be."""
    page.locator(f"input[name=result][value='{result}']").check()
    page.locator("form[action$='/close/'] textarea").fill(words)
    press(page, "办结告警")


def press(page: "Page", name: str) -> None:
    """One button, and the page that comes of it."""
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name=name, exact=True).first.click()


def test_smoke_stands_in_an_open_inbox_at_once_and_is_closed(
    open_desk: "Opener", open_phone: "Opener", plug_in: "Plug"
) -> None:
    clerk, grid = sign_in(open_desk(), "worker"), sign_in(open_phone(), "grid1")
    alarm = plug_in("smoke", "SM-0007", new_key(clerk, "SM-0007"))
    inbox = sign_in(open_desk(), "wuye")  # the first of the rule's ladder that has an inbox
    row = next_row(inbox, "烟雾")
    alarm.says(smoke=1)
    row.wait_for(timeout=AT_ONCE)
    alert = re.findall(r"\d+", row.get_attribute("href") or "")[0]

    grid.goto(f"/desk/alerts/{alert}/")
    press(grid, "我去")
    assert "有人去了" in grid.locator("main").inner_text()
    grid.locator("form[action$='/handle/'] textarea").fill("锅烧干了，已关火开窗")
    press(grid, "记下")
    close(grid, "false:cooking", "")
    told = grid.locator("main").inner_text()
    assert "锅烧干了" in told and "做饭" in told
    inbox.goto("/desk/")
    assert inbox.locator(f"a[href='/desk/alerts/{alert}/']").count() == 0


def test_a_lift_alert_is_judged_false(open_desk: "Opener", plug_in: "Plug") -> None:
    clerk, manager = sign_in(open_desk(), "worker"), sign_in(open_desk(), "wuye")
    camera = plug_in("lift_camera", "LC-0001", new_key(clerk, "LC-0001"))
    row = next_row(manager, "电梯")
    camera.says(ebike=1)
    row.wait_for(timeout=AT_ONCE)
    manager.goto(row.get_attribute("href") or "")
    close(manager, "false:mistaken", "是婴儿车")
    clerk.goto("/desk/alerts/?show=rates")
    line = clerk.locator("tr").filter(has_text="LC-0001").locator("td")
    assert int(line.nth(2).inner_text()) >= 1, "counted as false"


def test_a_rule_is_tried_on_the_past_and_switched_on(open_desk: "Opener") -> None:
    secretary = sign_in(open_desk(), "secretary")
    secretary.goto("/desk/rules/")
    secretary.locator("select[name=rule]").select_option("water-taicang")
    secretary.locator("select[name=place]").select_option(index=1)
    press(secretary, "用过去的数据试算")
    assert re.search(r"会报 \d+ 次", secretary.locator("main").inner_text())
    press(secretary, "启用")
    name = secretary.locator("dt").filter(has_text="启用").locator("+ dd").inner_text()
    assert "secretary" in name


def test_any_client_calls_for_help_at_the_address_that_is_printed(
    open_desk: "Opener", plug_in: "Plug", live: "Servers"
) -> None:
    worker = sign_in(open_desk(), "worker")
    printed = live.log.read_text("utf-8")
    port = re.findall(r"mqtt://127\.0\.0\.1:(\d+)", printed)[-1]
    number, key = re.findall(r"-u (\S+) -P (\S+)", printed)[-1]
    row = next_row(worker, "求助")
    plug_in("help_button", number, key, int(port)).says(help=1)
    row.wait_for(timeout=AT_ONCE)
    call = worker.locator("a[data-whole][href^='/desk/care/calls/']").first
    call.wait_for(timeout=SLOW)  # it is somebody's button: their ladder is rung
    with worker.expect_navigation(timeout=SLOW):
        call.click()
    assert "我这就去" in worker.locator("main").inner_text(), "a page of its own"
    live.liren("shell", "--no-imports", "-c", NOBODY_CALLS)


def test_those_who_mean_no_good_are_counted_and_an_alarm_comes_through(
    open_desk: "Opener", plug_in: "Plug", live: "Servers"
) -> None:
    """Wrong keys, foreign topics, a megabyte, broken packets, a storm."""
    clerk, port = sign_in(open_desk(), "worker"), live.port + 2
    keys = {number: new_key(clerk, number) for number in (STORM, "SM-0009")}
    alarm = plug_in("smoke", "SM-0009", keys["SM-0009"])
    rude.knocks_with(port, STORM, "a guess")
    rude.speaks_for_another(port, STORM, keys[STORM], "SM-0009")
    rude.sends_a_megabyte(port, STORM, keys[STORM])
    rude.sends_rubbish(port, STORM, keys[STORM])
    storm = threading.Thread(target=rude.storms, args=(port, STORM, keys[STORM], BURST))
    inbox = sign_in(open_desk(), "wuye")
    row = next_row(inbox, "烟雾")
    storm.start()
    alarm.says(smoke=1)
    row.wait_for(timeout=AT_ONCE)
    storm.join(60)
    assert not storm.is_alive()
    clerk.goto("/desk/alerts/?show=rates")
    told = clerk.locator("main").inner_text()
    for word in ("密钥不对", "冒用别的设备", "太大", "不是 MQTT"):
        assert word in told, word
    clerk.goto(f"/desk/devices/{STORM}/")
    folded = clerk.locator("li").filter(has_text="短时间太多，已合并").inner_text()
    assert int(folded.split()[-1]) > BURST * 0.9
