"""What the tests of the house need of each module to try everything it offers.

A fact that somebody listens to, and a page that everybody may open, are entered here by whoever
adds them; the tests say so when one is missing.
"""

from collections.abc import Callable

from liren.cases.domain.actions import Act
from tests.factories import care, filling, ledgers, public, rows, sensing, talk
from tests.factories.neighbourhood import Neighbourhood

# Pages that everybody may open, by the name of their address. The list is short on purpose.
PUBLIC = frozenset(
    {
        "accounts:code",
        "accounts:enrol_first",
        "accounts:second_factor",
        "accounts:sign_in",
        "accounts:sign_in_staff",
        "care:help",
        "care:helper",
        "care:one_tap",
        "care:round_shell",
        "care:round_worker",
        "cases:field_manifest",
        "cases:field_shell",
        "cases:field_worker",
        "cases:find",
        "cases:find_place",
        "cases:kind",
        "cases:mine",
        "cases:more",
        "cases:own_photo",
        "cases:own_thumb",
        "cases:progress",
        "cases:public",
        "cases:public_at",
        "cases:public_atom",
        "cases:public_case",
        "cases:public_month",
        "cases:public_month_at",
        "cases:public_rss",
        "cases:receipt",
        "cases:report",
        "cases:report_at",
        "cases:shown",
        "cases:shown_photo",
        "cases:verdict",
        "ledgers:burden_public",
        "notices:announcement",
        "notices:entry",
        "notices:question",
        "deliberation:budget_file",
        "deliberation:index",
        "deliberation:minutes",
        "deliberation:opinions",
        "deliberation:outcome",
        "deliberation:past",
        "deliberation:policy",
        "deliberation:projects",
        "deliberation:statements",
        "deliberation:topic",
        "exchange:open311",
        "places:plan",
        "portal:board",
        "portal:choose",
        "portal:home",
        "portal:kiosk",
        "portal:kiosk_end",
        "portal:kiosk_stay",
        "portal:news",
        "portal:services",
        "sensing:push",
        "ui:language",
        "people:confirm",
        "people:consent",
        "people:copy",
        "people:correct",
        "people:delete",
        "people:enter",
        "people:let",
        "people:mine",
        "ui:mode",
        "voting:ballot",
        "voting:digits",
        "voting:enter",
        "voting:enter_code",
        "voting:file",
        "voting:object",
        "voting:objection",
        "voting:receipt",
        "voting:receipt_lookup",
        "voting:result",
        "voting:roll",
        "voting:sheet",
        "voting:vote",
    }
)

Values = dict[str, object]


def _of_case(town: Neighbourhood) -> Values:
    return {"pk": rows.case(town).pk}


def _of_report(town: Neighbourhood) -> Values:
    return {"link": rows.report(town).link}


def _of_run(town: Neighbourhood) -> Values:
    return {"pk": rows.import_run(town).pk}


def _of_paste(town: Neighbourhood) -> Values:
    return {"pk": rows.paste(town).pk}


def _of_user(town: Neighbourhood) -> Values:
    return {"pk": town.users["worker"].pk, "grant": rows.grant(town).pk}


def _of_party(town: Neighbourhood) -> Values:
    return {"pk": town.parties["property_firm"].pk}


def _of_photo(town: Neighbourhood) -> Values:
    return {"pk": rows.photo(town).pk, "link": rows.report(town).link}


def _of_whistle(town: Neighbourhood) -> Values:
    ruling = rows.ruling(town)
    call = ruling.call
    return {"pk": call.whistle_id, "call": call.pk, "ruling": ruling.pk}


def _of_part(town: Neighbourhood) -> Values:
    part = rows.part(town)
    return {"pk": part.case_id, "part": part.pk, "deed": "finish"}


def _of_called_case(town: Neighbourhood) -> Values:
    return {"pk": rows.ruling(town).call.whistle.case_id}


WHISTLES = frozenset(f"cases:whistle{act}" for act in ("", "_answer", "_end", "_more", "_rule"))


