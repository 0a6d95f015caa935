"""A grid worker without a line: three orders and a find are kept, and go out once, in order."""

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.journeys.people import PASSWORD, SLOW, act, sign_in
from tests.journeys.test_limits import LOST, SMALLEST, TOO_SMALL, TWICE, in_mode
from tests.shots.shown import ELDER, NORMAL

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

    from tests.harness.browser import Opener, Watched
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

LAMP, BENCH, DRAIN = "花坛边的地灯不亮", "长椅的木条断了一根", "雨水篦子堵着返味"
COVER = "井盖翘起来一角，轮椅过不去"
# Two things to look at and one result to check, given two hours ago to whoever walks the grid.
STAGED = f"""
import json
from datetime import timedelta
from django.utils import timezone
from liren.accounts.models import User
from liren.accounts.selectors import party_by_key
from liren.cases.services import dispatch, handle, register
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.places.selectors import by_code
worker, firm = (User.objects.get(username=name) for name in ("worker", "wuye"))
at, place = timezone.now() - timedelta(hours=2), by_code("A1-01")
found = {{}}
for name, words in (("lamp", "{LAMP}"), ("bench", "{BENCH}"), ("drain", "{DRAIN}")):
    case = report_case(NewReport(text=words, place=place), by=VISITOR, now=at).case
    if name == "bench":
        order = dispatch.dispatch_case(case=case, to=party_by_key("property-1"), by=worker, now=at)
        order = handle.finish_case(order=order, result="换了木条", by=firm, now=at)
    else:
        order = register.ask_existence(case=case, instruction="看一看", by=worker, now=at)
    found[name] = {{"case": case.pk, "order": order.pk, "who": order.assignee.username}}
print("FOUND " + json.dumps(found))
"""
# Whatever the line of the page says from its beginning, one after the other.
WHAT_THE_LINE_SAYS = """
window.said = [];
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.matches?.("[data-line]") && target.textContent) said.push(target.textContent);
  }
}).observe(document, { childList: true, subtree: true });
"""
KEPT = """
import json
from django.db.models import Q
from liren.cases.models import FieldAct, CaseStep, Report
mine = Q(case__in={cases}) | Q(report__text="{find}")
rows = FieldAct.objects.filter(mine).order_by("pk")
found = [[one.act, one.case_id, (one.received_at - one.made_at).total_seconds()] for one in rows]
steps = CaseStep.objects.filter(case__in={cases}).values_list("case_id", "step", "note")
finds = list(Report.objects.filter(text="{find}").values_list("text", "case_id"))
print("FOUND " + json.dumps({{"acts": found, "steps": list(steps), "finds": finds}}))
"""


def asked(servers: "Servers", code: str) -> Any:
    printed = servers.liren("shell", "--no-imports", "-c", code)
    line = next(line for line in printed.splitlines() if line.startswith("FOUND "))
    return json.loads(line.removeprefix("FOUND "))


@pytest.fixture
def orders(live: "Servers") -> dict[str, dict[str, Any]]:
    """What grid1 has to look at, by name."""
    found: dict[str, dict[str, Any]] = asked(live, STAGED)
    assert {one["who"] for one in found.values()} == {"grid1"}
    return found


def on_the_round(page: "Page") -> "Page":
    """The page with its list and its service worker; from now on it needs no line."""
    page.goto("/field/")
    page.locator(".field-row").first.wait_for(timeout=SLOW)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => caches.match('/field/app/')", timeout=SLOW)
    return page


def note(page: "Page", order: int, name: str, words: str = "", photo: bool = False) -> None:
    """Open an order, choose what was found, say it, note it."""
    page.locator(f"a[href='#o{order}']").click()
    page.locator(f"a[href='#o{order}/{name}']").click()
    page.fill("#field-words", words)
    if photo:
        attach(page)
    page.get_by_role("button", name="记下").click()
    page.locator("[data-view=orders]").wait_for()


def attach(page: "Page") -> None:
    drawn = BytesIO()
    Image.new("RGB", (1200, 900), (90, 120, 60)).save(drawn, "JPEG")
    page.set_input_files(
        "#field-photos",
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()},
    )
    page.locator(".field-form .photos img").wait_for()


