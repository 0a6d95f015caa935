"""A ledger that waits with its plan, for pages that are about one; made once, then found again."""

import io

from liren.ledgers.models import Import, Review
from liren.ledgers.services import importing
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood
from tests.ledgers.bringing import row, workbook

PAGES = tuple(
    f"ledgers:desk_{name}"
    for name in ("import", "lines", "reviews", "errors", "columns", "act", "corrected", "decide")
)


def some_ledger(town: Neighbourhood) -> Import:
    """Two of one name who may be one person, and a row with an error."""
    if found := Import.objects.order_by("pk").first():
        return found
    by, now = town.users["worker"], MONDAY_MORNING
    twice = [row("王欣", 1, phone="15400001234"), row("王欣", phone="15400001234"), row("", 2)]
    new = importing.NewLedger(
        file=io.BytesIO(workbook(twice)),
        name="台账.xlsx",
        sender="居委会",
        place=town.places["community"],
    )
    ledger = importing.send_ledger(new=new, by=by, now=now)
    importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=now)
    columns = {c["at"]: c["element"] for c in ledger.sheets.get().columns}
    mapping = importing.NewMapping(columns={0: columns})
    importing.set_mapping(ledger=ledger, new=mapping, by=by, now=now)
    importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=now)
    importing.write_answer(ledger_id=ledger.pk, now=now)
    ledger.refresh_from_db()
    return ledger


def sample(town: Neighbourhood) -> dict[str, object]:
    """What the addresses of its pages name."""
    ledger = some_ledger(town)
    pair = Review.objects.filter(ledger=ledger).earliest("pk")
    return {"pk": ledger.pk, "kind": "new", "deed": "plan", "review": pair.pk}
