"""Forms at the desk: what is asked of us, what we ask, the gate, and what the street decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ledgers import selectors
from liren.ledgers.domain.declared import Undeclared
from liren.ledgers.forms.asking import AskForm, StreetForm, WhyForm, areas_of
from liren.ledgers.models import Form, FormStage
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import forms_asking
from liren.ledgers.services.forms_asking import NewForm
from liren.ui.pages import go_on, said
from liren.workorders.permissions import OrderPermission
from liren.workorders.selectors import askables_over

READERS = (LedgerPermission.FILL, OrderPermission.INSTRUCT, OrderPermission.ADMIT)
ASKERS = (OrderPermission.INSTRUCT, OrderPermission.ADMIT)
MOST_LISTED = 50


def clerk(request: HttpRequest) -> User:
    """Who is at the desk; the door has made sure that somebody is."""
    return cast(User, request.user)


@needs(*READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is asked of one's community, what one's office asks, and how much was refused."""
    user = clerk(request)
    asks = any(user.has_perm(permission) for permission in ASKERS)
    forms = selectors.forms_for(user).defer("template", "text") if asks else Form.objects.none()
    context = {
        "now": timezone.now(),
        "rounds": selectors.rounds_in(user.scope_for(LedgerPermission.FILL))[:MOST_LISTED],
        "fills": user.has_perm(LedgerPermission.FILL),
        "forms": forms[:MOST_LISTED],
        "asks": asks,
        "may_ask": user.has_perm(OrderPermission.INSTRUCT),
        "counts": selectors.counts_of_gate(user) if asks else None,
    }
    return render(request, "ledgers/forms/list.html", context)


@needs(OrderPermission.INSTRUCT)
def ask(request: HttpRequest) -> HttpResponse:
    """Hand in the file of a form; what is wrong with it is told line by line."""
    user, now = clerk(request), timezone.now()
    form = _ask_form(request, user, now)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            row = forms_asking.ask_form(new=_new(form), by=user, now=now)
        except Undeclared as wrong:
            faults = wrong.faults
            form.add_error("file", said(wrong))
        except LirenError as wrong:
            form.add_error(None, said(wrong))
        else:
            return HttpResponseRedirect(reverse("ledgers:form", args=[row.pk]))
    context = {"form": form, "faults": faults}
    return render(request, "ledgers/forms/ask.html", context, status=422 if form.errors else 200)


def _ask_form(request: HttpRequest, user: User, now: datetime) -> AskForm:
    askables = askables_over(areas_of(user), timezone.localdate(now))
    return AskForm(request.POST or None, request.FILES or None, user=user, askables=askables)


def _new(form: AskForm) -> NewForm:
    typed = form.cleaned_data
    own = typed["template"]
    return NewForm(
        text=typed["file"].read().decode("utf-8-sig", errors="replace"),
        place=typed["place"],
        askable=typed["askable"],
        template=own.read() if own else None,
    )


@needs(*ASKERS)
@require_safe
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: its columns, what the gate says, of whom it is asked, what came back."""
    return form_page(request, pk)


def form_page(request: HttpRequest, pk: int, *, status: int = 200, **more: object) -> HttpResponse:
    """The same, with what an act wants to say."""
    user = clerk(request)
    row = selectors.form_for(user, pk)
    is_asker = row.asker_id in {grant.party_id for grant in user.current_grants()}
    decides = user.has_perm(OrderPermission.ADMIT, row.place)
    context = {
        "now": timezone.now(),
        "row": row,
        "declared": selectors.declared(row),
        "verdict": selectors.verdict_of(row),
        "rounds": selectors.rounds_of(row)[:MOST_LISTED],
        "is_asker": is_asker,
        "may_bring_up": is_asker and row.stage == FormStage.REFUSED,
        "may_decide": decides and row.stage == FormStage.WAITING and not is_asker,
        "may_end": (is_asker or decides) and row.stage == FormStage.ADMITTED,
        "street": StreetForm(row=row),
        "why": WhyForm(),
    }
    return render(request, "ledgers/forms/form.html", {**context, **more}, status=status)


@needs(OrderPermission.INSTRUCT)
@require_POST
def bring_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring what was refused before the street, with the reason."""
    row = selectors.form_for(clerk(request), pk)
    typed = StreetForm(request.POST, row=row)
    if not typed.is_valid():
        return form_page(request, pk, status=422, street=typed)
    words = {name: typed.cleaned_data.get(name, "") for name in ("purpose", "legal_basis")}
    try:
        forms_asking.ask_street(
            form=row,
            reason=typed.cleaned_data["reason"],
            by=clerk(request),
            now=timezone.now(),
            **words,
        )
    except LirenError as wrong:
        typed.add_error(None, said(wrong))
        return form_page(request, pk, status=wrong.status, street=typed)
    return go_on(request, reverse("ledgers:form", args=[pk]), _("It waits for the street."))


def _admit(row: Form, reason: str, by: User, now: datetime) -> None:
    forms_asking.admit_form(form=row, reason=reason, by=by, now=now)


def _deny(row: Form, reason: str, by: User, now: datetime) -> None:
    forms_asking.deny_form(form=row, reason=reason, by=by, now=now)


def _end(row: Form, reason: str, by: User, now: datetime) -> None:
    forms_asking.end_form(form=row, by=by, now=now)


DEEDS: dict[str, Callable[[Form, str, User, datetime], None]] = {
    "admit": _admit,
    "deny": _deny,
    "end": _end,
}


@needs(*ASKERS)
@require_POST
def decide(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """The street admits or denies it; whoever asks, or the street, ends it."""
    if deed not in DEEDS:
        raise Http404
    user = clerk(request)
    row, typed = selectors.form_for(user, pk), WhyForm(request.POST)
    reason = typed.cleaned_data["reason"] if typed.is_valid() else ""
    try:
        DEEDS[deed](row, reason, user, timezone.now())
    except LirenError as wrong:
        typed.add_error(None, said(wrong))
        return form_page(request, pk, status=wrong.status, why=typed)
    return go_on(request, reverse("ledgers:form", args=[pk]), _("Noted."))
