"""The pages of topics and votes: what neighbours and owners decide."""

from tests.shots.shown import Shown, as_owner, as_tenant, desk, fill, send, tick_two

RESIDENT: tuple[Shown, ...] = (
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
)

DESK: tuple[Shown, ...] = (
    desk("topics", "/desk/talk/", "secretary"),
    desk("topics-grid", "/desk/talk/", "grid1"),
    desk("topics-ended", "/desk/talk/?show=ended"),
    desk("topics-new", "/desk/talk/new/?case={case_photos}"),
    desk("topics-new-errors", "/desk/talk/new/", deed=send, status=422),
    *(
        desk(f"topics-{phase}", f"/desk/talk/{{topic_{phase}}}/", "secretary")
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
    desk("topics-plan", "/desk/talk/{topic_revision}/?do=measure", "secretary"),
    desk(
        "topics-errors",
        "/desk/talk/{topic_raised}/?do=take_up",
        "secretary",
        deed=send,
        status=422,
    ),
    desk("topics-said", "/desk/talk/said/"),
    desk("topics-hide", "/desk/talk/{topic_discussion}/hide/comment/{talk_comment}/"),
    desk("topics-rule", "/desk/talk/hidden/{hiding}/", "secretary"),
    desk("topics-rules", "/desk/talk/rules/", "secretary"),
    desk("topics-need", "/desk/talk/{topic_needs}/needs/{need}/"),
    desk("topics-sitting", "/desk/talk/sittings/{sitting}/"),
    desk("topics-sitting-ahead", "/desk/talk/sittings/{sitting_ahead}/"),
    desk("topics-measure", "/desk/talk/measures/{talk_measure}/", "wuye"),
    desk("votes", "/desk/votes/", "secretary"),
    desk("votes-grid", "/desk/votes/", "grid1"),
    desk("votes-new", "/desk/votes/new/"),
    desk("votes-errors", "/desk/votes/new/", deed=send, status=422),
    *(
        desk(f"votes-{phase}", f"/desk/votes/{{vote_{phase}}}/", "secretary")
        for phase in ("draft", "posted", "open", "closed", "counted")
    ),
    desk("votes-edit", "/desk/votes/{vote_draft}/edit/"),
    desk("votes-roll", "/desk/votes/{vote_open}/roll/"),
    desk("votes-roll-empty", "/desk/votes/{vote_draft}/roll/"),
    desk("votes-roll-posted", "/desk/votes/{vote_posted}/roll/"),
    desk("votes-roll-file", "/desk/votes/{vote_posted}/roll/files/{roll_file}/"),
    desk("votes-home", "/desk/votes/{vote_posted}/roll/home/?unit=1-1-101"),
    desk("votes-home-errors", "/desk/votes/{vote_posted}/roll/home/", deed=send, status=422),
    desk("votes-objection", "/desk/votes/{vote_posted}/objections/{roll_objection}/"),
    desk("votes-letters", "/desk/votes/{vote_open}/letters/"),
    desk("votes-paper", "/desk/votes/{vote_open}/paper/"),
    desk("votes-paper-errors", "/desk/votes/{vote_open}/paper/", deed=send, status=422),
    desk("votes-proxy", "/desk/votes/{vote_open}/proxies/new/"),
    desk("votes-box", "/desk/votes/{vote_open}/boxes/1/"),
    desk("votes-box-opened", "/desk/votes/{vote_closed}/boxes/1/"),
    desk("votes-entry", "/desk/votes/{vote_closed}/papers/{paper}/"),
    desk("votes-ballots", "/desk/votes/{vote_open}/ballots/"),
    desk("votes-void", "/desk/votes/{vote_open}/ballots/{ballot}/void/"),
    desk("votes-city", "/desk/votes/{vote_counted}/city/"),
)