def find(page: "Page", words: str) -> None:
    page.locator("[data-tab=new]").click()
    page.fill("#field-words", words)
    page.select_option("#field-place", index=3)
    page.get_by_role("button", name="记下").click()
    page.locator("[data-view=waiting]").wait_for()


def waiting(page: "Page", count: int) -> None:
    """Come to the moment when so many wait."""
    wanted = str(count) if count else ""
    page.wait_for_function(
        "wanted => document.querySelector('[data-count=waiting]').textContent === wanted",
        arg=wanted,
        timeout=SLOW,
    )


def reopened(context: "BrowserContext", page: "Page", at: str = "/field/") -> "Page":
    """The app is closed and opened again."""
    page.close()
    page = context.new_page()
    page.goto(at)
    page.locator(".field-row, [data-view=out]:visible, .field-act").first.wait_for(timeout=SLOW)
    return page


def test_three_orders_and_a_find_without_a_line(
    open_phone: "Opener",
    open_desk: "Opener",
    watched: "Watched",
    live: "Servers",
    orders: dict[str, dict[str, Any]],
) -> None:
    watched.allow(r"ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_FAILED")
    page = on_the_round(sign_in(open_phone(), "grid1"))
    context = page.context
    context.set_offline(True)
    note(page, orders["lamp"]["order"], "confirm", "属实，两盏都不亮")
    note(page, orders["bench"]["order"], "approve", "换好了，坐得稳", photo=True)
    note(page, orders["drain"]["order"], "confirm", "堵着，有味")
    find(page, COVER)

    worker = sign_in(open_desk(), "worker")
    act(worker, str(orders["drain"]["case"]), "deny", words="已经通了")
    context.add_init_script(WHAT_THE_LINE_SAYS)
    page = reopened(context, page)
    waiting(page, 4)
    page.wait_for_timeout(1000)  # it looks for a line, finds none, and says nothing else meanwhile
    said = page.evaluate("window.said")
    assert said
    assert all("没有网络" in one for one in said), said
    assert LAMP in page.locator("[data-list]").inner_text()

    context.set_offline(False)
    waiting(page, 1)
    settle_conflict(page)
    waiting(page, 0)
    went_out_once_in_order(live, orders)
    worker.goto(f"/desk/cases/{orders['bench']['case']}/")
    assert worker.locator(".case-steps img").count() == 1


def settle_conflict(page: "Page") -> None:
    """The colleague's words stand beside one's own, which become a note."""
    page.locator("[data-tab=waiting]").click()
    trouble = page.locator(".field-act").filter(has_text=DRAIN)
    told = trouble.inner_text()
    assert "已经办了" in told
    assert "已经通了" in told
    assert trouble.locator("textarea").input_value() == "堵着，有味"
    trouble.get_by_role("button", name="作为备注发到这件诉求").click()


def went_out_once_in_order(live: "Servers", orders: dict[str, dict[str, Any]]) -> None:
    cases = [one["case"] for one in orders.values()]
    kept = asked(live, KEPT.format(cases=cases, find=COVER))
    ((_words, found),) = kept["finds"]
    assert [(name, case) for name, case, _late in kept["acts"]] == [
        ("confirm", orders["lamp"]["case"]),
        ("approve", orders["bench"]["case"]),
        ("report", found),
        ("note", orders["drain"]["case"]),
    ]
    assert all(late > 1 for *_act, late in kept["acts"]), "made before they arrived"
    done = [step for case, step, _note in kept["steps"] if step in ("confirm_existence", "approve")]
    assert len(done) == 2
    assert any(step == "noted" and "堵着，有味" in words for _case, step, words in kept["steps"])


