"""The desk's public affairs: what is due, publish and correct it, answer questions."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.notices.domain.publishing import periods
from liren.notices.forms.affairs import AnswerForm, ColumnForm, EntryForm
from liren.notices.models import EntryVersion
from liren.notices.permissions import NoticePermission
from liren.notices.selectors import affairs as reads
from liren.notices.services import affairs
from liren.ui.pages import go_on, refuse, said

MOST_QUESTIONS = 100


@needs(NoticePermission.AFFAIRS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is due and missing, and which questions wait."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(NoticePermission.AFFAIRS)
    rows = reads.columns(scope).filter(ended_date__isnull=True)
    context = {
        "columns": reads.kept(rows, timezone.localdate(now)),
        "questions": list(reads.objections(scope)[:MOST_QUESTIONS]),
        "now": now,
    }
    return render(request, "notices/desk/affairs.html", context)


@needs(NoticePermission.AFFAIRS)
def entry(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    """Publish the account of a period, or correct it."""
    user, now = cast(User, request.user), timezone.now()
    column = reads.column(user.scope_for(NoticePermission.AFFAIRS), pk)
    if period not in {one.key for one in periods(column.rule, timezone.localdate(now))}:
        raise Http404
    row = reads.entry_of(column, period)
    last = reads.current_version(row) if row else None
    form = _form(request, last)
    if request.method == "POST" and form.is_valid():
        try:
            affairs.publish_entry(
                column=column, period=period, account=form.account(), by=user, now=now
            )
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("notices:desk_affairs"), _("It is published."))
    context = {"column": column, "period": period, "row": row, "last": last, "form": form}
    return render(request, "notices/desk/entry.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, last: EntryVersion | None) -> EntryForm:
    return EntryForm(
        request.POST or None,
        request.FILES or None,
        table=last.table if last else [],
        is_new=last is None,
        initial={"text": last.text if last else ""},
    )


@needs(NoticePermission.AFFAIRS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question."""
    user, now = cast(User, request.user), timezone.now()
    row = reads.objection(user.scope_for(NoticePermission.AFFAIRS), pk)
    form, here = AnswerForm(request.POST or None), reverse("notices:desk_affairs")
    if request.method == "POST" and form.is_valid():
        try:
            affairs.answer_objection(objection=row, **form.cleaned_data, by=user, now=now)
        except LirenError as trouble:
            return refuse(request, trouble, here)
        return go_on(request, here, _("The answer is given."))
    context = {"row": row, "form": form, "now": now}
    return render(request, "notices/desk/answer.html", context, status=422 if form.errors else 200)


@needs(NoticePermission.COLUMNS)
def columns(request: HttpRequest) -> HttpResponse:
    """What is to be published when."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(NoticePermission.COLUMNS)
    form = ColumnForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        new, place = form.new()
        try:
            affairs.add_column(new=new, place=place, by=user, now=now)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("notices:desk_columns"), _("The column is set."))
    context = {"form": form, "columns": list(reads.columns(scope)), "now": now}
    return render(request, "notices/desk/columns.html", context, status=422 if form.errors else 200)


@needs(NoticePermission.COLUMNS)
@require_POST
def end_column(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is due."""
    user = cast(User, request.user)
    row = reads.column(user.scope_for(NoticePermission.COLUMNS), pk)
    affairs.end_column(column=row, by=user, now=timezone.now())
    return go_on(request, reverse("notices:desk_columns"), _("Nothing more is due there."))
