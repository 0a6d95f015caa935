"""Two clerks and two workers at once, on whichever database the tests run."""

from datetime import timedelta

import pytest

from liren.core import audit
from liren.ledgers.models import Import, PlanLine, State, Stretch
from liren.ledgers.services import importing
from liren.people.models import Person
from tests.factories.neighbourhood import MONDAY_MORNING as NOW
from tests.factories.neighbourhood import neighbourhood
from tests.ledgers import bringing
from tests.ledgers.bringing import row, workbook
from tests.people.test_races import race

ROWS = 400


def data() -> bytes:
    return workbook([row(f"王{n}", n, phone=f"154{n:08d}") for n in range(ROWS)])


@pytest.mark.django_db(transaction=True)
def test_one_wins_and_the_other_is_told() -> None:
    town = neighbourhood()
    place, clerks = town.places["community"], (town.users["worker"], town.users["secretary"])
    file = data()

    def send(at: int) -> str:
        return str(bringing.send(file, place, clerks[at], NOW).pk)

    told = race(lambda: send(0), lambda: send(1))
    assert sum(told.values()) == 2 and Import.objects.count() == 1
    ledger, by = Import.objects.get(), clerks[0]

    def work() -> str:
        importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=NOW)
        return "done"

    race(work, work)
    columns = {c["at"]: c["element"] for c in ledger.sheets.get().columns}
    new = importing.NewMapping(columns={0: columns})
    importing.set_mapping(ledger=ledger, new=new, by=by, now=NOW)
    race(work, work)
    ledger.refresh_from_db()
    assert ledger.state == State.PLANNED
    assert PlanLine.objects.filter(ledger=ledger).count() == ROWS

    def apply(at: int) -> str:
        importing.begin_applying(ledger=ledger, adds_homes=True, by=clerks[at], now=NOW)
        return "begun"

    assert race(lambda: apply(0), lambda: apply(1)) == {"begun": 1, "ledgers.import_busy": 1}
    race(work, work, work)
    ledger.refresh_from_db()
    assert ledger.state == State.APPLIED and Person.objects.count() == ROWS
    assert sum(Stretch.objects.values_list("lines", flat=True)) == ROWS

    def undo(at: int) -> str:
        later = NOW + timedelta(hours=1)
        importing.begin_undoing(ledger=ledger, by=clerks[at], now=later)
        return "begun"

    assert race(lambda: undo(0), lambda: undo(1), lambda: apply(0)).total() == 3
    race(work, work)
    ledger.refresh_from_db()
    assert ledger.state in (State.UNDONE, State.APPLIED)
    assert Person.objects.count() == (0 if ledger.state == State.UNDONE else ROWS)
    assert not audit.verify()
