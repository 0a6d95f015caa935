"""One thing to do for somebody, from the inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liren.care.forms.buddies import ResultForm
from liren.care.permissions import CarePermission
from liren.care.selectors import buddies as buddy_reads
from liren.care.selectors import tasks as reads
from liren.care.services import tasks
from liren.care.views.request import clock, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.places.selectors import address
from liren.ui.pages import go_on, said
from liren.workorders.permissions import OrderPermission


@needs(CarePermission.SEE, OrderPermission.WORK)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, how they have been, and what came of it."""
    by = worker(request)
    task = reads.task_for(by, pk)
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            result = form.cleaned_data["result"]
            tasks.finish_task(task=task, result=result, by=by, now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("portal:inbox"), _("Done, thank you."))
    may_see = by.has_perm(CarePermission.SEE, task.place)
    context = {
        "task": task,
        "where": address(task.place),
        "doing": buddy_reads.doing(task.person) if may_see else None,
        "form": form,
        "now": clock(),
        "may_see": may_see,
        "may_do": by.has_perm(CarePermission.DO, task.place) or reads.does_errand(by, task),
    }
    return render(request, "care/desk/task.html", context, status=422 if form.errors else 200)
