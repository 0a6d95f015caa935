"""Two clerks at once: one of them is told, nobody waits for ever, and the log holds.

On PostgreSQL every act locks the case first and its order after it; two acts that locked them the
other way round would end as a deadlock here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.accounts.models import User
from liren.cases.models import Case
from liren.cases.services import answers, dispatch, handle, merge, suspend
from liren.cases.services.orders import current
from liren.cases.services.report import NewReport, report_case
from liren.core import audit
from liren.core.errors import LirenError
from liren.core.permissions import VISITOR
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood, neighbourhood

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
ROUNDS = 3
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Do them at the same moment; says of each whether it was done, told, or how it broke."""
    gate = Barrier(len(acts))
    ends: list[str] = []

    def run(act: Act) -> None:
        gate.wait()
        try:
            act()
            ends.append("done")
        except LirenError:
            ends.append("told")
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


class Desk:
    """One case in the hands of the firm, and what everybody may do with it."""

    def __init__(self, town: Neighbourhood, now: datetime) -> None:
        self.town, self.now = town, now
        self.case, self.other = self._said("楼道灯不亮了"), self._said("消防通道被占")
        self.order = dispatch.dispatch_case(
            case=self.case, to=town.parties["property_firm"], by=self.by("worker"), now=now
        )
        handle.ask_more_time(
            order=self.order, amount=60, reason="等零件", by=self.by("property_manager"), now=now
        )

    def _said(self, text: str) -> Case:
        return report_case(
            NewReport(text=text, place=self.town.home), by=VISITOR, now=self.now
        ).case

    def by(self, name: str) -> User:
        """Somebody as a request knows them: read anew."""
        return User.objects.get(username=name)

    def act(self, name: str) -> Act:
        """One press of a button."""
        return lambda: getattr(self, name)()

    def accept(self) -> object:
        return handle.accept_case(order=self.order, by=self.by("property_manager"), now=self.now)

    def finish(self) -> object:
        by = self.by("property_manager")
        return handle.finish_case(order=self.order, result="好了", by=by, now=self.now + HOUR)

    def give_back(self) -> object:
        by = self.by("property_manager")
        return dispatch.return_case(order=self.order, reason="不归我们", by=by, now=self.now)

    def hand_over(self) -> object:
        to, by = self.town.parties["committee"], self.by("worker")
        return dispatch.hand_over_case(
            order=self.order, to=to, reason="换一家", by=by, now=self.now
        )

    def suspend(self) -> object:
        later = (self.now + timedelta(days=9)).date()
        return suspend.suspend_case(
            case=self.case, reason="等拨款", review_date=later, by=self.by("worker"), now=self.now
        )

    def more_time(self) -> object:
        by = self.by("secretary")
        return handle.answer_more_time(order=self.order, grant=True, by=by, now=self.now)

    def join(self) -> object:
        by = self.by("worker")
        return merge.merge_case(case=self.case, into=self.other, by=by, now=self.now)

    def join_back(self) -> object:
        by = self.by("secretary")
        return merge.merge_case(case=self.other, into=self.case, by=by, now=self.now)

    def note(self) -> object:
        return answers.note_case(case=self.case, note="看过", by=self.by("worker"), now=self.now)

    def sweep(self) -> object:
        return workorders.sweep(now=self.now + timedelta(days=40))


@pytest.mark.parametrize(
    "names",
    [
        ("accept", "suspend", "note"),
        ("finish", "hand_over", "more_time"),
        ("give_back", "join", "sweep"),
        ("join", "join_back", "accept"),
    ],
    ids="+".join,
)
def test_two_clerks_at_once(names: tuple[str, ...], now: datetime) -> None:
    town = neighbourhood()
    for _ in range(ROUNDS):
        desk = Desk(town, now)
        ends = at_once(*map(desk.act, names))
        assert set(ends) <= {"done", "told"}
        assert "done" in ends
        for case in (desk.case, desk.other):
            case.refresh_from_db()
            about = WorkOrder.objects.open().filter(subject_id=case.pk)
            assert about.count() == (0 if case.stage in ("merged", "suspended") else 1)
            assert current(case) == about.first()
            assert case.stage == "merged" or case.voices == case.reports.count()
    assert audit.verify() == []