def _of_announcement(town: Neighbourhood) -> Values:
    return {"pk": rows.announcement(town).pk, "person": 0}


def _of_entry(town: Neighbourhood) -> Values:
    return {"pk": rows.entry(town).pk}


def _of_entry_at(town: Neighbourhood) -> Values:
    found = rows.entry(town)
    return {"pk": found.column_id, "period": found.period}


def _of_subscription(town: Neighbourhood) -> Values:
    return {"pk": rows.subscription(town).pk}


def _of_delivery(town: Neighbourhood) -> Values:
    delivery = rows.webhook_delivery(town)
    return {"pk": delivery.subscription_id, "delivery": delivery.pk}


def _of_vote(town: Neighbourhood) -> Values:
    return {"pk": rows.vote(town).pk}


VOTES = frozenset(
    f"voting:desk_{name}"
    for name in (
        *("vote", "edit", "schedule", "observe", "roll", "bring_in", "build", "unit", "letters"),
        *("print", "deliver", "paper", "take_in", "begin_box", "proxy", "ballots", "city"),
    )
)


def _of_cause(town: Neighbourhood) -> Values:
    return {"pk": rows.measure(town).cause_id}


def _of_measure(town: Neighbourhood) -> Values:
    return {"pk": rows.measure(town).pk}


def _of_person(town: Neighbourhood) -> Values:
    return {"pk": rows.person(town).pk}


PERSONS = frozenset(f"people:desk_{name}" for name in ("person", "show", "confirm", "link"))


def _of_compound(town: Neighbourhood) -> Values:
    return {"code": town.places["compound"].code}


def _of_topic(town: Neighbourhood) -> Values:
    measure = talk.some_measure(town)
    return {"pk": measure.topic_id, "measure": measure.pk, "key": "comment"}


def _of_talk_measure(town: Neighbourhood) -> Values:
    measure = talk.some_measure(town)
    return {"pk": measure.pk, "what": "news", "milestone": measure.milestones.earliest("pk").pk}


def _of_hiding(town: Neighbourhood) -> Values:
    hiding = talk.some_hiding(town)
    return {"pk": hiding.topic_id, "thing": hiding.thing, "number": hiding.thing_id}


def _of_sitting(town: Neighbourhood) -> Values:
    return {"pk": talk.some_sitting(town).pk, "what": "minute", "photo": 0}


def _of_project(town: Neighbourhood) -> Values:
    project = talk.some_project(town)
    return {"pk": project.topic_id, "project": project.pk}


def _of_need(town: Neighbourhood) -> Values:
    need = talk.some_need(town)
    return {"pk": need.topic_id, "need": need.pk}


def _of_asked_need(town: Neighbourhood) -> Values:
    return {"pk": talk.some_asked_need(town).pk}


TOPICS = (
    *("topic", "support", "follow", "statements", "say", "comment", "propose", "evaluate"),
    *("opinions", "outcome", "budget_file", "desk_topic", "desk_do", "desk_drop"),
)
SITTINGS = ("desk_sitting", "desk_write", "desk_post", "desk_invitation", "desk_sheet")


# Pages about the case of the first grid, which somebody of the next one must not find.
ROUNDS = (
    "round", "round_save", "round_take", "round_paper", "round_back", "round_hand_in",
)  # fmt: skip
REPORTS = ("report", "report_paper", "report_workbook", "report_content", "report_again")


def _of_form(town: Neighbourhood) -> Values:
    return {"pk": filling.some_round(town).form_id}


def _of_round(town: Neighbourhood) -> Values:
    return {"pk": filling.some_round(town).pk}


def _of_sent_report(town: Neighbourhood) -> Values:
    return {"pk": filling.some_report(town).pk}


ABOUT_THE_CASE = frozenset(
    {"cases:desk_case", "cases:desk_show_number", *(f"cases:desk_{act}" for act in Act)}
    | {"cases:desk_case_history", "cases:desk_part", *WHISTLES}
)

