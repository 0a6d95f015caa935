"""Reports at the desk, as they were sent; and the burden of communities, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.core.doors import needs, public
from liren.core.errors import LirenError
from liren.core.scope import EVERYWHERE
from liren.ledgers.domain.forms import Rhythm
from liren.ledgers.domain.periods import Period, PeriodUnknown, month, month_before, period_of
from liren.ledgers.forms.asking import MissedForm, WhyForm
from liren.ledgers.models import Report
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import burden as meter
from liren.ledgers.selectors import reports as reads
from liren.ledgers.services import reports as services
from liren.ledgers.services.reports_workbook import report_workbook
from liren.ledgers.views.forms import clerk
from liren.ledgers.views.forms_rounds import workbook_response
from liren.places.models import Kind
from liren.places.selectors import PlaceUnknown, places
from liren.ui.pages import go_on, said

MOST_LISTED = 60


@needs(LedgerPermission.REPORTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was sent, the latest first."""
    return index_page(request)


def index_page(
    request: HttpRequest, *, status: int = 200, missed: MissedForm | None = None
) -> HttpResponse:
    """The same, with what an act wants to say."""
    user = clerk(request)
    scope = user.scope_for(LedgerPermission.REPORTS)
    shipped = reads.shipped()
    rows = [
        (row, shipped[row.key][0])
        for row in reads.reports(scope)[:MOST_LISTED]
        if row.key in shipped
    ]
    context = {
        "rows": rows,
        "now": timezone.now(),
        "shipped": [one for one, _ in shipped.values()],
        "may_send": user.has_perm(LedgerPermission.SEND),
        "missed": missed or MissedForm(user=user),
    }
    return render(request, "ledgers/reports/list.html", context, status=status)


@needs(LedgerPermission.SEND)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Have a month reported that was missed; its figures are made, not typed."""
    user = clerk(request)
    typed = MissedForm(request.POST, user=user)
    if not typed.is_valid():
        return index_page(request, status=422, missed=typed)
    place, period = typed.cleaned_data["place"], typed.cleaned_data["month"]
    try:
        row = services.send_report(
            key=reads.MONTHLY, place=place, period=period, by=user, now=timezone.now()
        )
    except LirenError as wrong:
        typed.add_error("month", said(wrong))
        return index_page(request, status=wrong.status, missed=typed)
    return go_on(request, reverse("ledgers:report", args=[row.pk]), _("Sent."))


def _found(request: HttpRequest, pk: int) -> Report:
    return reads.report_in(clerk(request).scope_for(LedgerPermission.REPORTS), pk)


def _about(request: HttpRequest, row: Report) -> dict[str, Any]:
    known = reads.checked(row)
    tables = [
        (
            table,
            [known.declared.measure(key) for key in table.measures],
            known.content["tables"][table.key],
        )
        for table in known.declared.tables
    ]
    measures = [(one, known.content["measures"][one.key]) for one in known.declared.measures]
    return {"row": row, "known": known, "tables": tables, "measures": measures}


@needs(LedgerPermission.REPORTS)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One report as it was sent, its hashes made again, and what would be otherwise today."""
    return report_page(request, _found(request, pk))


def report_page(
    request: HttpRequest, row: Report, *, status: int = 200, why: WhyForm | None = None
) -> HttpResponse:
    """The same, with what an act wants to say."""
    context = _about(request, row)
    known, versions = context["known"], list(reads.versions_of(row))
    changed = reads.changed_since(row, known, month(row.period))
    names = {table.key: table for table in known.declared.tables}
    context |= {
        "now": timezone.now(),
        "versions": versions,
        "changed": [
            (names.get(one.table), known.declared.measure(one.measure), one) for one in changed
        ],
        "is_latest": versions[-1].pk == row.pk,
        "may_send": clerk(request).has_perm(LedgerPermission.SEND, row.place),
        "why": why or WhyForm(),
    }
    return render(request, "ledgers/reports/report.html", context, status=status)


@needs(LedgerPermission.REPORTS)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on A4."""
    return render(request, "ledgers/reports/paper.html", _about(request, _found(request, pk)))


@needs(LedgerPermission.REPORTS)
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a workbook."""
    row = _found(request, pk)
    known = reads.checked(row)
    title = f"{row.place.name}{known.declared.name} {row.period}"
    about = [f"第 {row.number} 次报送", f"SHA-256 {row.sha256}", f"SM3 {row.sm3}"]
    data = report_workbook(title, about, known.declared, known.content)
    return workbook_response(data, f"{title}.xlsx")


@needs(LedgerPermission.REPORTS)
@require_safe
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what was hashed, so that anybody can make the hashes again."""
    row = _found(request, pk)
    return HttpResponse(row.content.encode(), content_type="application/json; charset=utf-8")


@needs(LedgerPermission.SEND)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a correction with the reason; what was sent stays beside it."""
    row, typed = _found(request, pk), WhyForm(request.POST)
    reason = typed.cleaned_data["reason"] if typed.is_valid() else ""
    try:
        sent = services.send_again(report=row, reason=reason, by=clerk(request), now=timezone.now())
    except LirenError as wrong:
        typed.add_error(None, said(wrong))
        return report_page(request, row, status=wrong.status, why=typed)
    return go_on(request, reverse("ledgers:report", args=[sent.pk]), _("Sent."))


def _month(request: HttpRequest) -> Period:
    today = timezone.localdate()
    try:
        return month(request.GET.get("month", "")[:7])
    except PeriodUnknown:
        return period_of(Rhythm.MONTH, today)


def _beside(period: Period) -> dict[str, Period | None]:
    """The month before and the one after, which nobody looks at before it begins."""
    has_begun = period.end <= timezone.localdate()
    after = period_of(Rhythm.MONTH, period.end) if has_begun else None
    return {"before": month_before(period.start), "after": after}


@needs(LedgerPermission.REPORTS)
@require_safe
def burden(request: HttpRequest) -> HttpResponse:
    """What each community was asked in a month, and what of it nobody had to write."""
    period = _month(request)
    rows = meter.communities(clerk(request).scope_for(LedgerPermission.REPORTS))
    found = meter.burden_of(rows, period)
    context = {
        "rows": [(row, found[row.pk]) for row in rows],
        "period": period,
        **_beside(period),
    }
    return render(request, "ledgers/reports/burden.html", context)


@public
@require_safe
def burden_of_community(request: HttpRequest, pk: int) -> HttpResponse:
    """What a community was asked in a month, for everybody to read."""
    row = places(EVERYWHERE).filter(pk=pk, kind=Kind.COMMUNITY).first()
    if row is None:
        raise PlaceUnknown(place=pk)
    period = _month(request)
    context = {
        "community": row,
        "one": meter.burden_of([row], period)[row.pk],
        "period": period,
        **_beside(period),
    }
    return render(request, "ledgers/reports/public.html", context)
