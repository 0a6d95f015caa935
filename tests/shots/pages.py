"""The table of pages: what each is called, where it is, who looks at it, and what was done to it.

A value in braces is filled in with what `staging.py` found in the demo; a page whose value the
demo has not got is left out, and named. A new page is entered here, and is then photographed and
asked about accessibility.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from liren.cases.domain.actions import Act

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


def sign_in_to_the_second_step(page: "Page", values: dict[str, str]) -> None:
    """The right password of somebody who has, or must have, a second factor."""
    page.fill("input[name=password]", "liren-demo")
    send(page, values)


def second_step_of(user: str) -> Deed:
    """Up to the second step of a sign-in."""
    return fill("input[name=username]", user, then=sign_in_to_the_second_step)


REPORT_WORDS = "textarea[name=text]"
RESIDENT: tuple[Shown, ...] = (
    Shown(name="home", path="/"),
    Shown(name="home-signed-in", path="/", user="resident"),
    Shown(name="choose", path="/neighbourhood/"),
    Shown(name="talk", path="/talk/"),
    Shown(name="services", path="/services/"),
    Shown(name="report", path="/report/"),
    Shown(name="report-qr", path="/report/{said_place}/"),
    Shown(name="report-unknown-code", path="/report/OLD-POSTER/"),
    Shown(name="report-my-home", path="/report/", user="resident"),
    Shown(name="report-errors", path="/report/", deed=send, status=422),
    Shown(
        name="report-similar",
        path="/report/{said_place}/",
        deed=fill(REPORT_WORDS, "{said}"),
        modes=(NORMAL,),
    ),
    Shown(name="report-elder-place", path="/report/", modes=(ELDER,), deed=go_to_place),
    Shown(name="report-elder-answer", path="/report/", modes=(ELDER,), deed=go_to_answer),
    Shown(name="receipt", path="/r/{link_reported}/received/"),
    Shown(name="kind", path="/r/{link_reported}/kind/"),
    Shown(name="progress-reported", path="/r/{link_reported}/"),
    Shown(name="progress-verifying", path="/r/{link_verifying}/"),
    Shown(name="progress-filed", path="/r/{link_filed}/"),
    Shown(name="progress-handling", path="/r/{link_handling}/"),
    Shown(name="progress-suspended", path="/r/{link_suspended}/"),
    Shown(name="progress-checking", path="/r/{link_checking}/"),
    Shown(name="progress-judge", path="/r/{link_judge}/"),
    Shown(name="progress-judge-errors", path="/r/{link_judge}/", deed=send, status=422),
    Shown(name="progress-judged", path="/r/{link_judged}/"),
    Shown(name="progress-refused", path="/r/{link_refused}/"),
    Shown(name="progress-merged", path="/r/{link_merged}/"),
    Shown(name="public", path="/public/"),
    Shown(name="public-signed-in", path="/public/{followed}/", user="resident"),
    Shown(name="public-narrowed", path="/public/{community}/?stage=done&since=30"),
    Shown(name="public-empty", path="/public/{community}/?kind={no_kind}"),
    Shown(name="public-case", path="/public/case/{public_case}/"),
    Shown(name="public-case-done", path="/public/case/{public_done}/"),
    Shown(name="public-month", path="/public/month/"),
    Shown(name="follows", path="/me/places/", user="resident"),
    Shown(name="follows-empty", path="/me/places/", user="elder"),
    Shown(name="find", path="/progress/"),
    Shown(name="find-errors", path="/progress/", deed=send, status=422),
    Shown(name="mine-empty", path="/my/", is_alone=True),
    Shown(name="mine", path="/my/", user="resident"),
    Shown(name="notices", path="/me/notices/", user="resident"),
    Shown(name="sign-in", path="/sign-in/"),
    Shown(name="sign-in-errors", path="/sign-in/", deed=send, status=422),
    Shown(
        name="sign-in-code",
        path="/sign-in/",
        deed=fill("input[name=phone]", "13900002222"),
        is_alone=True,
    ),
    Shown(name="sign-in-staff", path="/sign-in/staff/"),
    Shown(name="sign-in-staff-errors", path="/sign-in/staff/", deed=send, status=422),
    Shown(
        name="second-factor",
        path="/sign-in/staff/",
        deed=second_step_of("{with_factor}"),
        is_alone=True,
    ),
    Shown(
        name="enrol-first",
        path="/sign-in/staff/",
        deed=second_step_of("louzhang1"),
        is_alone=True,
    ),
    Shown(name="security-resident", path="/me/security/", user="resident"),
    Shown(name="security", path="/me/security/", user="worker"),
    Shown(
        name="enrol",
        path="/me/security/",
        user="worker",
        deed=press("form[action$='/second-factor/begin/'] button"),
    ),
    Shown(name="not-found", path="/nothing/is/here/", status=404),
    Shown(name="not-allowed", path="/office/users/", user="worker", status=403),
)


def _desk(name: str, path: str, user: str = "worker", **more: object) -> Shown:
    return Shown(name=name, path=path, user=user, door="desk", modes=(NORMAL,), **more)  # type: ignore[arg-type]  # the rest of a Shown


DESK: tuple[Shown, ...] = (
    _desk("inbox", "/desk/"),
    _desk("inbox-late", "/desk/?tab=late"),
    _desk("inbox-department", "/desk/", "chengguan"),
    _desk("inbox-grid", "/desk/", "grid1"),
    _desk("inbox-empty", "/desk/?tab=check", "ranqi"),
    _desk("cases", "/desk/cases/"),
    _desk("cases-late", "/desk/cases/?state=late", "secretary"),
    _desk("cases-search", "/desk/cases/?q=路灯"),
    _desk("cases-nothing", "/desk/cases/?q=没有这样的事"),
    *(
        _desk(f"case-{stage}", f"/desk/cases/{{case_at_{stage}}}/")
        for stage in (
            *("reported", "verifying", "filed", "handling", "suspended"),
            *("checking", "closed", "refused", "merged"),
        )
    ),
    _desk("case-voices", "/desk/cases/{case_voices}/"),
    *(
        _desk(f"act-{act}", f"/desk/cases/{{case_{act}}}/?do={act}", f"{{user_{act}}}")
        for act in Act
    ),
    _desk(
        "act-errors",
        "/desk/cases/{case_finish}/?do=finish",
        "{user_finish}",
        deed=opened("form[action$='/finish/'] button[type=submit]"),
    ),
    _desk("case-not-found", "/desk/cases/999999/", status=404),
    _desk("new", "/desk/new/"),
    _desk("new-errors", "/desk/new/", deed=send, status=422),
    _desk("slip", "/desk/new/{slip}/"),
    _desk("slip-paper", "/desk/new/{slip}/?paper=1"),
    _desk("imports", "/desk/imports/"),
    _desk("imports-errors", "/desk/imports/", deed=send, status=422),
    _desk("import-staged", "/desk/imports/{import_staged}/"),
    _desk("import-done", "/desk/imports/{import_done}/"),
    _desk("wordings", "/desk/public/"),
    _desk("wording", "/desk/public/{wording}/"),
    _desk(
        "wording-errors",
        "/desk/public/{wording}/",
        deed=fill("textarea[name=words]", "请打13812345678找王女士"),
        status=422,
    ),
    _desk("causes", "/desk/causes/", "secretary"),
    _desk("cause", "/desk/causes/{cause}/", "secretary"),
    _desk("measure", "/desk/causes/measures/{measure}/", "wuye"),
    _desk("overview", "/desk/overview/", "secretary"),
    _desk("overview-street", "/desk/overview/", "supervisor"),
    _desk("setup-classes", "/desk/setup/classes/", "admin"),
    _desk("setup-rules", "/desk/setup/rules/", "admin"),
    _desk("setup-rules-errors", "/desk/setup/rules/", "admin", deed=send, status=422),
    _desk("setup-days", "/desk/setup/days/", "admin"),
    _desk("setup-days-errors", "/desk/setup/days/", "admin", deed=send, status=422),
    _desk("setup-parties", "/desk/setup/parties/", "admin"),
    _desk("office-users", "/office/users/", "security"),
    _desk("office-users-nobody", "/office/users/?q=没有这个人", "security"),
    _desk("office-user", "/office/users/{user}/", "security"),
    _desk("office-user-locked", "/office/users/{user_locked}/", "security"),
    _desk("office-add-user", "/office/users/add/", "security"),
    _desk("office-add-user-errors", "/office/users/add/", "security", deed=send, status=422),
    _desk("office-start-anew", "/office/users/{user}/start/", "security"),
    _desk("office-log", "/office/audit/", "audit"),
    _desk("office-log-nothing", "/office/audit/?subject=nothing:0", "audit"),
)


def _screen(name: str, path: str, user: str = "secretary") -> Shown:
    return Shown(name=name, path=path, user=user, door="screen", modes=(NORMAL,))


SCREEN: tuple[Shown, ...] = (
    _screen("screen", "/screen/"),
    _screen("screen-street", "/screen/", "duty"),
    *(
        _screen(f"screen-list-{key}", f"/screen/list/{key}/")
        for key in ("open", "late", "escalated", "unanswered", "review", "received", "closed")
    ),
)
PAGES = (*RESIDENT, *DESK, *SCREEN)
