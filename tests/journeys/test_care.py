"""Care in the browser: a call whose buddy goes, a missed day, a meal not taken, no line."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import PASSWORD, SLOW, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

# The minutes of the family are over; the timer that runs asks the next by itself.
FAMILY_DID_NOT_ANSWER = """
from django.utils import timezone
from liren.care.models import HelpCall
HelpCall.objects.filter(pk={call}).update(next_at=timezone.now())
"""


# Pictures of a call may have been taken of the same neighbourhood.
NOBODY_CALLS = """
from django.utils import timezone
from liren.accounts.models import User
from liren.care.models import HelpCall
from liren.care.models.calls import RUNNING
from liren.care.services import calls
worker, now = User.objects.get(username="worker"), timezone.now()
for row in HelpCall.objects.filter(RUNNING):
    helper = calls.staff_helper(row=row, by=worker, now=now)
    calls.was_at_door(helper=helper, seen=calls.AtTheDoor(found="well"), by=worker, now=now)
"""


def come_in(page: "Page", username: str, to: str) -> "Page":
    """A resident with an account."""
    page.goto(f"/sign-in/staff/?next={to}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{to}", timeout=SLOW)
    return page


def touch(page: "Page", name: str) -> None:
    """One touch of a key, and what comes of it."""
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name=name, exact=True).first.click()


def test_the_family_does_not_answer_and_the_buddy_goes(
    open_phone: "Opener", open_desk: "Opener", live: "Servers"
) -> None:
    live.liren("shell", "--no-imports", "-c", NOBODY_CALLS)
    elder = come_in(open_phone(), "elder", "/help/")
    worker = sign_in(open_desk(), "worker")
    elder.context.add_cookies([{"name": "liren_mode", "value": "elder", "url": elder.url}])
    elder.reload()
    touch(elder, "求助")
    assert "几秒后" in elder.locator("main").inner_text()
    row = worker.locator("a[href*='/desk/care/calls/']").first
    row.wait_for(timeout=SLOW)  # live: at once, nobody has loaded the page again
    call = re.findall(r"\d+", row.get_attribute("href") or "")[0]
    elder.get_by_text("女儿 李静").first.wait_for(timeout=30_000)  # after the seconds to take back
    live.liren("shell", "--no-imports", "-c", FAMILY_DID_NOT_ANSWER.format(call=call))
    elder.locator(".rung-told").nth(1).wait_for(timeout=SLOW)

    buddy = come_in(open_phone(), "resident", f"/care/calls/{call}/")
    touch(buddy, "我这就去")
    elder.get_by_text("正在路上").first.wait_for(timeout=SLOW)
    buddy.get_by_text("我到门口了").first.click()
    finish(buddy, found="helped")
    worker.goto("/desk/care/")
    assert "当场帮上了" in worker.locator("main").inner_text()
    worker.goto("/desk/")
    assert worker.locator(f"a[href='/desk/care/calls/{call}/']").count() == 0


def test_a_trembling_hand_takes_back_at_once_what_it_called(
    open_phone: "Opener", live: "Servers"
) -> None:
    """Neither key lies where the other was, so that the second touch undoes nothing."""
    live.liren("shell", "--no-imports", "-c", NOBODY_CALLS)
    elder = come_in(open_phone(), "elder", "/help/")
    for mode in ("standard", "elder"):
        elder.context.add_cookies([{"name": "liren_mode", "value": mode, "url": elder.url}])
        elder.reload()
        call = elder.locator("#call").bounding_box()
        touch(elder, "求助")
        back = elder.locator("#back").bounding_box()
        touch(elder, "按错了，撤回")
        elder.get_by_text("没有打扰任何人").wait_for(timeout=SLOW)
        again = elder.locator("#call").bounding_box()
        assert call and back and again
        for one in (call, again):
            assert one["y"] + one["height"] < back["y"]


def finish(page: "Page", *, found: str) -> None:
    """Say what was found at the door."""
    page.locator(f"input[name=found][value={found}]").check()
    touch(page, "结束求助")


def test_a_touch_of_a_face_and_a_missed_day(open_phone: "Opener", open_desk: "Opener") -> None:
    buddy = come_in(open_phone(), "resident", "/care/buddies/")
    touch(buddy, "好")
    assert "已记" in buddy.locator("main").inner_text()
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/care/buddies/")
    assert worker.locator(".face-well").count() > 0
    worker.goto("/desk/")
    missed = worker.locator("a[href*='/desk/care/tasks/']").filter(has_text="没有")
    worker.goto(missed.first.get_attribute("href") or "")
    worker.fill("textarea[name=result]", "在女儿家，过两天回来")
    with worker.expect_navigation(timeout=SLOW):
        worker.locator("main button.button-primary").click()
    assert worker.url.endswith("/desk/")


KITCHEN_HAS_BEGUN = """
from django.utils import timezone
from liren.care.models import Menu
now = timezone.now()
Menu.objects.filter(date=timezone.localdate(now), closes_at__gt=now).update(closes_at=now)
"""


def test_on_a_telephone_today_and_the_account_are_in_sight(open_phone: "Opener") -> None:
    worker = sign_in(open_phone(), "worker")
    worker.goto("/desk/care/buddies/")
    today, week = worker.locator("th[aria-current=date]"), worker.locator(".table-scroll")
    seen, room = today.bounding_box(), week.bounding_box()
    assert seen and room and seen["x"] + seen["width"] <= room["x"] + room["width"] + 1
    tabs = worker.locator(".care > .tabs")
    assert tabs.evaluate("one => one.scrollWidth <= one.clientWidth"), "no tab is cut off"
    worker.goto("/desk/care/")
    account, title = worker.locator(".desk-tools .menu").bounding_box(), worker.locator("h1")
    head = title.bounding_box()
    assert account and head and account["y"] < head["y"] + head["height"]


def test_meals_are_brought_and_one_is_not_taken(open_desk: "Opener", live: "Servers") -> None:
    live.liren("shell", "--no-imports", "-c", KITCHEN_HAS_BEGUN)
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/care/meals/")
    worker.locator("a[href*='/desk/care/meals/']").filter(has_text="今天").first.click()
    worker.wait_for_url(re.compile(r"/meals/\d+/$"), timeout=SLOW)
    name = worker.locator("li.row .row-title").first.inner_text().split()[-1]
    touch(worker, "没取")
    while worker.locator("li.row button[value=taken]").count() > 1:
        with worker.expect_navigation(timeout=SLOW):
            worker.locator("li.row button[value=taken]").last.click()
    worker.goto("/desk/")
    assert name in worker.locator("main").inner_text()
    worker.goto("/desk/care/meals/")
    assert "本月" in worker.locator("main").inner_text()


def test_a_visit_is_noted_without_a_line(open_phone: "Opener", watched: "Watched") -> None:
    worker = sign_in(open_phone(), "grid1")
    worker.goto("/desk/care/round/")
    door = worker.locator(".round > li").first
    door.get_by_text("记探访").click()
    watched.allow("/desk/care/round/send/")
    watched.allow("ERR_INTERNET_DISCONNECTED")
    worker.context.set_offline(True)
    door.locator("input[name=words]").fill("腿好些了")
    door.locator("button[value=well]").click()
    door.get_by_text("会自动发出").wait_for(timeout=SLOW)
    assert "腿好些了" not in worker.evaluate("JSON.stringify(localStorage)"), "sealed"
    worker.get_by_text("有 1 条等着发出").wait_for(timeout=SLOW)
    worker.context.set_offline(False)
    door.get_by_text("已记", exact=True).wait_for(timeout=SLOW)
    assert worker.evaluate("JSON.parse(Object.values(localStorage)[0]).length") == 0


def test_a_round_that_the_telephone_put_away_comes_back_on_the_stairs(
    open_phone: "Opener", watched: "Watched"
) -> None:
    worker = sign_in(open_phone(), "grid1")
    worker.goto("/desk/care/round/")
    worker.evaluate("navigator.serviceWorker.ready.then(() => true)")
    watched.allow("ERR_INTERNET_DISCONNECTED")
    watched.allow("Failed to load resource")
    worker.context.set_offline(True)
    half, whole = worker.locator(".round > li").nth(1), worker.locator(".round > li").nth(2)
    half.get_by_text("记探访").click()
    half.locator("input[name=words]").fill("想去看眼科")
    whole.get_by_text("记探访").click()
    whole.locator("button[value=so_so]").click()
    whole.get_by_text("会自动发出").wait_for(timeout=SLOW)
    worker.reload()
    worker.get_by_text("没有信号").wait_for(timeout=SLOW)
    whole.get_by_text("会自动发出").wait_for(timeout=SLOW)
    assert half.locator("input[name=words]").input_value() == "想去看眼科", "half typed, not lost"
    half.locator("button[value=poor]").click()
    half.get_by_text("会自动发出").wait_for(timeout=SLOW)
    kept = (
        "caches.open('liren-round').then(c => c.keys()).then(k => Promise.all(k.map(r => "
        "caches.match(r).then(a => a.text())))).then(t => t.join())"
    )
    assert "form" not in worker.evaluate(kept), "sealed"
    worker.context.set_offline(False)
    for door in (half, whole):
        door.get_by_text("已记", exact=True).wait_for(timeout=SLOW)
    worker.get_by_text("没有信号").wait_for(state="hidden", timeout=SLOW)
    worker.goto("/desk/")
    with worker.expect_navigation(timeout=SLOW):
        worker.evaluate("document.querySelector('form[action*=sign-out]').submit()")
    worker.context.set_offline(True)
    worker.goto("/desk/care/round/")
    worker.get_by_text("没有您的名单").wait_for(timeout=SLOW)
    worker.context.set_offline(False)


DAUGHTER = """
from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
index = phone_index(normal_phone("15400000058"))
user, _ = User.objects.get_or_create(username="journey_daughter", defaults={"name": "李晴",
    "phone_index": index})
