"""The pages of ledgers: from the file to the plan, the pairs and the undoing."""

from tests.shots.shown import Shown, desk, send

LISTS = ("new", "changed", "joins", "errors", "skipped", "left_out", "duplicates")
DESK: tuple[Shown, ...] = (
    desk("ledgers", "/desk/ledgers/"),
    desk("ledgers-errors", "/desk/ledgers/", deed=send, status=422),
    desk("ledger-columns", "/desk/ledgers/{ledger_mapping}/"),
    desk("ledger-refused", "/desk/ledgers/{ledger_refused}/"),
    desk("ledger-plan", "/desk/ledgers/{ledger_planned}/"),
    *(desk(f"ledger-{kind}", f"/desk/ledgers/{{ledger_planned}}/lines/{kind}/") for kind in LISTS),
    desk("ledger-reviews", "/desk/ledgers/{ledger_planned}/reviews/"),
    desk("ledger-applied", "/desk/ledgers/{ledger_applied}/"),
    desk("ledger-undone", "/desk/ledgers/{ledger_undone}/"),
    desk("ledger-busy", "/desk/ledgers/{ledger_busy}/"),
)
