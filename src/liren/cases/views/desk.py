"""The list of cases, one case with its photos, and the list as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from liren.cases.domain.actions import Act
from liren.cases.forms.desk import FilterForm, PurposeForm
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.services.reporter import reveal_contact
from liren.cases.views.desk_panel import Shown, panel
from liren.cases.views.desk_request import clock, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said
from liren.ui.templatetags.ui import Tab

GROUPS = (
    ("", _("All")),
    ("register", _("To register")),
    ("dispatch", _("To dispatch")),
    ("handling", _("In hand")),
    ("checking", _("To check")),
    ("suspended", _("Kept open")),
    ("closed", _("Closed")),
    ("refused", _("Not taken up")),
)


@needs(CasePermission.SEE, CasePermission.HANDLE)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All cases somebody may see, narrowed and searched."""
    user, now = worker(request), clock()
    form = FilterForm(request.GET, user=user)
    page = reads.case_list(user, form.filters(), now)
    context = {"form": form, "page": page, "now": now, "tabs": _tabs(request)}
    return render(request, "cases/desk/list.html", context | _addresses(request, page))


def _tabs(request: HttpRequest) -> list[Tab]:
    """The stages as tabs; the other filters stay."""
    here = request.GET.get("group", "")
    return [Tab(label, _with(request, group=key), is_current=here == key) for key, label in GROUPS]


def _with(request: HttpRequest, **changed: object) -> str:
    """This list with something else chosen, from its start."""
    query = request.GET.copy()
    query.pop("before", None)
    for name, value in changed.items():
        query[name] = str(value)
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


def _addresses(request: HttpRequest, page: reads.CasePage) -> dict[str, str]:
    return {
        "older": _with(request, before=page.before) if page.before else "",
        "newest": _with(request) if request.GET.get("before") else "",
        "export": reverse("cases:desk_export") + _with(request),
    }


@needs(CasePermission.SEE, CasePermission.HANDLE)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what was said, where it stands, what comes next."""
    found, wanted = reads.case_page(worker(request), pk), request.GET.get("do", "")
    act = Act(wanted) if wanted in list(Act) else None
    return panel(request, found, clock(), Shown(act=act))


@needs(CasePermission.SEE_REPORTER)
@require_POST
def show_number(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """Show a telephone number for a purpose; the log keeps who asked and why."""
    found, now = reads.case_page(worker(request), pk), clock()
    row = get_object_or_404(found.reports, pk=report)
    form = PurposeForm(request.POST)
    purpose = form.cleaned_data["purpose"] if form.is_valid() else ""
    try:
        number = reveal_contact(report=row, purpose=purpose, by=worker(request), now=now)
    except LirenError as error:
        messages.error(request, said(error))
        return panel(request, found, now, Shown(status=422))
    return panel(request, found, now, Shown(number=number, report=row.pk))
