"""Reports are made by the office's own clock, sent as snapshots, and never changed afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.accounts.selectors import community_party
from liren.core import audit
from liren.core.calendar import WorkCalendar
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM, Actor, require
from liren.core.scope import EVERYWHERE, Scope
from liren.ledgers.domain.hashes import hashes_of
from liren.ledgers.domain.periods import Period, month, month_before
from liren.ledgers.domain.reports_figures import canonical, cells_of
from liren.ledgers.events import ReportSent
from liren.ledgers.models import Report
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import burden, reports
from liren.places.models import Place


class ReportSentAlready(Conflict):
    """It was sent a moment ago."""

    code = "ledgers.report_sent_already"
    sentence = sentence("This report was sent already. Look at it again.")


class NothingDiffers(Invalid):
    """Sent again, it would say the same."""

    code = "ledgers.nothing_differs"
    sentence = sentence("Nothing is otherwise than it was sent, so nothing was sent again.")


class WhySentAgain(Invalid):
    """What is sent again is sent with a reason."""

    code = "ledgers.why_sent_again"
    sentence = sentence("Please say why it is sent again.")


class PeriodNotOver(Invalid):
    """A month is reported when it is over."""

    code = "ledgers.period_not_over"
    sentence = sentence("{period} is not over yet.")


@dataclass(frozen=True)
class _Sending:
    """Which report of which community and month; sent again, with its number and the reason."""

    key: str
    place: Place
    period: Period
    number: int = 1
    reason: str = ""


def send_due(now: datetime) -> int:
    """On the first working day of a month, in working hours: last month's reports, once each."""
    calendar, today = work_calendar(), timezone.localdate(now)
    if not calendar.is_open(now) or today < first_working_day(today, calendar):
        return 0
    period, count = month_before(today), 0
    for place in burden.communities(EVERYWHERE):
        party = community_party(place)
        if party is None or party.kind != party.Kind.COMMUNITY:
            continue
        for key in reports.shipped():
            if not reports.last_number(place.pk, key, period.key):
                count += _send_first(key, place, period, now)
    return count


def first_working_day(day: date, calendar: WorkCalendar) -> date:
    """The first day of a day's month on which the office works."""
    first = day.replace(day=1)
    days = (first.replace(day=number) for number in range(1, 28))
    return next(one for one in days if calendar.is_working_day(one))


def _send_first(key: str, place: Place, period: Period, now: datetime) -> int:
    try:
        with transaction.atomic():
            _send(_Sending(key, place, period), by=SYSTEM, now=now)
    except ReportSentAlready:  # two clocks at once
        return 0
    return 1


@transaction.atomic
def send_report(*, key: str, place: Place, period: str, by: Actor, now: datetime) -> Report:
    """Send the first report of a month that was missed."""
    require(by, LedgerPermission.SEND, at=place)
    wanted = month(period)
    if key not in reports.shipped():
        raise reports.ReportUnknown()
    if wanted.end > timezone.localdate(now):
        raise PeriodNotOver(period=wanted.key)
    return _send(_Sending(key, place, wanted), by=by, now=now)


@transaction.atomic
def send_again(*, report: Report, reason: str, by: Actor, now: datetime) -> Report:
    """Send a correction: the next number, with the reason, the first one beside it."""
    require(by, LedgerPermission.SEND, at=report.place)
    if not reason.strip():
        raise WhySentAgain()
    latest = reports.versions_of(report).last()
    assert latest is not None
    period = month(report.period)
    if not reports.changed_since(latest, reports.checked(latest), period):
        raise NothingDiffers()
    sending = _Sending(report.key, report.place, period, latest.number + 1, reason.strip()[:400])
    return _send(sending, by=by, now=now)


def _send(sending: _Sending, *, by: Actor, now: datetime) -> Report:
    key, place, period, number = sending.key, sending.place, sending.period, sending.number
    declared, text = reports.shipped()[key]
    content = reports.content_now(declared, Scope.of([place.path]), period)
    head = {"report": key, "period": period.key, "place": place.code, "number": number}
    written = canonical({**head, "figures": content})
    hashes = hashes_of(written)
    row = Report(
        key=key,
        period=period.key,
        number=number,
        definition=text,
        content=written,
        cells=cells_of(content),
        sha256=hashes.sha256,
        sm3=hashes.sm3,
        reason=sending.reason,
        receivers=list(declared.receivers),
        sent_at=now,
        sent_by=by.audit_name[:120],
    )
    row.put_at(place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise ReportSentAlready() from twice
    publish(ReportSent(sent_id=row.pk))
    audit.record(
        "ledgers.report_sent", row, by=by, at=now, period=period.key, sha256=row.sha256
    )  # fmt: skip
    return row