user.set_password("liren-demo")
user.save()
"""
MISSED = """
from datetime import timedelta
from django.utils import timezone
from liren.care.models import Contact, Pair
from liren.care.services import buddies
from liren.care.services.buddies import Heard, NewPair
from liren.accounts.models import User
from liren.core.permissions import SYSTEM
from liren.people.selectors import person_of
now, day = timezone.now(), timedelta(days=1)
worker = User.objects.get(username="worker")
pair = Pair.objects.filter(younger__user__username="resident", ended_at=None).latest("pk")
Pair.objects.filter(pk=pair.pk).update(weekdays=127)
Contact.objects.filter(pair=pair).delete()
for back in range(6, 0, -1):
    on = timezone.localdate(now) - back * day
    if back != 3:
        heard = Heard(on=on, face="well")
        buddies.note_contact(pair=pair, heard=heard, by=worker, now=now)
buddies.miss_overdue(now=now)
print("PAIR", pair.pk, pair.elder.name)
"""


def test_a_week_of_the_rota_with_one_missed_contact(
    open_phone: "Opener", open_desk: "Opener", live: "Servers"
) -> None:
    """Six days were heard of and one was not: somebody looks in, and today goes on by a touch."""
    told = live.liren("shell", "--no-imports", "-c", MISSED)
    pair, name = re.findall(r"PAIR (\d+) (\S+)", told)[0]
    worker = sign_in(open_desk(), "worker")
    order = worker.locator("a[href*='/desk/care/tasks/']").filter(has_text=name).first
    order.wait_for(timeout=SLOW)
    buddy = come_in(open_phone(), "resident", "/care/buddies/")
    card = buddy.locator(f"form[action='/care/buddies/{pair}/']").first
    with buddy.expect_navigation(timeout=SLOW):
        card.get_by_role("button", name="好", exact=True).click()
    worker.goto("/desk/care/buddies/")
    row = worker.locator("tr").filter(has=worker.locator(f"a[href*='/desk/care/buddies/{pair}/']"))
    this_week = row.locator(".face-well").count()
    worker.get_by_role("link", name="上一周").click()
    worker.wait_for_url("**week=**", timeout=SLOW)
    row = worker.locator("tr").filter(has=worker.locator(f"a[href*='/desk/care/buddies/{pair}/']"))
    assert this_week + row.locator(".face-well").count() >= 6
    worker.goto("/desk/")
    worker.goto(order.get_attribute("href") or "")
    worker.fill("textarea[name=result]", "去看过，那天在医院配药")
    with worker.expect_navigation(timeout=SLOW):
        worker.locator("main button.button-primary").click()
    assert worker.url.endswith("/desk/")


FORTY = """
from datetime import timedelta
from django.utils import timezone
from liren.accounts.models import User
from liren.care.services import meals
from liren.care.services.meals import NewMenu
from liren.core.permissions import SYSTEM
from liren.core.scope import Scope
from liren.people.selectors import labelled, person_of
from liren.places.selectors import home_community
now = timezone.now()
at = home_community(person_of(User.objects.get(username="elder")).place)
day = timezone.localdate(now)
new = NewMenu(place=at, date=day, meal="dinner", dishes="青菜面", price=1200,
    closes_at=now + timedelta(days=1))
