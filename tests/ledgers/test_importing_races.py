"""Two clerks and two workers at once, on whichever database the tests run."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from liren.accounts.models import User
from liren.core import audit
from liren.ledgers.models import Import, PlanLine, State, Stretch
from liren.ledgers.services import importing
from liren.people.models import Person
from liren.places.models import Place
from tests.factories.neighbourhood import MONDAY_MORNING as NOW
from tests.factories.neighbourhood import neighbourhood
from tests.ledgers import bringing
from tests.ledgers.bringing import row, workbook
from tests.people.test_races import race

ROWS = 400


@pytest.mark.django_db(transaction=True)
def test_one_wins_and_the_other_is_told() -> None:
    town = neighbourhood()
    clerks = [town.users["worker"], town.users["secretary"]]
    ledger = _sent_by_both(town.places["community"], clerks)
    work = _worker(ledger, clerks[0])
    race(work, work)
    columns = {c["at"]: c["element"] for c in ledger.sheets.get().columns}
    new = importing.NewMapping(columns={0: columns})
    importing.set_mapping(ledger=ledger, new=new, by=clerks[0], now=NOW)
    race(work, work)
    ledger.refresh_from_db()
    assert ledger.state == State.PLANNED
    assert PlanLine.objects.filter(ledger=ledger).count() == ROWS

    apply = [_applier(ledger, by) for by in clerks]
    assert race(*apply) == {"begun": 1, "ledgers.import_busy": 1}
    race(work, work, work)
    ledger.refresh_from_db()
    assert ledger.state == State.APPLIED and Person.objects.count() == ROWS
    assert sum(Stretch.objects.values_list("lines", flat=True)) == ROWS

    race(*(_undoer(ledger, by) for by in clerks), apply[0])
    race(work, work)
    ledger.refresh_from_db()
    assert ledger.state in (State.UNDONE, State.APPLIED)
    assert Person.objects.count() == (0 if ledger.state == State.UNDONE else ROWS)
    assert not audit.verify()


def _sent_by_both(place: Place, clerks: list[User]) -> Import:
    file = workbook([row(f"王{n}", n, phone=f"154{n:08d}") for n in range(ROWS)])

    def sender(by: User) -> Callable[[], str]:
        return lambda: str(bringing.send(file, place, by, NOW).pk)

    told = race(*(sender(by) for by in clerks))
    assert told.total() == 2 and Import.objects.count() == 1
    return Import.objects.get()


def _worker(ledger: Import, by: User) -> Callable[[], str]:
    def work() -> str:
        importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=NOW)
        return "done"

    return work


def _applier(ledger: Import, by: User) -> Callable[[], str]:
    def begin() -> str:
        importing.begin_applying(ledger=ledger, adds_homes=True, by=by, now=NOW)
        return "begun"

    return begin


def _undoer(ledger: Import, by: User) -> Callable[[], str]:
    def begin() -> str:
        later = NOW + timedelta(hours=1)
        importing.begin_undoing(ledger=ledger, by=by, now=later)
        return "begun"

    return begin
