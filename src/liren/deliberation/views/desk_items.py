"""The desk's single things: a project's check, hidden words, papers to print."""

from typing import cast

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
from liren.deliberation.forms.items import (
    CheckForm,
    HideForm,
    RulesForm,
    RulingForm,
)
from liren.deliberation.models import Project
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors import ballots, talk
from liren.deliberation.selectors.topics import rules_at
from liren.deliberation.services import budgets, measures, moderating, settings
from liren.deliberation.views.desk import at_desk
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.pages import go_on, refuse, said


@needs(TalkPermission.CHECK)
def check_project(request: HttpRequest, pk: int, project: int) -> HttpResponse:
    """Say whether a project can be done, and what it costs."""
    topic, user = at_desk(request, pk)
    row = get_object_or_404(Project.objects.filter(topic=topic), pk=project)
    start = {"cost": row.cost or row.asked, "words": row.check_words, "verdict": row.check_state}
    form = CheckForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            budgets.check_project(project=row, finding=form.finding(), by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            page = reverse("deliberation:desk_topic", args=[pk])
            return go_on(request, f"{page}#projects", _("Checked."))
    context = {"topic": topic, "row": row, "form": form, "budget": ballots.round_of(topic)}
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/project.html", context, status=status)


@needs(TalkPermission.MODERATE)
@require_safe
def said_lately(request: HttpRequest) -> HttpResponse:
    """What neighbours have said lately, and objections to what was hidden."""
    user = cast(User, request.user)
    scope = user.scope_for(TalkPermission.MODERATE)
    context = {
        "said": talk.said_lately(scope),
        "appeals": [(row, talk.thing_behind(row)) for row in talk.appeals(scope)],
        "now": timezone.now(),
    }
    return render(request, "deliberation/desk/moderation.html", context)


@needs(TalkPermission.MODERATE)
def hide(request: HttpRequest, pk: int, thing: str, number: int) -> HttpResponse:
    """Take words out of sight, with a reason from the policy."""
    topic, user = at_desk(request, pk)
    row = talk.find_thing(topic, thing, number)
    if row is None:
        raise Http404
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = moderating.NewHiding(thing=thing, thing_id=number, **form.cleaned_data)
        try:
            moderating.hide_words(topic=topic, new=new, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            page = reverse("deliberation:desk_moderation")
            return go_on(request, page, _("Hidden; whoever said it can object."))
    context = {"topic": topic, "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/hide.html", context, status=status)


@needs(TalkPermission.MODERATE)
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Rule on an objection; never on one's own decision."""
    user = cast(User, request.user)
    row = talk.hiding(user.scope_for(TalkPermission.MODERATE), pk)
    form, page = RulingForm(request.POST or None), reverse("deliberation:desk_moderation")
    if request.method == "POST" and form.is_valid():
        try:
            moderating.rule_on_appeal(hiding=row, **form.cleaned_data, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, page, _("Ruled; the author reads it."))
    context = {"row": row, "thing": talk.thing_behind(row), "form": form}
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/rule.html", context, status=status)


@needs(TalkPermission.ENTER)
@require_safe
def ballot_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbered papers to be ticked by hand."""
    topic, _user = at_desk(request, pk)
    page = reverse("deliberation:desk_topic", args=[pk])
    first, count = _whole(request, "first", 1), min(_whole(request, "count", 20), 200)
    try:
        made = paper.ballots_of(topic, first=first, count=count)
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return as_pdf(made, f"ballots-{pk}")


def _whole(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """Paper for the printer."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@needs(TalkPermission.RULES)
def rules(request: HttpRequest) -> HttpResponse:
    """What the community has settled: homes, days, shares."""
    user = cast(User, request.user)
    scope = user.scope_for(TalkPermission.RULES)
    known = list(places(scope).filter(kind=Kind.COMMUNITY).order_by("path"))
    place = next((p for p in known if str(p.pk) == request.GET.get("place")), None)
    place = place or (known[0] if known else None)
    if place is None:
        raise Http404
    form = RulesForm(request.POST or None, rules=rules_at(place))
    if request.method == "POST" and form.is_valid():
        try:
            settings.set_rules(place=place, new=form.new(), by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, f"{request.path}?place={place.pk}", _("Settled."))
    return _rules(request, form, place, known)


def _rules(request: HttpRequest, form: RulesForm, place: Place, known: list[Place]) -> HttpResponse:
    context = {"form": form, "place": place, "known": known}
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/rules.html", context, status=status)


@needs(TalkPermission.PREPARE)
@require_POST
def drop_measure(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Take a measure out of a plan that is not published."""
    topic, user = at_desk(request, pk)
    row = get_object_or_404(topic.measures.select_related("topic__place"), pk=measure)
    page = reverse("deliberation:desk_topic", args=[pk])
    try:
        measures.drop_measure(measure=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return go_on(request, page, _("Taken out of the plan."))
