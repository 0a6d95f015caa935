"""The desk's announcements: write, look whom it reaches, publish, see how far it came."""

from typing import Any, cast

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
from liren.notices.domain.workflow import Stage
from liren.notices.forms.announcements import AnnouncementForm, WithdrawForm, start_of, values_of
from liren.notices.models import Announcement
from liren.notices.paper import poster_of
from liren.notices.permissions import NoticePermission
from liren.notices.selectors import announcements as reads
from liren.notices.selectors.channels import Switchboard
from liren.notices.services import announcements, calls
from liren.notices.templatetags.notices import channel_words
from liren.ui.pages import go_on, refuse

A_PAGE = 30
LONGEST_ID = 19


def seen_by(user: User) -> Scope:
    """Where somebody may look at announcements: where they write, publish, or ring."""
    rights = (NoticePermission.WRITE, NoticePermission.PUBLISH, NoticePermission.CALL)
    return Scope.of(path for right in rights for path in user.scope_for(right).paths)


def found(request: HttpRequest, pk: int) -> tuple[Announcement, User]:
    """An announcement that the person at the desk may see."""
    user = cast(User, request.user)
    return reads.announcement(seen_by(user), pk), user


@needs(NoticePermission.CALL, NoticePermission.WRITE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All, the latest first."""
    user = cast(User, request.user)
    rows = reads.announcements(seen_by(user))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    told = {row.pk: reads.progress(row) for row in page if row.stage != Stage.DRAFT}
    context = {
        "page": page,
        "rows": [(row, told.get(row.pk)) for row in page],
        "now": timezone.now(),
        "may_write": user.has_perm(NoticePermission.WRITE),
    }
    return render(request, "notices/desk/announcements.html", context)


@needs(NoticePermission.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Write one."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(NoticePermission.WRITE)
    form = AnnouncementForm(request.POST or None, scope=scope, initial=start_of(now))
    if request.method == "POST" and form.is_valid():
        draft, place = form.draft()
        row = announcements.draft_announcement(draft=draft, place=place, by=user, now=now)
        return go_on(request, reverse("notices:desk_announcement", args=[row.pk]))
    return _form(request, form, None)


@needs(NoticePermission.WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row, user = found(request, pk)
    here = reverse("notices:desk_announcement", args=[pk])
    scope = user.scope_for(NoticePermission.WRITE)
    form = AnnouncementForm(request.POST or None, scope=scope, initial=values_of(row))
    if request.method == "POST" and form.is_valid():
        draft, place = form.draft()
        try:
            announcements.edit_announcement(
                announcement=row, draft=draft, place=place, by=user, now=timezone.now()
            )
        except LirenError as trouble:
            return refuse(request, trouble, here)
        return go_on(request, here)
    return _form(request, form, row)


def _form(request: HttpRequest, form: AnnouncementForm, row: Announcement | None) -> HttpResponse:
    context = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "notices/desk/announcement_form.html", context, status=status)


@needs(NoticePermission.CALL, NoticePermission.WRITE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with whom it would reach; or a published one with whom it has reached."""
    row, user = found(request, pk)
    return _one(request, row, user, WithdrawForm())


def _one(
    request: HttpRequest, row: Announcement, user: User, form: WithdrawForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    is_draft = row.stage == Stage.DRAFT
    context: dict[str, Any] = {
        "row": row,
        "now": now,
        "is_draft": is_draft,
        "preview": reads.preview(row, timezone.localdate(now)) if is_draft else None,
        "progress": None if is_draft else reads.progress(row),
        "posters": [] if is_draft else reads.posters(row),
        "words": channel_words(row, Switchboard.read()) if is_draft else [],
        "may_write": user.has_perm(NoticePermission.WRITE, row.place),
        "may_publish": user.has_perm(NoticePermission.PUBLISH, row.place),
        "form": form,
    }
    return render(request, "notices/desk/announcement.html", context, status=status)


@needs(NoticePermission.PUBLISH)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it out, as it was looked at."""
    row, user = found(request, pk)
    here = reverse("notices:desk_announcement", args=[pk])
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    try:
        announcements.publish_announcement(
            announcement=row, revision=revision, by=user, now=timezone.now()
        )
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("It is published, and on its way to the homes."))


@needs(NoticePermission.WRITE)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft away."""
    row, user = found(request, pk)
    try:
        announcements.discard_announcement(announcement=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, reverse("notices:desk_announcement", args=[pk]))
    return go_on(request, reverse("notices:desk_announcements"), _("The draft is put away."))


@needs(NoticePermission.PUBLISH)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, with the reason."""
    row, user = found(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _one(request, row, user, form, status=422)
    here = reverse("notices:desk_announcement", args=[pk])
    try:
        announcements.withdraw_announcement(
            announcement=row, reason=form.cleaned_data["reason"], by=user, now=timezone.now()
        )
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("It is withdrawn. What had not gone out stays here."))


@needs(NoticePermission.CALL, NoticePermission.WRITE)
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The announcement as a poster."""
    row, _user = found(request, pk)
    response = HttpResponse(poster_of(row), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="announcement-{row.pk}.pdf"'
    return response


@needs(NoticePermission.WRITE)
@require_POST
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Note which posters hang."""
    row, user = found(request, pk)
    ticked = [one for one in request.POST.getlist("poster") if len(one) < LONGEST_ID]
    ids = [int(one) for one in ticked if one.isascii() and one.isdigit()]
    hung = calls.note_posted(announcement=row, deliveries=ids[:500], by=user, now=timezone.now())
    return go_on(request, reverse("notices:desk_announcement", args=[pk]) + "#posters", _told(hung))


def _told(hung: int) -> str:
    return _("Noted: {} more hang.").format(hung) if hung else _("Nothing new to note.")
