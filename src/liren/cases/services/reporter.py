"""Who reported, shown masked; the number in clear only for a purpose that the log keeps."""

from datetime import datetime

from liren.accounts import selectors as accounts
from liren.cases.models import Report
from liren.cases.permissions import CasePermission
from liren.cases.services import contacts
from liren.core import audit
from liren.core.errors import Invalid, NotFound, sentence
from liren.core.permissions import Actor, require


class PurposeMissing(Invalid):
    """A number is looked up for something."""

    code = "cases.purpose_missing"
    sentence = sentence("Please say what you need the number for.")


class NoContact(NotFound):
    """The reporter left no number."""

    code = "cases.no_contact"
    sentence = sentence("No number was left with this report.")


def reveal_contact(*, report: Report, purpose: str, by: Actor, now: datetime) -> str:
    """The telephone number in clear, for a stated purpose; who asked and why is noted."""
    require(by, CasePermission.SEE_REPORTER, at=report.case.place)
    if not purpose.strip():
        raise PurposeMissing()
    if report.contact_sealed is None:
        raise NoContact()
    data: dict[str, object] = {"purpose": purpose.strip()[:200]}
    line = audit.Line("cases.contact_shown", audit.subject_of(report), data)
    return audit.read_noted(lambda: _number(report), line, by=by, at=now)


def masked_contact(report: Report) -> str:
    """The number with its middle hidden; empty where none was left."""
    number = _number(report)
    return accounts.mask_phone(number) if number else ""


def _number(report: Report) -> str:
    if report.contact_sealed is None:
        return ""
    return contacts.unseal(bytes(report.contact_sealed), salt=report.salt)
