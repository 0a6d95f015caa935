"""The resident hears at each step, in plain words, by the way they asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext

from liren.cases.models import Case, Report
from liren.cases.selectors.resident import title_for_others
from liren.cases.services import contacts
from liren.cases.services.access import code_of
from liren.core.errors import sentence
from liren.notices.services import NewNotice, send_all

LANGUAGE = "zh-hans"
RECEIVED = sentence("We have your report. Number {number}, code {code}.")


def tell_received(reports: Sequence[Report], *, now: datetime) -> None:
    """Thank for the words, and say how to follow them.

    The code opens the report: on its way to a telephone it is sealed, and wiped when it is sent.
    """
    notices = [notice for r in reports if (notice := _notice(r, _received(r)))]
    send_all([replace(notice, is_secret=notice.user is None) for notice in notices], now=now)


def tell(case: Case, text: str, *, now: datetime, **data: object) -> None:
    """Say the sentence (a message id with data) to everybody who spoke of the case."""
    reports = list(case.reports.select_related("user"))
    opener = min((r.pk for r in reports if r.first_case_id == case.pk), default=None)
    notices = []
    for report in reports:
        # The title is made of the opener's words, which other voices may not read unless asked.
        title = case.title if report.pk == opener else title_for_others(case)
        notices.append(_notice(report, _worded(report, text, {"title": title, **data})))
    send_all([notice for notice in notices if notice], now=now)


def _received(report: Report) -> str:
    return _worded(report, RECEIVED, {"number": report.case.number, "code": code_of(report.link)})


def _worded(report: Report, text: str, data: Mapping[str, object]) -> str:
    language = (report.user.language if report.user else "") or LANGUAGE
    with translation.override(language):
        return gettext(text).format(**{"title": report.case.title, **data})


def _notice(report: Report, text: str) -> NewNotice | None:
    if report.user_id is None and report.contact_sealed is None:
        return None
    phone = None
    if report.contact_sealed:
        phone = contacts.unseal(report.contact_sealed, salt=report.salt)
    return NewNotice(
        user=report.user,
        phone=phone,
        text=text,
        subject_type=Case._meta.label_lower,
        subject_id=report.case_id,
    )


def local(at: datetime) -> datetime:
    """The moment in the time of the place."""
    return timezone.localtime(at)
