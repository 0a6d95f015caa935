"""A meeting at the desk: invitations, who came, minutes, decisions, the sheet, posting it."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.deliberation import paper
from liren.deliberation.domain.templates import needed
from liren.deliberation.forms.items import (
    DecisionForm,
    MinuteForm,
    PhotoForm,
    PresentForm,
    ReasonForm,
)
from liren.deliberation.models import Sitting
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors import sittings as reads
from liren.deliberation.services import pictures
from liren.deliberation.services import sittings as services
from liren.deliberation.views.desk_items import as_pdf
from liren.ui.pages import go_on, refuse, said

FORMS: dict[str, Callable[..., Any]] = {
    "present": PresentForm,
    "minute": MinuteForm,
    "decision": DecisionForm,
    "photo": PhotoForm,
    "off": ReasonForm,
}
PHOTOS = "image/jpeg"


def _found(request: HttpRequest, pk: int) -> tuple[Sitting, User]:
    user = cast(User, request.user)
    return reads.sitting(user.scope_for(TalkPermission.SEE), pk), user


@needs(TalkPermission.SEE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting with everything that is written of it."""
    row, user = _found(request, pk)
    return _page(request, row, user)


def _page(request: HttpRequest, row: Sitting, user: User, **typed: Any) -> HttpResponse:
    forms = {name: typed.get(name) or _form(name, row) for name in FORMS}
    said_to: dict[int, list[Any]] = {number: [] for number in range(1, len(row.agenda) + 1)}
    for minute in row.minutes.all():
        said_to[minute.item].append(minute)
    may_prepare = user.has_perm(TalkPermission.PREPARE, row.topic.place)
    context = {
        "sitting": row,
        "topic": row.topic,
        "items": [(words, said_to[number]) for number, words in enumerate(row.agenda, 1)],
        "present": list(row.present.all()),
        "decisions": list(row.decisions.all()),
        "photos": list(row.photos.all()),
        "needed": needed(row.invited, Fraction(row.quorum)),
        "may_prepare": may_prepare,
        "is_open": may_prepare and not row.posted_at and not row.called_off,
        "forms": forms,
        "now": timezone.now(),
    }
    status = 422 if typed else 200
    return render(request, "deliberation/desk/sitting.html", context, status=status)


def _form(name: str, row: Sitting, *args: Any) -> Any:
    given = {"sitting": row} if name == "minute" else {}
    return FORMS[name](*args, prefix=name, **given)


@needs(TalkPermission.PREPARE)
@require_POST
def write(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Write down one thing about a meeting."""
    row, user = _found(request, pk)
    if what not in FORMS:
        raise Http404
    form = _form(what, row, request.POST, request.FILES)
    if form.is_valid():
        try:
            _write(what, row, form.cleaned_data, user)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            page = reverse("deliberation:desk_sitting", args=[pk])
            return go_on(request, f"{page}#{what}", _("Written down."))
    return _page(request, row, user, **{what: form})


def _write(what: str, row: Sitting, typed: dict[str, Any], by: User) -> None:
    now = timezone.now()
    if what == "present":
        services.note_present(sitting=row, **typed, by=by, now=now)
    elif what == "minute":
        services.take_minute(sitting=row, **typed, by=by, now=now)
    elif what == "decision":
        new = services.NewDecision(**typed)
        services.write_decision(sitting=row, new=new, by=by, now=now)
    elif what == "photo":
        services.add_sheet(sitting=row, upload=typed["photo"], by=by, now=now)
    else:
        services.call_off_sitting(sitting=row, words=typed["words"], by=by, now=now)


@needs(TalkPermission.PREPARE)
@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read minutes and decisions."""
    row, user = _found(request, pk)
    page = reverse("deliberation:desk_sitting", args=[pk])
    try:
        services.post_minutes(sitting=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return go_on(request, page, _("Everybody reads it now, and followers were told."))


@needs(TalkPermission.SEE)
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation for the door, and for hands."""
    row, _user = _found(request, pk)
    try:
        made = paper.invitation_to(row)
    except LirenError as trouble:
        return refuse(request, trouble, reverse("deliberation:desk_sitting", args=[pk]))
    return as_pdf(made, f"invitation-{pk}")


@needs(TalkPermission.PREPARE)
@require_safe
def sheet(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """A photo of the sign-in sheet, for those who keep the minutes."""
    row, _user = _found(request, pk)
    kept = get_object_or_404(row.photos.all(), pk=photo)
    path = pictures.path_of(kept.file)
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=PHOTOS)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
