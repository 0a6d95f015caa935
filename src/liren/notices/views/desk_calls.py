"""The call list: one home after another, the number shown when it is about to be rung."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.notices.forms.announcements import CallForm
from liren.notices.models import Announcement, AnnouncementHome
from liren.notices.permissions import NoticePermission
from liren.notices.selectors import announcements as reads
from liren.notices.services import calls
from liren.people import services as people
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.people.selectors import person as person_in
from liren.places.selectors import addresses
from liren.ui.pages import go_on, refuse

A_PAGE = 20


@needs(NoticePermission.CALL)
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The homes of an announcement that are still to be rung or visited, door by door."""
    user = cast(User, request.user)
    row = reads.announcement(user.scope_for(NoticePermission.CALL), pk)
    return _list(request, row, {})


def _list(request: HttpRequest, row: Announcement, shown: dict[int, str]) -> HttpResponse:
    user = cast(User, request.user)
    own = reads.calls(row, user.scope_for(NoticePermission.CALL))
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "page": page,
        "homes": _homes(list(page), user.scope_for(PeoplePermission.SEE)),
        "outcomes": CallForm.base_fields["outcome"].choices,  # type: ignore[attr-defined]  # a choice field
        "shown": shown,
        "progress": reads.progress(row),
        "now": timezone.now(),
    }
    return render(request, "notices/desk/calls.html", context)


def _homes(homes: list[AnnouncementHome], may_see: Scope) -> list[tuple[object, ...]]:
    """Each with its door, who lives there, and whether their numbers may be asked for."""
    names, people_at = addresses([one.place for one in homes]), reads.people_at(homes)
    return [
        (one, names[one.place_id], people_at.get(one.place_id, []), may_see.covers(one.place_path))
        for one in homes
    ]


@needs(NoticePermission.CALL)
@require_POST
def number(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Show one telephone number, and note who asked and what for."""
    user = cast(User, request.user)
    row = reads.announcement(user.scope_for(NoticePermission.CALL), pk)
    who: Person = person_in(user.scope_for(PeoplePermission.SEE), person)
    purpose = f"announcement {row.pk}"
    shown = people.phone_of(who, by=user, purpose=purpose, now=timezone.now())
    return _list(request, row, {who.pk: shown or ""})


@needs(NoticePermission.CALL)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one call."""
    user = cast(User, request.user)
    home = reads.call(user.scope_for(NoticePermission.CALL), pk)
    here = reverse("notices:desk_calls", args=[home.announcement_id])
    form = CallForm(request.POST)
    if not form.is_valid():
        return go_on(request, here, _("Please choose what came of the call."))
    typed = form.cleaned_data
    try:
        calls.note_call(
            home=home, outcome=typed["outcome"], note=typed["note"], by=user, now=timezone.now()
        )
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, f"{here}#home-{home.pk}", _("Noted."))
