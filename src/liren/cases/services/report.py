"""The one service behind every door: words come in, a case stands in the inbox."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from liren.accounts.models import User
from liren.cases.domain.words import MAX_IMPORTED, MAX_TEXT, clean
from liren.cases.domain.workflow import ENDED, Stage
from liren.cases.events import CaseReported
from liren.cases.models import Case, Category, Channel, Report, Shown
from liren.cases.permissions import CasePermission
from liren.cases.services import contacts, deadlines, orders, photos, search, telling
from liren.cases.services.access import code_of
from liren.cases.services.automatic import dispatch_by_rule
from liren.cases.services.likely import Likely
from liren.cases.services.orders import Asked
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.sketches import store_sketches
from liren.cases.services.steps import locked, new_step, note_step
from liren.cases.services.understand import Understood, Words, understand_all
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.idempotency import KeyReused
from liren.core.permissions import Actor, require
from liren.core.prepared import insert
from liren.places.models import Place
from liren.workorders.models import WorkOrder
from liren.workorders.services import NewOrder, issue_all

PHOTO_ONLY = "照片"
ON_BEHALF = frozenset(
    {
        Channel.COUNTER,
        Channel.TELEPHONE,
        Channel.VISIT,
        Channel.NOTE,
        Channel.PATROL,
        Channel.CHAT,
    }
)


class NothingSaid(Invalid):
    """Neither words nor a photo."""

    code = "cases.nothing_said"
    sentence = sentence("Please write a few words or add a photo, so that we know what it is.")


class CaseEnded(Conflict):
    """A voice can join only what is still open."""

    code = "cases.ended"
    sentence = sentence("This matter is already closed. Please report it anew.")


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What one person said, by whichever door."""

    text: str
    place: Place
    title: str = ""
    place_note: str = ""
    channel: str = Channel.WEB
    reported_at: datetime | None = None
    reporter_name: str = ""
    phone: str = ""
    user: User | None = None
    category: Category | None = None
    photos: Sequence[StoredPhoto] = ()
    joins: Case | None = None
    shown: str = Shown.MATTER
    client_key: str | None = None
    source: str = ""
    external_id: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    class_by: str = ""  # who named the class, where it was not who reports
    drafted: bool = False  # class and place stand as they were drafted


@dataclass(frozen=True)
class Receipt:
    """What the reporter takes home."""

    report: Report
    case: Case
    code: str
    likely_same: Sequence[tuple[int, float, Sequence[str]]] = ()
    is_new: bool = True


def report_case(new: NewReport, *, by: Actor, now: datetime) -> Receipt:
    """Take in what one person said."""
    return report_cases([new], by=by, now=now)[0]


def report_cases(new: Sequence[NewReport], *, by: Actor, now: datetime) -> list[Receipt]:
    """Take in what many people said; what was taken in before is returned as it stands."""
    new = [_checked(item, by) for item in new]
    keys = [_key(item, position) for position, item in enumerate(new)]
    known = _known(new, keys)
    fresh = {key: item for key, item in zip(keys, new, strict=True) if key not in known}
    opening = {key: item for key, item in fresh.items() if item.joins is None}
    # Understood before the transaction begins: on SQLite all writers wait for one another.
    understood = understand_all([_words(item, now) for item in opening.values()], now=now)
    try:
        with transaction.atomic():
            opened = _open(list(opening.values()), understood, by, now)
            dispatch_by_rule([receipt.case for receipt in opened], now=now)
            receipts = known | dict(zip(opening, opened, strict=True))
            receipts |= {key: _join(i, by, now) for key, i in fresh.items() if i.joins is not None}
    except IntegrityError:
        if len(_known(new, keys)) == len(known):
            raise
        return report_cases(new, by=by, now=now)  # sent twice at the same moment
    return [receipts[key] for key in keys]


def _checked(item: NewReport, by: Actor) -> NewReport:
    limit = MAX_IMPORTED if item.channel == Channel.IMPORT else MAX_TEXT
    item = replace(item, text=clean(item.text, limit=limit), title=clean(item.title))
    if not item.text and not item.title and not item.photos:
        raise NothingSaid()
    if item.channel in ON_BEHALF:
        require(by, CasePermission.REPORT_FOR, at=item.place)
    return item


def _key(item: NewReport, position: int) -> str:
    """What makes two submissions the same one."""
    if item.external_id:
        return f"source:{item.source}:{item.external_id}"
    return f"client:{item.client_key}" if item.client_key else f"position:{position}"


def _known(new: Sequence[NewReport], keys: Sequence[str]) -> dict[str, Receipt]:
    """The reports that came in before: a double submit, a second import."""
    clients = [item.client_key for item in new if item.client_key and not item.external_id]
    outside = [item.external_id for item in new if item.external_id]
    if not clients and not outside:
        return {}
    wanted = Q(client_key__in=clients)
    if outside:
        wanted |= Q(source__in={item.source for item in new}, external_id__in=outside)
    found: dict[str, Receipt] = {}
    for report in Report.objects.filter(wanted).select_related("case"):
        key = f"source:{report.source}:{report.external_id}"
        key = key if report.external_id else f"client:{report.client_key}"
        found[key] = Receipt(report, report.case, code_of(report.link), is_new=False)
    for key, item in zip(keys, new, strict=True):
        if key in found:
            _require_same(found[key].report, item)
    return {key: found[key] for key in keys if key in found}


def _require_same(report: Report, item: NewReport) -> None:
    """A key that comes again with other words is no second sending: nobody's words get lost."""
    kept = None if report.external_id else report.sent_index
    if kept is not None and bytes(kept) != _sent_index(item):
        raise KeyReused()


