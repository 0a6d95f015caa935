"""What is done with a record at the desk: open a value, say it is otherwise, decide, confirm."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people import selectors, services
from liren.people.domain.elements import Element
from liren.people.domain.masking import as_written
from liren.people.forms import TYPED, PurposeForm, ReasonForm, ValueForm
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.people.services import Result, Status
from liren.people.views.desk import person_page, proposals_for, proposals_page
from liren.ui.pages import go_on, refuse, said


def _person(request: HttpRequest, pk: int) -> Person:
    user = cast(User, request.user)
    return selectors.person(user.scope_for(PeoplePermission.SEE), pk)


@needs(PeoplePermission.UNMASK)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one value for a purpose; the look is in the log before the page is drawn."""
    user, row, form = cast(User, request.user), _person(request, pk), PurposeForm(request.POST)
    if not form.is_valid():
        return person_page(request, pk, status=422, trouble=_("Please say what you need this for."))
    of = selectors.element(f"person.{form.cleaned_data['element']}")
    holder = selectors.holder_of(row, of)
    try:
        text = services.unmask(
            record=holder,
            element=of,
            purpose=form.cleaned_data["purpose"],
            by=user,
            now=timezone.now(),
        )
    except LirenError as trouble:
        return person_page(request, pk, status=trouble.status, trouble=said(trouble))
    return person_page(request, pk, opened={of.field: as_written(text)})


@needs(PeoplePermission.KEEP, PeoplePermission.PROPOSE)
def say(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Say that one entry is otherwise: it holds, waits for its owner, or meets another's."""
    row, of = _person(request, pk), _typed(field)
    form = ValueForm(request.POST or None, initial={"base": row.revision}, element=of)
    if request.method == "POST" and form.is_valid():
        try:
            result = _put(row, field, form, cast(User, request.user))
        except LirenError as trouble:
            form.add_error("value", said(trouble))
        else:
            if not result.having(Status.CONFLICT):
                return go_on(request, reverse("people:desk_person", args=[pk]), words_of(result))
            form.add_error("value", _conflict(result, field))
            form.data = {**form.data.dict(), "base": str(row.revision)}  # type: ignore[attr-defined]  # of a request
    context = {"row": row, "element": of, "form": form, "name": selectors.name_of(of)}
    return render(request, "people/desk/say.html", context, status=422 if form.errors else 200)


def _put(row: Person, field: str, form: ValueForm, by: User) -> Result:
    typed = form.cleaned_data
    return services.put(
        subject=row,
        values={field: typed["value"]},
        source=typed["source"],
        by=by,
        now=timezone.now(),
        base=typed["base"],
    )


def _typed(field: str) -> Element:
    of = selectors.element(f"person.{field}")
    if of.kind not in TYPED:
        raise selectors.ElementUnknown(element=field)
    return of


def words_of(result: Result) -> str:
    """What became of one value, for whoever said it."""
    if result.having(Status.PROPOSED):
        return _("Thank you. It waits for the office that keeps this entry.")
    if result.having(Status.UNCHANGED):
        return _("This is what we have already.")
    return _("Noted.")


def _conflict(result: Result, field: str) -> str:
    outcome = result.outcomes[field]
    if result.taken_by is not None or not outcome.by:
        return _("This number belongs to somebody else in the register.")
    text = _("{by} has just changed this to “{other}”. If yours is right, send it again.")
    return text.format(by=outcome.by, other=outcome.other)


@needs(PeoplePermission.PROPOSE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """At the door everything was said to be still right."""
    row, here = _person(request, pk), reverse("people:desk_person", args=[pk])
    try:
        services.confirm(person=row, by=cast(User, request.user), now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("Confirmed."))


@needs(PeoplePermission.PROPOSE)
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link to their own data: shown as a QR code, or sent as a text message."""
    row, here = _person(request, pk), reverse("people:desk_person", args=[pk])
    send = "send" in request.POST
    try:
        token = services.make_link(
            person=row, by=cast(User, request.user), now=timezone.now(), send=send
        )
    except LirenError as trouble:
        return refuse(request, trouble, here)
    if send:
        return go_on(request, here, _("The message is on its way."))
    path = reverse("people:enter", args=[token])
    url = settings.LIREN_URL.rstrip("/") + path if settings.LIREN_URL else path
    url = url if settings.LIREN_URL else request.build_absolute_uri(path)
    return render(request, "people/desk/link.html", {"row": row, "url": url})


@needs(PeoplePermission.DECIDE, PeoplePermission.DECIDE_OWN)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a proposal, or reject it with the reason."""
    user, form, now = cast(User, request.user), ReasonForm(request.POST), timezone.now()
    row = get_object_or_404(proposals_for(user, now), pk=pk)
    if not form.is_valid():
        return proposals_page(request, status=422)
    try:
        if form.cleaned_data["deed"] == "accept":
            services.accept_proposal(proposal=row, by=user, now=now)
        else:
            reason = form.cleaned_data["reason"]
            services.reject_proposal(proposal=row, reason=reason, by=user, now=now)
    except LirenError as trouble:
        return proposals_page(request, status=trouble.status, trouble=said(trouble))
    return redirect("people:desk_proposals")


@needs(PeoplePermission.DECIDE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a request for deletion, or refuse it with the reason."""
    user, form = cast(User, request.user), ReasonForm(request.POST)
    rows = selectors.deletions(user.scope_for(PeoplePermission.DECIDE))
    row = get_object_or_404(rows, pk=pk)
    if not form.is_valid():
        return proposals_page(request, status=422)
    try:
        services.decide_deletion(
            request=row,
            grant=form.cleaned_data["deed"] == "accept",
            reason=form.cleaned_data["reason"],
            by=user,
            now=timezone.now(),
        )
    except LirenError as trouble:
        return proposals_page(request, status=trouble.status, trouble=said(trouble))
    return redirect("people:desk_proposals")
