"""Meals at the desk: the day's round, orders by telephone and counter, menus and subsidies."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.care.domain.meals import FEN_A_YUAN
from liren.care.forms.meals import DietForm, MenuForm, OrderForm, SubsidyForm
from liren.care.permissions import CarePermission
from liren.care.selectors import meals as reads
from liren.care.services import meals
from liren.care.services.meals import NewMenu
from liren.care.views.desk import community_of, person_page
from liren.care.views.request import clock, office_of, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.selectors import named
from liren.people.selectors import person as person_in
from liren.places.models import Place
from liren.places.selectors import addresses
from liren.ui.pages import go_on, refuse, said

FEW = 12


@needs(CarePermission.DO)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The menus from today on, and what each day of this month came to."""
    scope, today = scope_of(request, CarePermission.DO), timezone.localdate(clock())
    first = today.replace(day=1)
    context = {
        "menus": reads.menus(scope, today, today + reads.AHEAD),
        "days": reads.counts_by_day(scope, first, date.max),
        "today": today,
        "may_keep": worker(request).has_perm(CarePermission.KEEP),
    }
    return render(request, "care/desk/meals.html", context)


@needs(CarePermission.KEEP)
@require_http_methods(["GET", "POST"])
def menu(request: HttpRequest) -> HttpResponse:
    """Offer a meal, and say what is paid of it for whom."""
    place = community_of(request)
    form = MenuForm(request.POST or None)
    if request.method == "POST" and place and form.is_valid():
        try:
            new = NewMenu(place=place, **form.values())
            meals.add_menu(new, by=worker(request), now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("care:desk_meals"), _("Saved."))
    return _menu_page(request, place, form, SubsidyForm())


def _menu_page(
    request: HttpRequest, place: Place | None, form: MenuForm, subsidy: SubsidyForm
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "subsidy": subsidy, "place": place}
    context["rules"] = reads.rules_at(place) if place else {}
    status = 422 if form.errors or subsidy.errors else 200
    return render(request, "care/desk/menu.html", context, status=status)


@needs(CarePermission.KEEP)
@require_POST
def subsidy(request: HttpRequest) -> HttpResponse:
    """What is paid for a label."""
    place, form = community_of(request), SubsidyForm(request.POST)
    if not place or not form.is_valid():
        return _menu_page(request, place, MenuForm(), form)
    fen = int(form.cleaned_data["yuan"] * FEN_A_YUAN)
    label = form.cleaned_data["label"]
    meals.set_subsidy(place=place, label=label, fen=fen, by=worker(request), now=clock())
    return go_on(request, reverse("care:desk_menu"), _("Saved."))


@needs(CarePermission.DO)
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One meal: the doors in their order, and orders by telephone or at the counter."""
    scope = scope_of(request, CarePermission.DO)
    menu = reads.menu_in(scope, pk)
    if "person" in request.POST:
        return _ordered(request, pk)
    if request.method == "POST":  # what everybody eats is opened to cook and bring it, and noted
        found = meals.read_round(menu=menu, by=worker(request), now=clock())
        return _sheet(request, found, is_opened=True)
    return _sheet(request, reads.round_of(menu, scope), is_opened=False)


@needs(CarePermission.DO)
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The round on A4 for whoever carries it: what everybody eats is on it, so it is noted."""
    menu = reads.menu_in(scope_of(request, CarePermission.DO), pk)
    found = meals.read_round(menu=menu, by=worker(request), now=clock())
    context = {"round": found, "office": office_of(menu.place)}
    response = render(request, "care/desk/meal_paper.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet(request: HttpRequest, found: reads.Round, *, is_opened: bool) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    people = list(named(scope_of(request, CarePermission.DO), words)[:FEW]) if words else []
    homes = addresses([one.place for one in people])
    context = {
        "round": found,
        "is_opened": is_opened,
        "found": [(one, homes[one.place_id]) for one in people],
        "q": words,
        "is_open": reads.is_open(found.menu, clock()),
        "due": reads.due_from(found.menu),
        "now": clock(),
    }
    response = render(request, "care/desk/meal_round.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _ordered(request: HttpRequest, pk: int) -> HttpResponse:
    scope, form = scope_of(request, CarePermission.DO), OrderForm(request.POST)
    back = reverse("care:desk_meal", args=[pk])
    if not form.is_valid():
        return go_on(request, back)
    person = person_in(scope, form.cleaned_data["person"])
    try:
        meals.order_meal(
            person=person, menu=reads.menu_in(scope, pk), by=worker(request), now=clock(),
            channel=form.cleaned_data["channel"],
        )  # fmt: skip
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return go_on(request, back, _("Ordered for {}.").format(person.name))


@needs(CarePermission.DO)
@require_POST
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a meal at the door; or the order is taken back."""
    order = reads.order_in(scope_of(request, CarePermission.DO), pk)
    back, deed = reverse("care:desk_meal", args=[order.menu_id]), request.POST.get("deed", "")
    try:
        if deed == "cancel":
            meals.cancel_meal(order=order, by=worker(request), now=clock())
        elif deed in ("taken", "not_taken"):
            meals.at_the_door(order=order, outcome=deed, by=worker(request), now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return go_on(request, f"{back}#order-{order.pk}")


@needs(CarePermission.DO)
@require_POST
def diet(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody eats, noted by the office."""
    person = person_in(scope_of(request, CarePermission.DO), pk)
    form = DietForm(request.POST)
    if not form.is_valid():
        return person_page(request, person, 422, diet=form)
    meals.set_diet(person=person, by=worker(request), now=clock(), **form.cleaned_data)
    return go_on(request, reverse("care:desk_person", args=[pk]), _("Saved."))
