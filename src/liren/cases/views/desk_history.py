"""The whole history of a case or an order, on paper, each line held against the log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.selectors.history import history_of_case, history_of_order
from liren.cases.views.desk_request import clock, worker
from liren.core.doors import needs
from liren.core.errors import NotFound
from liren.workorders import selectors as orders
from liren.workorders.permissions import OrderPermission


@needs(CasePermission.SEE, CasePermission.HANDLE)
@require_safe
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Who decided what about a case, when and why."""
    case = reads.case_page(worker(request), pk)
    context = {"case": case, "title": case.title, "number": case.number}
    context |= {"history": history_of_case(case), "now": clock()}
    return render(request, "cases/desk/history.html", context)


@needs(OrderPermission.WORK)
@require_safe
def of_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for one order of one's own parties."""
    order = orders.visible(worker(request)).select_related("party").filter(pk=pk).first()
    if order is None:
        raise NotFound()
    context = {"order": order, "title": order.title, "number": order.pk}
    context |= {"history": history_of_order(order), "now": clock()}
    return render(request, "cases/desk/history.html", context)