menu = meals.add_menu(new, by=SYSTEM, now=now)
for one in labelled(Scope.of([at.path]), []).select_related("place")[:40]:
    meals.order_meal(person=one, menu=menu, channel="phone", by=SYSTEM, now=now)
menu.closes_at = now  # the kitchen has begun
menu.save()
print("MENU", menu.pk, menu.orders.count(), day.isoformat())
"""


def test_forty_meals_and_one_is_not_taken(open_desk: "Opener", live: "Servers") -> None:
    """The whole round at the doors, the one that is not taken, and the counts by themselves."""
    told = live.liren("shell", "--no-imports", "-c", FORTY)
    menu, count, day = re.findall(r"MENU (\d+) (\d+) (\S+)", told)[0]
    assert count == "40"
    worker = sign_in(open_desk(), "worker")

    def counted() -> list[int]:
        worker.goto("/desk/care/meals/")
        row = worker.locator("tbody tr").filter(has_text=day).inner_text().split()
        return [int(number) for number in row[1:5]]

    ordered, taken, not_taken, to_go = counted()
    worker.goto(f"/desk/care/meals/{menu}/")
    for key, times in (("not_taken", 1), ("taken", 39)):
        for _door in range(times):
            waiting = (
                worker.locator("li.row")
                .filter(has=worker.locator("button[value=taken]"))
                .filter(has=worker.locator("button[value=not_taken]"))
            )
            with worker.expect_navigation(timeout=SLOW):
                waiting.first.locator(f"button[value={key}]").click()
    assert counted() == [ordered, taken + 39, not_taken + 1, to_go - 40]
    worker.goto("/desk/")
    order = worker.locator("a[href*='/desk/care/tasks/']").filter(has_text="没有取")
    assert order.count() >= 1


def test_one_tap_reaches_the_volunteers(open_phone: "Opener", open_desk: "Opener") -> None:
    elder = come_in(open_phone(), "elder", "/care/one-tap/")
    elder.context.add_cookies([{"name": "liren_mode", "value": "elder", "url": elder.url}])
    elder.reload()
    assert elder.locator("a.tap[href^='tel:']").count() >= 1
    button = elder.locator("button.tap").first
    name = button.locator("strong").inner_text()
    box = button.bounding_box()
    assert box is not None and box["height"] >= 100 and box["width"] >= 300, "a hand trembles"
    button.dblclick()  # the second touch of the same hand
    elder.locator(".tap-asked").filter(has_text=name).wait_for(timeout=SLOW)
    team = sign_in(open_desk(), "huzhu")
    orders = team.locator("a[href*='/desk/care/tasks/']").filter(has_text=name)
    orders.first.wait_for(timeout=SLOW)
    assert len({row.get_attribute("href") for row in orders.all()}) == 1
    team.goto(orders.first.get_attribute("href") or "")
    team.fill("textarea[name=result]", "灯管换好了")
    with team.expect_navigation(timeout=SLOW):
        team.locator("main button.button-primary").click()
    elder.reload()
    assert elder.locator(".tap-asked").filter(has_text=name).count() == 0


def test_family_sees_today_until_it_is_closed(
    open_phone: "Opener", live: "Servers", watched: "Watched"
) -> None:
    live.liren("shell", "--no-imports", "-c", DAUGHTER)
    elder = come_in(open_phone(), "elder", "/care/family/mine/")
    elder.get_by_text("加一位家人").click()
    elder.fill("input[name=name]", "女儿 李晴")
    elder.fill("input[name=phone]", "15400000058")
    touch(elder, "让 TA 看")
    child = come_in(open_phone(), "journey_daughter", "/sign-in/")
    child.goto("/care/family/")
    child.wait_for_url(re.compile(r"/care/family/\d+/$"), timeout=SLOW)
    assert child.locator(".day strong").inner_text()
    elder.reload()
    assert "李晴" in elder.locator("section[aria-labelledby=looks]").inner_text()
    row = elder.locator("li.row").filter(has_text="女儿 李晴")
    with elder.expect_navigation(timeout=SLOW):
        row.get_by_role("button").click()
    watched.allow("404")
    watched.allow(child.url)
    answer = child.reload()
    assert answer is not None and answer.status == 404
