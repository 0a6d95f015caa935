"""The desk's rules: tried on the past, switched on at a place, taken along as a file."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.sensing.domain.rules import read_rule
from liren.sensing.forms import TryForm, say_why
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import alerts as reads
from liren.sensing.services import rules as services
from liren.ui.pages import go_on, refuse

A_PAGE = 50


@needs(SensingPermission.RULES)
def rule_list(request: HttpRequest) -> HttpResponse:
    """The rules of one's places, and one more to try."""
    user = cast(User, request.user)
    form = TryForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            text = data["file"] or services.shipped(data["rule"])
            row = services.try_rule(text=text, place=data["place"], by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "file" if data["file"] else None)
        else:
            return go_on(request, reverse("sensing:rule", args=[row.pk]))
    rows = list(reads.placements(user.scope_for(SensingPermission.RULES))[:A_PAGE])
    context = {"form": form, "rows": [(row, read_rule(row.text)) for row in rows]}
    return render(request, "sensing/rules.html", context, status=422 if form.errors else 200)


@needs(SensingPermission.RULES)
@require_safe
def rule_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule at a place: what it would have raised, and the switch."""
    user = cast(User, request.user)
    row = reads.placement(user.scope_for(SensingPermission.RULES), pk)
    return render(request, "sensing/rule.html", {"row": row, "rule": read_rule(row.text)})


@needs(SensingPermission.RULES)
@require_safe
def rule_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule as a file."""
    user = cast(User, request.user)
    row = reads.placement(user.scope_for(SensingPermission.RULES), pk)
    answer = HttpResponse(row.text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.rule}.toml"'
    return answer


@needs(SensingPermission.RULES)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule on, or off."""
    user, now = cast(User, request.user), timezone.now()
    row = reads.placement(user.scope_for(SensingPermission.RULES), pk)
    url = reverse("sensing:rule", args=[row.pk])
    try:
        if row.switched_on_at is None:
            services.switch_on(placement=row, by=user, now=now)
            return go_on(request, url, _("The rule is on from now on."))
        services.switch_off(placement=row, by=user, now=now)
    except LirenError as error:
        return refuse(request, error, url)
    return go_on(request, url, _("The rule is off."))