# Values for the arguments in an address, by its name, where it should be about a row that exists.
PAGES: dict[str, Callable[[Neighbourhood], Values]] = {
    **dict.fromkeys(ABOUT_THE_CASE, _of_case),
    **dict.fromkeys((f"deliberation:{name}" for name in TOPICS), _of_topic),
    **dict.fromkeys((f"deliberation:{name}" for name in SITTINGS), _of_sitting),
    **dict.fromkeys(("deliberation:projects", "deliberation:tick"), _of_project),
    **dict.fromkeys(("deliberation:desk_project", "deliberation:desk_ballots"), _of_project),
    **dict.fromkeys(("deliberation:need", "deliberation:desk_need"), _of_need),
    "deliberation:desk_ask": _of_need,
    "deliberation:desk_asked": _of_asked_need,
    **dict.fromkeys(("deliberation:desk_measure", "deliberation:desk_reach"), _of_talk_measure),
    "deliberation:desk_measure_do": _of_talk_measure,
    "deliberation:desk_hide": _of_hiding,
    "deliberation:appeal": lambda town: {"pk": talk.some_hiding(town).pk},
    "deliberation:desk_rule": lambda town: {"pk": talk.some_hiding(town).pk},
    "deliberation:minutes": lambda town: {
        "pk": talk.some_sitting(town).topic_id,
        "sitting": talk.some_sitting(town).pk,
    },
    "cases:desk_leave_whistle": _of_called_case,
    **dict.fromkeys(WHISTLES, _of_whistle),
    "cases:desk_part": _of_part,
    "cases:desk_order_history": lambda town: {"pk": rows.order(town).pk},
    "workorders:instruction": lambda town: {"pk": rows.instruction(town).pk},
    "cases:desk_show_number": lambda town: {**_of_case(town), "report": rows.report(town).pk},
    "cases:desk_slip": lambda town: {"pk": rows.report(town).pk},
    **dict.fromkeys(("cases:desk_import", "cases:desk_import_bad"), _of_run),
    **dict.fromkeys(("cases:desk_chat", "cases:desk_chat_sort", "cases:desk_chat_move"), _of_paste),
    **dict.fromkeys(
        ("cases:desk_chat_drop", "cases:desk_chat_again", "cases:desk_chat_confirm_all"), _of_paste
    ),
    "cases:desk_chat_confirm": lambda town: {**_of_paste(town), "key": 1},
    "cases:desk_end_chat_key": lambda town: {"pk": rows.chat_key(town).pk},
    **dict.fromkeys(("cases:desk_import_again", "cases:desk_import_start"), _of_run),
    "cases:desk_import_join": lambda town: {**_of_run(town), "first": rows.case(town).pk},
    "cases:desk_end_duty": lambda town: {"pk": rows.duty(town).pk},
    **dict.fromkeys(("cases:desk_party", "cases:desk_end_party"), _of_party),
    "cases:desk_remove_day": lambda town: {"day": "2026-11-18"},
    **dict.fromkeys(("cases:photo", "cases:photo_thumb"), _of_photo),
    **dict.fromkeys(("cases:own_photo", "cases:own_thumb"), _of_photo),
    **dict.fromkeys(("cases:progress", "cases:kind", "cases:more"), _of_report),
    **dict.fromkeys(("cases:receipt", "cases:verdict", "cases:shown"), _of_report),
    **dict.fromkeys(("cases:public_at", "cases:public_atom", "cases:public_rss"), _of_compound),
    **dict.fromkeys(("cases:public_month_at", "cases:follow"), _of_compound),
    "cases:public_case": lambda town: {"pk": public.taken_up(town).pk},
    "cases:desk_wording": lambda town: {"pk": rows.wording(town).pk},
    **dict.fromkeys(("cases:desk_cause", "cases:desk_plan_measure"), _of_cause),
    "cases:desk_end_cause": _of_cause,
    **dict.fromkeys(("cases:desk_measure", "cases:desk_drop_measure"), _of_measure),
    **dict.fromkeys(("accounts:user", "accounts:set_active", "accounts:end_grant"), _of_user),
    **dict.fromkeys(("accounts:start_anew", "accounts:unlock"), _of_user),
    "cases:find_place": lambda town: {"code": town.places["compound"].code},
    "cases:report_at": lambda town: {"code": town.places["compound"].code},
    **dict.fromkeys(("notices:announcement", "notices:desk_announcement"), _of_announcement),
    **dict.fromkeys(("notices:desk_edit_announcement", "notices:desk_poster"), _of_announcement),
    **dict.fromkeys(("notices:desk_calls", "notices:desk_call_number"), _of_announcement),
    **dict.fromkeys(("notices:desk_publish", "notices:desk_discard"), _of_announcement),
    **dict.fromkeys(("notices:desk_withdraw", "notices:desk_posted"), _of_announcement),
    "notices:desk_call": lambda town: {"pk": rows.call(town).pk},
    "notices:entry": _of_entry,
    "notices:question": lambda town: {"link": rows.objection(town).link},
    "notices:desk_entry": lambda town: {"pk": rows.column(town).pk, "period": "2026-10"},
    "notices:desk_cover": lambda town: {**_of_entry_at(town), "number": 1},
    "notices:desk_answer": lambda town: {"pk": rows.objection(town).pk},
    "notices:desk_end_column": lambda town: {"pk": rows.column(town).pk},
    "notices:desk_end_duty": lambda town: {"pk": rows.shift(town).pk},
    "notices:desk_channel": lambda town: {"key": "wecom_robot"},
    "notices:desk_switch_channel": lambda town: {"pk": rows.channel_setup(town).pk},
    "notices:desk_send_again": lambda town: {"pk": rows.delivery(town).pk},
    "portal:posters_pdf": lambda town: {"pk": town.places["compound"].pk},
    "portal:revoke_kiosk": lambda town: {"pk": rows.kiosk(town).pk},
    "places:plan": lambda town: {"code": town.places["compound"].code},
    "portal:screen_list": lambda town: {"key": "open"},
    "exchange:open311": lambda town: {"address": "discovery.json"},
    "exchange:end_key": lambda town: {"pk": rows.open311_key(town).pk},
    "exchange:webhook_again": _of_delivery,
    **dict.fromkeys(("exchange:webhook", "exchange:webhook_secret"), _of_subscription),
    "exchange:webhook_switch": _of_subscription,
    **dict.fromkeys(VOTES, _of_vote),
    **dict.fromkeys(("voting:vote", "voting:roll", "voting:object", "voting:follow"), _of_vote),
    "voting:desk_step": lambda town: {**_of_vote(town), "name": "post"},
    "voting:objection": lambda town: {"link": rows.roll_objection(town).link},
    "voting:desk_answer": lambda town: {
        "pk": rows.vote(town).pk,
        "objection": rows.roll_objection(town).pk,
    },
    **dict.fromkeys(ledgers.PAGES, ledgers.sample),
    **dict.fromkeys(PERSONS, _of_person),
    **care.PAGES,
    **dict.fromkeys((f"ledgers:{name}" for name in ("form", "bring_up", "decide")), _of_form),
    "ledgers:decide": lambda town: {**_of_form(town), "deed": "end"},
    "ledgers:receive": lambda town: {**_of_form(town), "round_pk": filling.some_round(town).pk},
    **dict.fromkeys((f"ledgers:{name}" for name in ROUNDS), _of_round),
    "ledgers:round_problems": lambda town: {**_of_round(town), "back": 0},
    "ledgers:round_wrong": lambda town: {**_of_round(town), "subject": 0, "column": "name"},
    **dict.fromkeys((f"ledgers:{name}" for name in REPORTS), _of_sent_report),
    "ledgers:burden_public": lambda town: {"pk": town.places["community"].pk},
    "people:desk_home": lambda town: {"pk": town.home.pk},
    "people:desk_say": lambda town: {**_of_person(town), "field": "phone"},
    "people:let": lambda town: {"pk": town.home.pk},
    "people:correct": lambda town: {"field": "phone"},
    "people:copy": lambda town: {"form": "json"},
    **sensing.PAGES,
    "voting:enter_code": lambda town: {"code": "000000000000"},
}
