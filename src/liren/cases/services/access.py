"""How somebody without an account follows a report: its link, or its number and a code.

The code is computed from the link with a key, so a double submit can show it again and the
database never holds it. Five wrong codes lock the number for a quarter of an hour; the link
keeps working.
"""

from datetime import datetime, timedelta

from django.db import transaction

from liren.cases.models import Report
from liren.core import crypto, pace
from liren.core.errors import NotFound, TooMany, sentence

CODE_DIGITS = 6
WRONG_CODES = 5
LOCK = timedelta(minutes=15)
WRONG_FROM_ONE_ADDRESS = 40
WRONG_FROM_ALL = 2000


class ReportUnknown(NotFound):
    """No report has that link, or number and code do not belong together."""

    code = "cases.report_unknown"
    sentence = sentence("Number and code do not belong together. Please look at your slip again.")


class CodesLocked(TooMany):
    """Too many wrong codes for one number."""

    code = "cases.codes_locked"
    sentence = sentence("Too many wrong codes. Please wait {minutes} minutes, or ring the office.")


def code_of(link: str) -> str:
    """The six figures that belong to a link."""
    number = int.from_bytes(crypto.mac(link.encode(), purpose="report.code")[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def report_by_link(link: str) -> Report:
    """The report behind a link."""
    known = Report.objects.filter(link=link.replace("\0", ""))
    found = known.select_related("case__place", "case__party").first()
    if found is None:
        raise ReportUnknown()
    return found


def report_by_code(*, number: str, code: str, now: datetime, address: str = "") -> Report:
    """The report with that case number and code; wrong codes are counted.

    By number, by address, and all together: one guess at each of a million numbers is a try too.
    """
    pace.check("code.address", address, most=WRONG_FROM_ONE_ADDRESS)
    pace.check("code.all", "", most=WRONG_FROM_ALL)
    report, wait = _try_code(_case_id(number), code.strip(), now)
    if wait:
        raise CodesLocked(minutes=wait)
    if report is None:
        pace.count("code.address", address)
        pace.count("code.all", "")
        raise ReportUnknown()
    return report


@transaction.atomic
def _try_code(case_id: int, code: str, now: datetime) -> tuple[Report | None, int]:
    """Commit the count of wrong codes even when the answer is a refusal."""
    reports = list(Report.objects.select_for_update().filter(first_case_id=case_id))
    for report in reports:
        if report.locked_until and report.locked_until > now:
            return None, -((now - report.locked_until) // timedelta(minutes=1))
    for report in reports:
        if crypto.same(code_of(report.link).encode(), code.encode()):
            Report.objects.filter(pk__in=[r.pk for r in reports]).update(wrong_codes=0)
            return report, 0
    for report in reports:
        report.wrong_codes += 1
        if report.wrong_codes >= WRONG_CODES:
            report.wrong_codes, report.locked_until = 0, now + LOCK
    Report.objects.bulk_update(reports, ["wrong_codes", "locked_until"])
    return None, 0


def _case_id(number: str) -> int:
    """The id at the end of a number like 261122-417; only the id is also taken."""
    digits = number.strip().rsplit("-", 1)[-1]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
