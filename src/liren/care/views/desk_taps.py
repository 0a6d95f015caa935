"""The list of one tap at the desk: buttons, what is behind them, and asking for who telephones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.care.forms.keeping import TapForm
from liren.care.models import OneTap
from liren.care.permissions import CarePermission
from liren.care.selectors import one_tap as reads
from liren.care.services import one_tap
from liren.care.services.one_tap import NewTap
from liren.care.views.desk import community_of
from liren.care.views.request import clock, is_id, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.selectors import person as person_in
from liren.ui.pages import go_on, refuse, said

FIELDS = ("kind", "name", "phone", "hours", "note")


@needs(CarePermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The buttons as residents see them."""
    rows = reads.taps(scope_of(request, CarePermission.SEE))
    may_keep = worker(request).has_perm(CarePermission.KEEP)
    return render(request, "care/desk/taps.html", {"taps": list(rows), "may_keep": may_keep})


@needs(CarePermission.KEEP)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put a button on the list."""
    return _saved(request, None)


@needs(CarePermission.KEEP)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is otherwise about one."""
    return _saved(request, reads.tap_in(scope_of(request, CarePermission.KEEP), pk))


def _saved(request: HttpRequest, row: OneTap | None) -> HttpResponse:
    place = row.place if row else community_of(request)
    initial = {name: getattr(row, name) for name in FIELDS} if row else {}
    form = TapForm(request.POST or None, initial=initial)
    if request.method == "POST" and place and form.is_valid():
        try:
            new = NewTap(place=place, **form.cleaned_data)
            one_tap.save_tap(new, row=row, by=worker(request), now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("care:desk_taps"), _("Saved."))
    context = {"form": form, "row": row, "place": place}
    return render(request, "care/desk/tap.html", context, status=422 if form.errors else 200)


@needs(CarePermission.KEEP)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one off."""
    row = reads.tap_in(scope_of(request, CarePermission.KEEP), pk)
    one_tap.end_tap(tap=row, by=worker(request), now=clock())
    return go_on(request, reverse("care:desk_taps"), _("Taken off the list."))


@needs(CarePermission.KEEP)
@require_POST
def move_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one before the one above it."""
    row = reads.tap_in(scope_of(request, CarePermission.KEEP), pk)
    one_tap.move_up(tap=row, by=worker(request), now=clock())
    return redirect("care:desk_taps")


@needs(CarePermission.DO)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody rang the office and asks for one of these."""
    person = person_in(scope_of(request, CarePermission.DO), pk)
    back, chosen = reverse("care:desk_person", args=[pk]), request.POST.get("tap", "")
    if not is_id(chosen):
        return redirect(back)
    try:
        tap = reads.tap_for(person.place, int(chosen))
        task = one_tap.ask(tap=tap, person=person, by=worker(request), now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return go_on(request, reverse("care:desk_task", args=[task.pk]), _("Passed on."))