def test_an_answer_that_was_lost_on_the_way_does_nothing_twice(
    open_phone: "Opener",
    watched: "Watched",
    live: "Servers",
    orders: dict[str, dict[str, Any]],
) -> None:
    watched.allow(r"ERR_FAILED|Failed to load resource|ERR_INTERNET_DISCONNECTED")
    page = on_the_round(sign_in(open_phone(), "grid1"))
    lost: list[int] = []

    def lose(route: "Route") -> None:
        answer = route.fetch()
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()  # the server has it, the page does not know
        else:
            route.fulfill(response=answer)

    page.context.route("**/field/send/", lose)
    note(page, orders["lamp"]["order"], "confirm", "属实")
    page.locator(".soon[data-line]").wait_for(timeout=SLOW)
    waiting(page, 1)
    page = reopened(page.context, page)
    waiting(page, 0)
    assert lost == [200, 200]
    case = orders["lamp"]["case"]
    kept = asked(live, KEPT.format(cases=[case], find=""))
    assert [name for name, *_rest in kept["acts"]] == ["confirm"]
    assert [step for _case, step, _note in kept["steps"]].count("confirm_existence") == 1


def test_what_waits_is_locked_until_its_writer_is_back(
    open_phone: "Opener",
    watched: "Watched",
    live: "Servers",
    orders: dict[str, dict[str, Any]],
) -> None:
    watched.allow(r"ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_FAILED")
    page = on_the_round(sign_in(open_phone(), "grid1"))
    context = page.context
    context.set_offline(True)
    note(page, orders["lamp"]["order"], "confirm", "属实，秘密的话")
    waiting(page, 1)
    page.goto("/field/#waiting")
    page.get_by_text("秘密的话").wait_for(timeout=SLOW)
    # The telephone has a line again, and the session is over: of the page that stands open nothing
    # stays, and whoever opens it next sees nothing either.
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    for _look in range(2):
        page.locator("[data-view=out]").wait_for(timeout=SLOW)
        assert "锁着 1 条" in page.locator("[data-view=out]").inner_text()
        assert "秘密" not in page.content()
        page = reopened(context, page, "/field/#waiting")

    sign_in_at(page, "worker")
    page.goto("/field/#waiting")
    page.get_by_text("别人记的 1 条").wait_for(timeout=SLOW)
    assert "秘密" not in page.content()
    page.locator(".field-head summary").click()
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name="退出").click()

    sign_in_at(page, "grid1")
    page.goto("/field/#waiting")
    page.get_by_text("已发出").wait_for(timeout=SLOW)
    kept = asked(live, KEPT.format(cases=[orders["lamp"]["case"]], find=""))
    assert [name for name, *_rest in kept["acts"]] == ["confirm"]


def test_who_leaves_with_something_unsent_is_told(
    open_phone: "Opener", watched: "Watched", orders: dict[str, dict[str, Any]]
) -> None:
    watched.allow(r"ERR_FAILED|Failed to load resource")
    page = on_the_round(sign_in(open_phone(), "grid1"))
    page.context.route("**/field/send/", lambda route: route.abort())
    note(page, orders["lamp"]["order"], "confirm", "属实")
    page.goto("/desk/")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/field/leaving/", timeout=SLOW)
    assert "1 件" in page.locator("main").inner_text()
    page.context.unroute("**/field/send/")
    page.get_by_text("先发出去").click()
    waiting(page, 0)


def sign_in_at(page: "Page", username: str) -> None:
    page.goto("/sign-in/staff/?next=/desk/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/", timeout=SLOW)


@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_a_thumb_hits_and_twice_the_text_fits(
    open_phone: "Opener", live: "Servers", orders: dict[str, dict[str, Any]], mode: str
) -> None:
    page = in_mode(on_the_round(sign_in(open_phone(), "grid1")), mode, live)
    order = orders["lamp"]["order"]
    for way in ("", f"#o{order}", f"#o{order}/confirm", "#new", "#waiting"):
        page.goto("/field/leaving/")  # so that the next is a page of its own
        page.goto(f"/field/{way}")
        page.locator(f"html[data-mode={mode}]").wait_for(state="attached", timeout=SLOW)
        page.locator("[data-view]:not([hidden])").first.wait_for(timeout=SLOW)
        assert page.evaluate(TOO_SMALL, SMALLEST[mode]) == [], way
        page.evaluate(TWICE)
        assert page.evaluate(LOST) == [], way
