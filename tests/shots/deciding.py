"""The pages of votes: what neighbours and owners decide."""

from tests.shots.shown import (
    Shown,
    as_owner,
    as_tenant,
    desk,
    fill,
    in_session,
    send,
    tick_and_look,
)

RESIDENT: tuple[Shown, ...] = (
    Shown(name="talk", path="/talk/"),
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
    Shown(
        name="vote-ballot", path="/vote/", deed=in_session("voter", "/vote/ballot/"), is_alone=True
    ),
    Shown(
        name="vote-ballot-errors",
        path="/vote/",
        deed=in_session("voter", "/vote/ballot/", send),
        status=422,
        is_alone=True,
    ),
    Shown(
        name="vote-check",
        path="/vote/",
        deed=in_session("voter", "/vote/ballot/", tick_and_look),
        is_alone=True,
    ),
    Shown(
        name="vote-receipt",
        path="/vote/",
        deed=in_session("receipt", "/vote/receipt/"),
        is_alone=True,
    ),
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
