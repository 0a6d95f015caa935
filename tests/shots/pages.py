"""The table of pages: what each is called, where it is, who looks at it, and what was done to it.

A value in braces is filled in with what `staging.py` found in the demo; a page whose value the
demo has not got is left out, and named. A new page is entered here, and is then photographed and
asked about accessibility.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from liren.cases.domain.actions import Act
from tests.shots import field_deeds

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


def as_owner(page: "Page", values: dict[str, str]) -> None:
    """The owner: letter and telephone belong together."""
    fill("main input[name=phone]", "{letter_phone}")(page, values)


REPORT_WORDS = "textarea[name=text]"
RESIDENT: tuple[Shown, ...] = (
    Shown(name="home", path="/"),
    Shown(name="home-signed-in", path="/", user="resident"),
    Shown(name="choose", path="/neighbourhood/"),
    Shown(name="talk", path="/talk/"),
    Shown(name="talk-past", path="/talk/past/"),
    Shown(name="talk-policy", path="/talk/policy/"),
    Shown(name="talk-raise", path="/talk/new/", user="resident"),
    Shown(name="talk-raise-errors", path="/talk/new/", user="resident", deed=send, status=422),
    Shown(
        name="talk-similar",
        path="/talk/new/",
        user="resident",
        deed=fill("textarea[name=words]", "楼道里放几把折叠椅让老人歇歇脚"),
    ),
    *(
        Shown(name=f"talk-{phase}", path=f"/talk/{{topic_{phase}}}/", user="resident")
        for phase in (
            *(
                "raised",
                "discussion",
                "needs",
                "ticking",
                "ballot",
                "proposals",
                "check",
                "meeting",
            ),
            *("vote", "progress", "evaluation", "revision", "closed", "declined"),
        )
    ),
    Shown(name="talk-outside", path="/talk/{topic_discussion}/"),
    Shown(name="talk-statements", path="/talk/{topic_discussion}/statements/", user="resident"),
    Shown(name="talk-say-need", path="/talk/{topic_needs}/need/", user="resident"),
    Shown(name="talk-opinions", path="/talk/{topic_meeting}/opinions/"),
    Shown(name="talk-opinions-few", path="/talk/{topic_vote}/opinions/"),
    Shown(name="talk-minutes", path="/talk/{topic_meeting}/minutes/{sitting}/"),
    Shown(name="talk-tick", path="/talk/{topic_ticking}/tick/", user="resident"),
    Shown(
        name="talk-tick-errors",
        path="/talk/{topic_ticking}/tick/",
        user="resident",
        deed=send,
        status=422,
    ),
    Shown(name="talk-tick-projects", path="/talk/{topic_ballot}/tick/", user="resident"),
    Shown(name="talk-tick-sure", path="/talk/{topic_ballot}/tick/", user="resident", deed=tick_two),
    Shown(name="talk-propose", path="/talk/{topic_proposals}/propose/", user="resident"),
    Shown(name="talk-projects", path="/talk/{topic_progress}/projects/"),
    Shown(name="talk-outcome", path="/talk/{topic_progress}/outcome/"),
    Shown(name="talk-evaluate", path="/talk/{topic_evaluation}/evaluate/", user="resident"),
    Shown(name="services", path="/services/"),
    Shown(name="report", path="/report/"),
    Shown(name="report-qr", path="/report/{said_place}/"),
    Shown(name="report-unknown-code", path="/report/OLD-POSTER/"),
    Shown(name="report-my-home", path="/report/", user="resident"),
    Shown(name="report-found", path="/report/", modes=(NORMAL,), deed=look_for("梧桐")),
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
    Shown(name="progress-photos", path="/r/{link_photos}/"),
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
    Shown(name="news", path="/notices/"),
    Shown(name="announcement", path="/notices/{announcement}/"),
    Shown(name="announcement-withdrawn", path="/notices/{announcement_withdrawn}/"),
    Shown(name="board", path="/affairs/"),
    Shown(name="entry", path="/affairs/{entry}/"),
    Shown(
        name="entry-errors",
        path="/affairs/{entry}/",
        deed=ask_nothing,
        status=422,
        modes=(NORMAL,),
    ),
    Shown(name="question", path="/affairs/questions/{question}/"),
    Shown(name="question-answered", path="/affairs/questions/{question_answered}/"),
    Shown(name="vote-open", path="/votes/{vote_open}/"),
    Shown(name="vote-open-signed-in", path="/votes/{vote_open}/", user="resident"),
    Shown(name="vote-posted", path="/votes/{vote_posted}/"),
    Shown(name="vote-closed", path="/votes/{vote_closed}/"),
    Shown(name="vote-counted", path="/votes/{vote_counted}/"),
    Shown(name="vote-roll", path="/votes/{vote_posted}/roll/?home=1-1-101"),
    Shown(name="vote-roll-unknown", path="/votes/{vote_posted}/roll/?home=9-9-999"),
    Shown(name="vote-object", path="/votes/{vote_posted}/roll/object/"),
    Shown(
        name="vote-object-errors", path="/votes/{vote_posted}/roll/object/", deed=send, status=422
    ),
    Shown(name="vote-objection", path="/votes/objections/{roll_objection_link}/"),
    Shown(name="vote-enter", path="/vote/"),
    Shown(name="vote-enter-letter", path="/vote/{letter_digits}/"),
    Shown(name="vote-tenant", path="/vote/{letter_digits}/", deed=as_tenant, status=422),
    Shown(name="vote-digits", path="/vote/{letter_digits}/", deed=as_owner, is_alone=True),
    Shown(name="vote-result", path="/votes/{vote_counted}/result/"),
    Shown(name="vote-receipt-lookup", path="/votes/{vote_counted}/receipt/"),
    Shown(
        name="vote-receipt-wrong",
        path="/votes/{vote_counted}/receipt/",
        deed=fill("main input[name=code]", "AAAA-BBBB-CCCC"),
        status=422,
    ),
    Shown(name="kiosk-key", path="/kiosk/", is_alone=True),
    Shown(
        name="kiosk",
        path="/kiosk/",
        modes=(ELDER,),
        deed=fill("main input[name=key]", "{kiosk_key}"),
        is_alone=True,
    ),
    Shown(name="kiosk-home", path="/kiosk/", modes=(ELDER,), deed=begin_kiosk, is_alone=True),
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
    Shown(name="field", path="/field/", user="grid1", deed=field_deeds.list_there),
    *(
        Shown(name=f"field-{name}", path="/field/", user="grid1", deed=deed, is_alone=True)
        for name, deed in {
            "order": field_deeds.order_opened,
            "act": field_deeds.act_opened,
            "new": field_deeds.tab_opened("new"),
            "nothing-waits": field_deeds.tab_opened("waiting"),
            "not-taken": field_deeds.not_taken,
            "leaving": field_deeds.leaving,
        }.items()
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
    _desk("case-photos", "/desk/cases/{case_photos}/"),
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
    _desk("new-found", "/desk/new/", deed=look_for("wty")),
    _desk("new-errors", "/desk/new/", deed=send, status=422),
    _desk("slip", "/desk/new/{slip}/"),
    _desk("slip-paper", "/desk/new/{slip}/?paper=1"),
    _desk("chats", "/desk/chats/"),
    _desk("chats-errors", "/desk/chats/", deed=send, status=422),
    _desk("chat", "/desk/chats/{chat_open}/"),
    _desk("chat-collecting", "/desk/chats/{chat_collecting}/"),
    _desk("chat-done", "/desk/chats/{chat_done}/"),
    _desk("case-chat", "/desk/cases/{chat_case}/"),
    _desk("imports", "/desk/imports/"),
    _desk("imports-errors", "/desk/imports/", deed=send, status=422),
    _desk("import-staged", "/desk/imports/{import_staged}/"),
    _desk("import-done", "/desk/imports/{import_done}/"),
    _desk("announcements", "/desk/announcements/"),
    _desk("announcements-grid", "/desk/announcements/", "grid1"),
    _desk("announcement-new", "/desk/announcements/new/"),
    _desk("announcement-errors", "/desk/announcements/new/", deed=send, status=422),
    _desk("announcement-preview", "/desk/announcements/{draft}/", "secretary"),
    _desk("announcement-out", "/desk/announcements/{announcement}/", "secretary"),
    _desk("calls", "/desk/announcements/{announcement}/calls/"),
    _desk("affairs", "/desk/affairs/", "secretary"),
    _desk("affairs-publish", "/desk/affairs/{missing_column}/{missing_period}/", "secretary"),
    _desk("affairs-correct", "/desk/affairs/{kept_column}/{kept_period}/", "secretary"),
    _desk("answer", "/desk/questions/{objection}/", "secretary"),
    _desk("columns", "/desk/columns/", "admin"),
    _desk("duty", "/desk/duty/", "secretary"),
    _desk("duty-errors", "/desk/duty/", "secretary", deed=send, status=422),
    _desk("channels", "/desk/channels/", "admin"),
    _desk("channel", "/desk/channels/sms_gateway/", "admin"),
    _desk("channel-errors", "/desk/channels/sms_gateway/", "admin", deed=send, status=422),
    _desk("deliveries", "/desk/deliveries/", "admin"),
    _desk("posters", "/desk/posters/"),
    _desk("posters-counted", "/desk/posters/?place={compound}&size=a4"),
    _desk("kiosks", "/desk/kiosks/"),
    _desk("topics", "/desk/talk/", "secretary"),
    _desk("topics-grid", "/desk/talk/", "grid1"),
    _desk("topics-ended", "/desk/talk/?show=ended"),
    _desk("topics-new", "/desk/talk/new/?case={case_photos}"),
    _desk("topics-new-errors", "/desk/talk/new/", deed=send, status=422),
    *(
        _desk(f"topics-{phase}", f"/desk/talk/{{topic_{phase}}}/", "secretary")
        for phase in (
            *(
                "raised",
                "discussion",
                "needs",
                "ticking",
                "ballot",
                "proposals",
                "check",
                "meeting",
            ),
            *("vote", "progress", "evaluation", "revision", "closed"),
        )
    ),
    _desk("topics-plan", "/desk/talk/{topic_revision}/?do=measure", "secretary"),
    _desk(
        "topics-errors",
        "/desk/talk/{topic_raised}/?do=take_up",
        "secretary",
        deed=send,
        status=422,
    ),
    _desk("topics-said", "/desk/talk/said/"),
    _desk("topics-hide", "/desk/talk/{topic_discussion}/hide/comment/{talk_comment}/"),
    _desk("topics-rule", "/desk/talk/hidden/{hiding}/", "secretary"),
    _desk("topics-rules", "/desk/talk/rules/", "secretary"),
    _desk("topics-need", "/desk/talk/{topic_needs}/needs/{need}/"),
    _desk("topics-sitting", "/desk/talk/sittings/{sitting}/"),
    _desk("topics-sitting-ahead", "/desk/talk/sittings/{sitting_ahead}/"),
    _desk("topics-measure", "/desk/talk/measures/{talk_measure}/", "wuye"),
    _desk("votes", "/desk/votes/", "secretary"),
    _desk("votes-grid", "/desk/votes/", "grid1"),
    _desk("votes-new", "/desk/votes/new/"),
    _desk("votes-errors", "/desk/votes/new/", deed=send, status=422),
    *(
        _desk(f"votes-{phase}", f"/desk/votes/{{vote_{phase}}}/", "secretary")
        for phase in ("draft", "posted", "open", "closed", "counted")
    ),
    _desk("votes-edit", "/desk/votes/{vote_draft}/edit/"),
    _desk("votes-roll", "/desk/votes/{vote_open}/roll/"),
    _desk("votes-roll-empty", "/desk/votes/{vote_draft}/roll/"),
    _desk("votes-roll-posted", "/desk/votes/{vote_posted}/roll/"),
    _desk("votes-roll-file", "/desk/votes/{vote_posted}/roll/files/{roll_file}/"),
    _desk("votes-home", "/desk/votes/{vote_posted}/roll/home/?unit=1-1-101"),
    _desk("votes-home-errors", "/desk/votes/{vote_posted}/roll/home/", deed=send, status=422),
    _desk("votes-objection", "/desk/votes/{vote_posted}/objections/{roll_objection}/"),
    _desk("votes-letters", "/desk/votes/{vote_open}/letters/"),
    _desk("votes-paper", "/desk/votes/{vote_open}/paper/"),
    _desk("votes-paper-errors", "/desk/votes/{vote_open}/paper/", deed=send, status=422),
    _desk("votes-proxy", "/desk/votes/{vote_open}/proxies/new/"),
    _desk("votes-box", "/desk/votes/{vote_open}/boxes/1/"),
    _desk("votes-box-opened", "/desk/votes/{vote_closed}/boxes/1/"),
    _desk("votes-entry", "/desk/votes/{vote_closed}/papers/{paper}/"),
    _desk("votes-ballots", "/desk/votes/{vote_open}/ballots/"),
    _desk("votes-void", "/desk/votes/{vote_open}/ballots/{ballot}/void/"),
    _desk("votes-city", "/desk/votes/{vote_counted}/city/"),
    _desk("load", "/desk/load/", "supervisor"),
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
    _desk("setup-chats", "/desk/setup/chats/", "admin"),
    _desk("setup-classes", "/desk/setup/classes/", "admin"),
    _desk("duties", "/desk/duties/", "admin"),
    _desk("duties-worker", "/desk/duties/", "worker"),
    _desk("duties-overlaps", "/desk/duties/?show=overlaps", "admin"),
    _desk("duties-gaps", "/desk/duties/?show=gaps", "admin"),
    _desk("duties-ended", "/desk/duties/?show=ended", "admin"),
    _desk("duties-errors", "/desk/duties/", "admin", deed=add_nothing, status=422),
    _desk("whistles", "/desk/whistles/", "duty"),
    _desk("whistles-ended", "/desk/whistles/?show=ended"),
    _desk("whistles-empty", "/desk/whistles/", "ranqi"),
    _desk("whistle-whistler", "/desk/whistles/{whistle_open}/"),
    _desk("whistle-called", "/desk/whistles/{whistle_open}/", "qiangxiu"),
    _desk("whistle-rule", "/desk/whistles/{whistle_open}/", "duty"),
    _desk("whistle-ended", "/desk/whistles/{whistle_ended}/"),
    _desk("whistle-blow", "/desk/whistles/blow/"),
    _desk("whistle-blow-errors", "/desk/whistles/blow/", deed=send, status=422),
    _desk("whistle-blow-case", "/desk/whistles/blow/?case={case_at_handling}"),
    _desk("case-joint", "/desk/cases/{case_joint}/"),
    _desk("case-history", "/desk/cases/{case_joint}/history/"),
    _desk("order-history", "/desk/orders/{order_joint}/history/", "huanwei"),
    _desk("instructions", "/desk/instructions/", "duty"),
    _desk("instructions-ask", "/desk/instructions/ask/", "chengguan"),
    _desk("instructions-ask-errors", "/desk/instructions/ask/", "duty", deed=send, status=422),
    _desk("instruction-waiting", "/desk/instructions/{instruction_waiting}/", "duty"),
    _desk("instruction-done", "/desk/instructions/{instruction_done}/"),
    _desk("instructions-counted", "/desk/instructions/counted/", "duty"),
    _desk("instructions-list", "/desk/instructions/list/", "duty"),
    _desk("setup-days", "/desk/setup/days/", "admin"),
    _desk("setup-days-errors", "/desk/setup/days/", "admin", deed=send, status=422),
    _desk("setup-parties", "/desk/setup/parties/", "admin"),
    _desk("setup-parties-errors", "/desk/setup/parties/", "admin", deed=send, status=422),
    _desk("setup-party", "/desk/setup/parties/{party}/", "admin"),
    _desk("setup-open311", "/desk/setup/open311/", "admin"),
    _desk("setup-open311-errors", "/desk/setup/open311/", "admin", deed=send, status=422),
    _desk("setup-open311-audit", "/desk/setup/open311/", "audit"),
    _desk("setup-webhooks", "/desk/setup/webhooks/", "admin"),
    _desk("setup-webhooks-errors", "/desk/setup/webhooks/", "admin", deed=send, status=422),
    _desk("setup-webhook", "/desk/setup/webhooks/{subscription}/", "admin"),
    _desk("setup-webhook-off", "/desk/setup/webhooks/{subscription_off}/", "admin"),
    _desk("setup-webhook-audit", "/desk/setup/webhooks/{subscription}/", "audit"),
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