def _sent_index(item: NewReport) -> bytes | None:
    """What came under a key, so that a second sending of it is told from another report."""
    if not item.client_key:
        return None
    said = (item.text, item.title, item.place.pk, item.place_note, item.reporter_name, item.shown)
    known = item.category and item.category.pk, item.joins and item.joins.pk, len(item.photos)
    phone = contacts.index_of(item.phone) or b""
    return crypto.blind_index(json.dumps([*said, *known, phone.hex()]), purpose="report.sent")


def _open(
    new: Sequence[NewReport], understood: Sequence[Understood], by: Actor, now: datetime
) -> list[Receipt]:
    """New cases with everything that belongs to them, in a fixed number of statements."""
    if not new:
        return []
    cases = [_case(item, known, now) for item, known in zip(new, understood, strict=True)]
    insert(cases)
    reports = _store_reports(cases, new, by, now)
    _store_traces(cases, new, understood, by, now)
    telling.tell_received(reports, now=now)
    asked = _register_orders(cases)
    issue_all(asked, by=by, now=now, told=_facts(reports), noted=_lines(reports))
    return [
        Receipt(report, case, code_of(report.link), _likely_same(known, cases))
        for report, case, known in zip(reports, cases, understood, strict=True)
    ]


def _likely_same(known: Understood, cases: Sequence[Case]) -> list[Likely]:
    """Cases of before and of the same batch that it may repeat."""
    in_batch = [(cases[at].pk, score, reasons) for at, score, reasons in known.same_in_batch]
    return [*known.likely_same, *in_batch]


def _words(item: NewReport, now: datetime) -> Words:
    return Words(
        text=item.text,
        title=item.title,
        place=item.place,
        category=item.category,
        place_note=item.place_note,
        reporter_index=contacts.index_of(item.phone),
        at=item.reported_at or now,
        drafted=item.drafted,
    )


def _case(item: NewReport, known: Understood, now: datetime) -> Case:
    case = Case(
        title=known.title or PHOTO_ONLY,
        stage=Stage.REPORTED,
        channel=item.channel,
        category=known.category,
        category_by=_class_by(item, known),
        suggestions=known.suggestions,
        address=known.address,
        place_note=item.place_note,
        place_by=known.place_by,
        urgent=bool(known.category and known.category.urgent),
        shown=item.shown,
        reported_at=item.reported_at or now,
        received_at=now,
    )
    case.put_at(known.place)
    return case


def _class_by(item: NewReport, known: Understood) -> str:
    """Only what a colleague chose is learnt from; what a neighbour's program named is not."""
    is_named = item.category is not None and item.channel == Channel.API
    return item.class_by or ("reporter" if is_named else known.category_by)


def _store_reports(
    cases: Sequence[Case], new: Sequence[NewReport], by: Actor, now: datetime
) -> list[Report]:
    reports = [_report(item, case, by, now) for item, case in zip(new, cases, strict=True)]
    insert(reports)
    photos.attach(zip(reports, [item.photos for item in new], strict=True), by=by, now=now)
    return reports


def _report(item: NewReport, case: Case, by: Actor, now: datetime) -> Report:
    salt = secrets.token_hex(8)
    return Report(
        case=case,
        first_case=case,
        channel=item.channel,
        text=item.text,
        reported_at=item.reported_at or now,
        received_at=now,
        entered_by=by.audit_name if item.channel in ON_BEHALF else "",
        reporter_name=item.reporter_name,
        contact_sealed=contacts.seal(item.phone, salt=salt),
        contact_index=contacts.index_of(item.phone),
        salt=salt,
        user=item.user,
        link=secrets.token_urlsafe(16),
        source=item.source,
        external_id=item.external_id,
        client_key=item.client_key,
        sent_index=_sent_index(item),
        details=dict(item.details),
    )


def _store_traces(
    cases: Sequence[Case],
    new: Sequence[NewReport],
    understood: Sequence[Understood],
    by: Actor,
    now: datetime,
) -> None:
    """The first line of each time line, and what search and likeness will need."""
    insert([new_step(case, "reported", by=by, now=now) for case in cases])
    store_sketches(zip(cases, (known.bands for known in understood), strict=True))
    texts = [(case.pk, searchable(case, item)) for case, item in zip(cases, new, strict=True)]
    search.index_cases(texts)


def searchable(case: Case, item: NewReport) -> str:
    """The words by which a case is found."""
    return f"{case.title}\n{item.text}\n{case.address}\n{item.place_note}"


def _register_orders(cases: Sequence[Case]) -> list[NewOrder]:
    return [
        orders.as_new(
            case, Asked(WorkOrder.Kind.REGISTER, office, deadlines.for_registering(case.category))
        )
        for case, office in zip(cases, orders.offices_for(cases), strict=True)
    ]


def _join(item: NewReport, by: Actor, now: datetime) -> Receipt:
    """One more voice for a case that is open already."""
    assert item.joins is not None
    case = locked(item.joins)
    if case.stage in ENDED:
        raise CaseEnded()
    (report,) = _store_reports([case], [item], by, now)
    case.voices += 1
    case.save(update_fields=["voices"])
    note_step(case, "voice", by=by, now=now)
    search.reindex(case.pk)
    telling.tell_received([report], now=now)
    publish(*_facts([report]))
    audit.record_all(_lines([report]), by=by, at=now)
    return Receipt(report, case, code_of(report.link))


def _facts(reports: Sequence[Report]) -> list[CaseReported]:
    return [
        CaseReported(case_id=one.case_id, report_id=one.pk, urgent=one.case.urgent)
        for one in reports
    ]


def _lines(reports: Sequence[Report]) -> list[audit.Line]:
    return [
        audit.Line("cases.reported", audit.subject_of(r.case), {"report": r.pk}) for r in reports
    ]
