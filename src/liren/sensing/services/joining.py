"""Several alerts are one case: a burst pipe under four meters, one power cut under thirty."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.cases.models import Case, Channel
from liren.cases.selectors.cases import visible_to
from liren.cases.services.report import CaseEnded, NewReport, report_case
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotFound, sentence
from liren.core.permissions import require
from liren.core.scope import ancestors
from liren.places.models import Place
from liren.places.selectors import of_paths
from liren.sensing.models import Alert
from liren.sensing.permissions import SensingPermission


class NothingChosen(Invalid):
    """A case is of something."""

    code = "sensing.nothing_chosen"
    sentence = sentence("Please choose the alerts that belong together.")


class InAnotherCase(Conflict):
    """An alert belongs to one case."""

    code = "sensing.in_another_case"
    sentence = sentence("One of these alerts is in a case already. Look at it again.")


class NoSuchCase(NotFound):
    """No case of that number, or it lies outside what one may see."""

    code = "sensing.no_such_case"
    sentence = sentence("We could not find a case of this number.")


@transaction.atomic
def join_alerts(
    *, alerts: Collection[int], case: int | None, words: str, by: User, now: datetime
) -> Case:
    """Put alerts into one case: a new one with these words, or one that runs already."""
    rows = _locked(alerts, by)
    whole = _running(case, by) if case else _opened(rows, words, by, now)
    Alert.objects.filter(pk__in=[row.pk for row in rows]).update(case=whole)
    lines = [
        audit.Line("sensing.alert_joined", audit.subject_of(row), {"case": whole.pk})
        for row in rows
    ]
    audit.record_all(lines, by=by, at=now)
    return whole


@transaction.atomic
def take_out(*, alert: Alert, by: User, now: datetime) -> Alert:
    """An alert does not belong to its case after all."""
    (row,) = _held([alert.pk], by)
    before, row.case = row.case_id, None
    row.save(update_fields=["case"])
    audit.record("sensing.alert_taken_out", row, by=by, at=now, case=before)
    return row


def _locked(alerts: Collection[int], by: User) -> list[Alert]:
    rows = _held(alerts, by)
    if any(row.case_id for row in rows):
        raise InAnotherCase()
    return rows


def _held(alerts: Collection[int], by: User) -> list[Alert]:
    """The chosen alerts of one's own places, held."""
    mine = Alert.objects.within(by.scope_for(SensingPermission.SEE)).filter(pk__in=alerts)
    rows = list(mine.select_for_update(of=("self",)).select_related("place").order_by("pk"))
    if not rows or len(rows) != len(set(alerts)):
        raise NothingChosen()
    for row in rows:
        require(by, SensingPermission.HANDLE, at=row.place)
    return rows


def _running(number: int, by: User) -> Case:
    found = visible_to(by).filter(pk=number)
    if not found:
        raise NoSuchCase()
    if not found.still_open():
        raise CaseEnded()
    return found[0]


def _opened(rows: list[Alert], words: str, by: User, now: datetime) -> Case:
    place = _around(rows)
    new = NewReport(text=words, place=place, channel=Channel.PATROL, reported_at=now)
    return report_case(new, by=by, now=now).case


def _around(rows: list[Alert]) -> Place:
    """The nearest place that all of them lie in."""
    lines = [ancestors(row.place_path) for row in rows]
    path = [steps[0] for steps in zip(*lines, strict=False) if len(set(steps)) == 1][-1]
    return of_paths([path])[path]
