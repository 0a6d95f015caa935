"""Meals for oneself: what there is this week, ordered and taken back in one touch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.care.forms.meals import DietForm
from liren.care.models import MealOrder
from liren.care.selectors import meals as reads
from liren.care.services import meals
from liren.care.views.request import clock, office_for, oneself, worker
from liren.core.doors import signed_in
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The menus of the week with what I ordered."""
    return _mine(request, None)


def _mine(request: HttpRequest, form: DietForm | None) -> HttpResponse:
    person, now = oneself(request), clock()
    context: dict[str, object] = {"person": person, "now": now, "menus": []}
    if person is not None:
        menus = list(reads.menus_for(person.place, timezone.localdate(now)))
        ordered, card = reads.orders_of(person, menus), reads.card_of(person)
        context["menus"] = [(m, ordered.get(m.pk), reads.is_open(m, now)) for m in menus]
        kept = {"diet": card.diet, "allergy": card.allergy}
        context["diet"] = form or DietForm(initial=kept)
    context["office"] = office_for(request, person)
    status = 422 if form is not None else 200
    response = render(request, "care/mine/meals.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a meal, or take it back."""
    person = oneself(request)
    if person is None:
        return redirect("care:meals")
    menu, by, now = reads.menu_for(person.place, pk), worker(request), clock()
    held = reads.orders_of(person, [menu]).get(menu.pk)
    try:
        if "back" in request.POST:
            if held is not None:
                meals.cancel_meal(order=held, by=by, now=now)
            return go_on(request, "/care/meals/", _("Taken back."))
        channel = MealOrder.Channel.PAGE
        meals.order_meal(person=person, menu=menu, channel=channel, by=by, now=now)
    except LirenError as trouble:
        return refuse(request, trouble, "/care/meals/")
    return go_on(request, "/care/meals/", _("Ordered. It comes to your door."))


@require_POST
@signed_in
def diet(request: HttpRequest) -> HttpResponse:
    """What I eat and must not eat."""
    person, form = oneself(request), DietForm(request.POST)
    if person is None:
        return redirect("care:meals")
    if not form.is_valid():
        return _mine(request, form)
    meals.set_diet(person=person, by=worker(request), now=clock(), **form.cleaned_data)
    return go_on(request, "/care/meals/", _("Saved."))
