"""The round: the orders to take along, and what comes back from the telephone."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.cases.domain.field import moment_of
from liren.cases.forms.field import NOTE, SendingForm, questions
from liren.cases.models import FieldAct
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.selectors import field as field_reads
from liren.cases.selectors.field import FieldOrder, FieldSpot
from liren.cases.services import field as services
from liren.cases.services import photos
from liren.cases.services.field import REPORT, FieldWork
from liren.cases.views.desk_request import clock, worker
from liren.core.doors import needs, signed_in
from liren.core.errors import NotAllowed, sentence
from liren.ui.device import keep_key, waiting_of
from liren.ui.naming import local_name

IN_THE_FIELD = (CasePermission.CHECK, CasePermission.HANDLE)


class AnothersWork(NotAllowed):
    """Somebody else has signed in on the telephone since."""

    code = "cases.anothers_work"
    sentence = sentence("This was written by somebody else. It goes out when they sign in here.")


@needs(*IN_THE_FIELD)
@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The orders as a plain list, which the script of the page takes over."""
    orders = field_reads.field_orders(worker(request))
    return render(request, "cases/field/page.html", {"orders": orders, "now": clock()})


@needs(*IN_THE_FIELD)
@require_safe
@ensure_csrf_cookie
def orders(request: HttpRequest) -> HttpResponse:
    """Everything to take along, and the key by which the telephone keeps it sealed."""
    user = worker(request)
    reports = field_reads.may_report(user)
    scope = user.scope_for(CasePermission.REPORT_FOR)
    body = {
        "owner": user.pk,
        "name": user.name,
        "at": clock(),
        "questions": questions(),
        "orders": [_order(one) for one in field_reads.field_orders(user)],
        "spots": [_spot(one) for one in field_reads.field_spots(scope)] if reports else [],
    }
    response = JsonResponse(body)
    keep_key(request, response, user)
    return response


@needs(*IN_THE_FIELD)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take in one act; the same key is answered alike, and nothing is done twice."""
    user, form, now = worker(request), SendingForm(request.POST, request.FILES), clock()
    sent = form.sent()
    if sent["owner"] != user.pk:
        raise AnothersWork()
    known = field_reads.act_of_key(user.audit_name, sent["key"])
    if known:
        services.require_same(known, form.sent_index())
    act = known or _take_in(form, user, now)
    return JsonResponse(_receipt(act))


def _take_in(form: SendingForm, user: User, now: datetime) -> FieldAct:
    sent = form.cleaned_data
    if sent["act"] == REPORT:
        place, work = field_reads.field_place(user, sent["place"]), _work(form, now)
        return services.report_from_the_field(
            place=place, place_note=sent["place_note"], work=work, by=user, now=now
        )
    if sent["act"] == NOTE:
        case = reads.case_page(user, sent["case"])
        return services.note_from_the_field(case=case, work=_work(form, now), by=user, now=now)
    order = field_reads.field_order(user, sent["order"])
    work = _work(form, now, order.issued_at)
    return services.do_in_the_field(order=order, work=work, by=user, now=now)


def _work(form: SendingForm, now: datetime, issued_at: datetime | None = None) -> FieldWork:
    sent = form.cleaned_data
    return FieldWork(
        key=sent["key"],
        act=sent["act"],
        made_at=moment_of(form.clocks(now), issued_at=issued_at),
        words=sent["words"],
        seen=sent["seen"],
        pictures=photos.keep_all(sent["photos"]),
        spot=form.spot(),
        sent_index=form.sent_index(),
    )


def _receipt(act: FieldAct) -> dict[str, Any]:
    return {
        "number": act.case.number,
        "url": reverse("cases:desk_case", args=[act.case_id]),
        "received_at": act.received_at,
    }


def _order(one: FieldOrder) -> dict[str, Any]:
    order, case = one.order, one.case
    return {
        "id": order.pk,
        "case": case.pk,
        "number": case.number,
        "url": reverse("cases:desk_case", args=[case.pk]),
        "kind": order.kind,
        "asked": str(order.get_kind_display()),
        "status": order.status,
        "title": order.title,
        "address": order.address or order.place.name,
        "place_note": case.place_note,
        "path": order.place_path,
        "position": one.position,
        "urgent": order.urgent,
        "issued_at": order.issued_at,
        "due_at": order.due_at,
        "instruction": order.instruction,
        "answer": case.public_answer,
        "words": one.words,
        "photos": [
            {"thumb": reverse("cases:photo_thumb", args=[p.pk]), "after": p.step_id is not None}
            for p in one.photos
        ],
        "acts": one.acts,
    }


def _spot(one: FieldSpot) -> dict[str, Any]:
    return {
        "id": one.place.pk,
        "name": local_name(one.place),
        "within": local_name(one.within) if one.within else "",
        "position": one.position,
    }


@signed_in
@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """Said before somebody signs out who has something on the telephone that has not gone out."""
    return render(request, "cases/field/leaving.html", {"waiting": waiting_of(request)})
