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
from liren.notices.domain.personal import fingerprint
from liren.notices.domain.publishing import periods
from liren.notices.forms.affairs import AnswerForm, ColumnForm, EntryForm
from liren.notices.models import Column
from liren.notices.permissions import NoticePermission
from liren.notices.selectors import affairs as reads
from liren.notices.services import affairs
from liren.notices.services.covering import cover_version
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
    form, refused = _form(request, column, period), None
    if request.method == "POST" and form.is_valid():
        try:
            affairs.publish_entry(
                column=column, period=period, account=form.account(), by=user, now=now
            )
        except LirenError as trouble:
            form.add_error(None, said(trouble))
            refused = trouble
        else:
            return go_on(request, reverse("notices:desk_affairs"), _("It is published."))
    return _page(request, column, period, form=form, **_after(form, refused))


def _form(request: HttpRequest, column: Column, period: str) -> EntryForm:
    last = next(iter(reads.versions_of(column, period)), None)
    return EntryForm(
        request.POST or None,
        request.FILES or None,
        table=last.table if last else [],
        initial={"text": last.text, "base": last.number} if last else {},
    )


def _after(form: EntryForm, refused: LirenError | None) -> dict[str, object]:
    """Whether a colleague was quicker, and whether something looks personal."""
    is_late = isinstance(refused, affairs.PublishedMeanwhile)
    asks = isinstance(refused, affairs.TellsTooMuch)
    # Until the clerk was told of another version, the form keeps the one it began from.
    base = form.cleaned_data.get("base") if form.is_bound and not is_late else None
    return {"is_late": is_late, "asks": asks, "base": base}


def _page(
    request: HttpRequest, column: Column, period: str, *, form: EntryForm, **more: object
) -> HttpResponse:
    versions = reads.versions_of(column, period)
    last = versions[0] if versions else None
    context = {"column": column, "period": period, "form": form, "versions": versions, **more}
    if context.get("base") is None:
        context["base"] = last.number if last else 0
    form.fields["reason"].required = last is not None
    if context.pop("asks", False):
        found = affairs.to_confirm(form.account(), last)
        form.fields["may_stand"].required = True
        form.use_required_attribute = False  # whoever mends it needs no reason
        context |= {"found": found, "seen": fingerprint(found)}
    is_refused = form.errors or "cover_trouble" in more
    return render(request, "notices/desk/entry.html", context, status=422 if is_refused else 200)


@needs(NoticePermission.AFFAIRS)
@require_POST
def cover(request: HttpRequest, pk: int, period: str, number: int) -> HttpResponse:
    """Erase the words of an old version."""
    user, now = cast(User, request.user), timezone.now()
    column = reads.column(user.scope_for(NoticePermission.AFFAIRS), pk)
    version = reads.version(column, period, number)
    why = request.POST.get("why", "")
    try:
        cover_version(version=version, reason=why, by=user, now=now)
    except LirenError as trouble:
        last = reads.current_version(version.entry)
        form = EntryForm(table=[], initial={"text": last.text, "base": last.number})
        typed = {"cover_why": why, "cover_number": number, "cover_trouble": said(trouble)}
        return _page(request, column, period, form=form, **typed)
    here = reverse("notices:desk_entry", args=[pk, period])
    return go_on(request, here, _("It is covered: nobody reads it any more."))


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
